"""Reference tables: names, months, categories, forces, the geography of areas."""
