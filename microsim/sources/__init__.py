"""Sources of crimes: what can be read, fetched and listed."""
