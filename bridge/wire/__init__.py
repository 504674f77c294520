"""What travels between a coupler and a demand service: messages, frames, keys."""
