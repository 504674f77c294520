"""Tests, in folders as the packages have them."""
