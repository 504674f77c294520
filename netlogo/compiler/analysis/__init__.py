"""What is known of trees before code is written: types, effects, constants."""
