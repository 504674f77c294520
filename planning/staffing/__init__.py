"""Officers of a force, and the units that they put on duty."""
