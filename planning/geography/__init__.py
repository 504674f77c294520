"""Areas: codes, centres, sizes, neighbours, outlines; the shipped tables and the user's own polygons."""
