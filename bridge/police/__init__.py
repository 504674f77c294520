"""The supply side of the coupling: the police model, its contract and its engines."""
