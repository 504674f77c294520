"""The parser of procedures, by concern: each module adds one layer to the class in the one before it."""
