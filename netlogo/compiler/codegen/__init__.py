"""From trees to Python."""
