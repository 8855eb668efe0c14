"""Decides how to charge. Knows nothing of Home Assistant and of no link."""
