"""Benchmarks: what the integration costs and how fast it is, in figures."""
