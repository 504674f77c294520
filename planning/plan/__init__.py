"""Plans: districts, units by shift, stations, routes; their files, their checks and the default."""
