# It stands in for a module outside of any package.
# ruff: noqa: INP001
"""Stands in for a library that detects speech.

Home Assistant's browser interface does not come up without it, and it has to be
compiled. The demo has no microphone.
"""


class MicroVad:
    """Never asked."""
