"""What an experiment says of its factors: sensitivity, and calibration to what was observed."""
