"""Tests of the kernel in C, and of what the compiler hands to it."""
