"""What the dashboard shows, as plain pandas frames: nothing here knows of a browser."""
