"""Primitives that belong to no agent, by subject."""
