"""From tokens to trees."""
