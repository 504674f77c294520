"""What README and docs show to be typed: found, laid out, run."""
