"""pyNetLogo's verbs on the engine of this package, without Java: change the import and keep the script."""

from netlogo.pynetlogo.link import NetLogoException, NetLogoLink

__all__ = ["NetLogoException", "NetLogoLink"]
