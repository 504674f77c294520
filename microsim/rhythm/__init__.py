"""The rhythm of the week learned from timed records."""
