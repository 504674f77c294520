"""The demand side of the coupling: crimes, in this process or from a service."""
