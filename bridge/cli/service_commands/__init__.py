"""Commands that offer demand to others, and their keys."""
