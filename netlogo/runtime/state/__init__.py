"""What a world keeps beside its agents, and its state written down and read back."""
