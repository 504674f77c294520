"""Long and many: random messages and files, crowds of clients, long runs."""
