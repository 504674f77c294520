"""Turtles, patches, links and the sets of them."""
