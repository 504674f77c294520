"""Exact sampling of crimes and calls from rates, in streams that runs of one seed share."""
