"""Tests of the prices, with payloads as the providers send them."""
