"""The two clocks of a coupled run, and what is checked at every exchange."""
