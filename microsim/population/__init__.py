"""Synthetic people by area, sex, age and ethnicity; crimes per head, and victims drawn from them."""
