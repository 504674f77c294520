"""Plain code: the parts of a model that the kernel in C runs by itself."""
