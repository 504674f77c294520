"""The `nw` extension: networks of turtles and links."""
