"""The demand service: sessions, the order of answers, limits, its status."""
