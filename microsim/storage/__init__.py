"""Files: encrypted tables, the packaged data, and what is written."""
