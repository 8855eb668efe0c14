"""Tests of the package that talks to a charger."""
