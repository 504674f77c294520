"""Commands that run simulations and show how they are."""
