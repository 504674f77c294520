"""One coupled run, from its options to its results."""
