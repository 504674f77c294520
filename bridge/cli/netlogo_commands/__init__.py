"""Commands that run NetLogo models by themselves."""
