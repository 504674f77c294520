"""Forecasts of counts by area, category and month, their scores, and hotspots within areas."""
