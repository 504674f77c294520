"""What the packages share and none of them owns: files, names, tables, the cache's keys, the data folder."""
