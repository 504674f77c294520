"""Minutes between areas, by real roads or by distance."""
