"""A model in a browser: its interface and its world, live, with the engine on this side of the socket."""
