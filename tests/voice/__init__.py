"""Tests of what people say to their chargers."""
