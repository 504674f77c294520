"""Reference tables: names, forces, geography, offences, the rhythm of the week."""
