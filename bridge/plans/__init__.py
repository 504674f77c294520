"""Plans made from a force's demand, and judged in the coupled simulation."""
