"""`crims forecast` and its subcommands: months ahead, their score, hotspots within areas."""
