"""The demand service on ZeroMQ: messages, sessions, keys, limits."""
