"""Files: archives, encrypted tables, the cache, and what is written."""
