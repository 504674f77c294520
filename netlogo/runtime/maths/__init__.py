"""Numbers as NetLogo has them: their text, their functions, their random draws."""
