"""Print what some of Home Assistant's own integrations require from PyPI.

Usage: integration_requirements.py COMPONENTS_DIR LIST

LIST names one integration per line. The requirements of those that they depend on are
included: Home Assistant would install them at run time, from wherever, in any version.
"""

from collections.abc import Iterable, Iterator
import json
from pathlib import Path
import sys


def listed(text: str) -> Iterator[str]:
    """Yield the entries of a list file, without its comments."""
    for line in text.splitlines():
        if entry := line.partition("#")[0].strip():
            yield entry


def closure(components: Path, integrations: Iterable[str]) -> set[str]:
    """Return the requirements of the integrations and of all they depend on.

    Raises:
        FileNotFoundError: Home Assistant has no integration of that name.
    """
    requirements: set[str] = set()
    seen: set[str] = set()
    waiting = list(integrations)
    while waiting:
        domain = waiting.pop()
        if domain in seen:
            continue
        seen.add(domain)
        manifest = json.loads((components / domain / "manifest.json").read_text())
        requirements.update(manifest.get("requirements", ()))
        waiting += manifest.get("dependencies", ())
    return requirements


if __name__ == "__main__":
    names = listed(Path(sys.argv[2]).read_text(encoding="utf-8"))
    print("\n".join(sorted(closure(Path(sys.argv[1]), names))))
