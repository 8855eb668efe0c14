"""Tests of what the benchmarks compute; that they run is tested end to end."""
