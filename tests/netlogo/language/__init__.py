"""The language as a whole: cases in plain text, random programs, broken text."""
