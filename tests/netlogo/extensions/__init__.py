"""Extensions beyond what the language cases show."""
