"""Programs that scripts/setup finds or installs."""

import subprocess

import pytest

from scripts.demo.processes import ROOT


def find_program(name: str, missing: str) -> str:
    """Where a program is, as scripts/_<name>.sh finds it; fails with the sentence."""
    found = subprocess.run(
        ["bash", "-c", f". scripts/_{name}.sh; find_{name}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    path = found.stdout.strip()
    if found.returncode != 0 or not path:
        pytest.fail(missing)
    return path
