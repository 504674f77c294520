"""The error for what is missing on this computer: NetLogo, a Java machine, or what joins them to Python."""

from netlogo.errors import NetLogoError


class NetLogoUnavailable(NetLogoError):  # noqa: N818 - a state of the installation, not a mistake in a model
    """NetLogo cannot be started here; the message names what is missing and the command that mends it."""
