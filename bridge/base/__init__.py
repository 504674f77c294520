"""What every part of the bridge uses: files, names, times, costs, child processes."""
