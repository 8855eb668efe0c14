"""Home Assistant's price data, one module per provider."""
