"""Talks to a V2C charger. Knows nothing of Home Assistant."""
