"""Tests of the V2C Cloud integration."""
