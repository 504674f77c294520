"""The engine proper: compiled code in a running world, its constants, errors and time limit."""
