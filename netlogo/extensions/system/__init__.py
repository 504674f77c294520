"""Extensions that reach out of the model: `fetch`, `pathdir`, `py`, `shell`."""
