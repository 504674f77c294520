"""Tests of districts, and the made city that they are judged on."""
