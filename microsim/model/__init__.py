"""The model: rates, loading factors and the sampling of crimes."""
