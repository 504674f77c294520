"""Commands about the place: roads."""
