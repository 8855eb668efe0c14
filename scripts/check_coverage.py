"""Fail when a module of the integration is tested too little.

Usage: check_coverage.py coverage.json

An average over all modules hides an untested one, so each has to reach its own floor,
of lines and branches together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path
import sys
from typing import Any

FLOOR = 95.0
# What people meet first, and where a mistake costs them the whole set-up.
FLOOR_OF_FLOWS = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """How much of one module the tests ran.

    Attributes:
        path: Path from the repository's root.
        percent: Lines and branches that ran, 0 to 100.
        missing: What did not run: `12` is a line, `12->15` a jump.
    """

    path: str
    percent: float
    missing: tuple[str, ...]

    @property
    def floor(self) -> float:
        """Return the percentage this module has to reach."""
        return FLOOR_OF_FLOWS if "flow" in Path(self.path).stem else FLOOR

    @property
    def is_covered(self) -> bool:
        """Return whether the module reaches its floor."""
        return self.percent >= self.floor


def read_report(report: Mapping[str, Any]) -> list[Module]:
    """Return the modules of coverage.py's JSON report, the least tested first."""
    modules = [
        Module(
            path=path,
            percent=measured["summary"]["percent_covered"],
            missing=(
                *map(str, measured["missing_lines"]),
                *(f"{start}->{end}" for start, end in measured["missing_branches"]),
            ),
        )
        for path, measured in report["files"].items()
    ]
    return sorted(modules, key=lambda module: (module.percent, module.path))


def main(path: Path) -> int:
    """Print one line per module that is short of its floor; return the exit status."""
    modules = read_report(json.loads(path.read_text(encoding="utf-8")))
    if not modules:
        print(f"{path} names no module: the tests ran without coverage.")
        return 1
    short = [module for module in modules if not module.is_covered]
    width = max((len(module.path) for module in short), default=0)
    for module in short:
        missing = ", ".join(module.missing[:12]) + (" …" * (len(module.missing) > 12))
        print(
            f"{module.path:<{width}}  {module.percent:6.2f} %"
            f"  (needs {module.floor:.0f} %)  not run: {missing}"
        )
    print(
        f"coverage: {len(modules) - len(short)} of {len(modules)} modules reach theirs"
    )
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
