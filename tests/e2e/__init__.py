"""Tests of the whole: real processes, a real browser."""
