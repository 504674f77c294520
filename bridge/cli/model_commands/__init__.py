"""Commands for authors of coupled police models."""
