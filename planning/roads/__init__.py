"""Road networks: readers of OpenStreetMap in its usual forms, speeds, clipping, fetching."""
