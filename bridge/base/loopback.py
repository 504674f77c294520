"""Which names and addresses are this machine's own."""

import ipaddress


def is_local_name(host: str) -> bool:
    """Whether a Host header names this machine's loopback, with or without a port."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return is_loopback(name)


def is_loopback(name: str) -> bool:
    """Whether a host name or address is loopback."""
    if name.casefold() == "localhost":
        return True
    try:
        found = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback
