# It stands in for a module outside of any package.
# ruff: noqa: INP001
"""Stands in for a library that cleans speech of noise; see pymicro_vad."""


class AudioProcessor:
    """Never asked."""
