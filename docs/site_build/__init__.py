"""What the documentation's build adds to Sphinx: real runs of the tutorials' own commands, links, terms."""
