"""Tools for those who develop the integration."""
