"""Commands about scenarios and experiments: write, run, compare, analyse."""
