"""Places: the world's shape, movement, distances and what is near."""
