"""The `gis` extension: vector and raster datasets, and how they lie in the world."""
