"""Commands about plans: officers, districts, scores, pictures."""
