"""Rates by area, category and month: fitted to counts, with trends and loading factors."""
