"""Sources of crimes and areas: what can be read, fetched, listed and kept parsed."""
