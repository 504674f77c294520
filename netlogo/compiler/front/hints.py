"""What NetLogo's whole program has and this engine leaves out: a hint for each name that only it knows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

_PREFIXES: Final = {
    "MOVIE-": "movies are out of scope here",
    "__HUBNET-": "HubNet needs NetLogo's own server and clients",
    "SYSTEM-DYNAMICS-": "it comes with a diagram of the System Dynamics Modeler, which this model has not",
}
_WORDS_3D: Final = """
    ZCOR PZCOR PITCH ROLL TILT-UP TILT-DOWN ROLL-LEFT ROLL-RIGHT SETXYZ FACEXYZ DISTANCEXYZ TOWARDS-PITCH
    TOWARDS-PITCH-XYZ LINK-PITCH MAX-PZCOR MIN-PZCOR RANDOM-ZCOR RANDOM-PZCOR WORLD-DEPTH NEIGHBORS6 DZ
    ORBIT-UP ORBIT-DOWN ORBIT-LEFT ORBIT-RIGHT ZOOM LOAD-SHAPES-3D
"""
_THREE_D: Final = frozenset(_WORDS_3D.split())


def reason(name: str, extensions: Collection[str]) -> str:
    """Why a name in capitals is unknown here although NetLogo may know it, or nothing."""
    for prefix, why in _PREFIXES.items():
        if name.startswith(prefix):
            return why
    if name in _THREE_D:
        return "it is of NetLogo 3D, which is out of scope here"
    extension, colon, _ = name.lower().partition(":")
    if colon and extension in extensions:
        return f"extensions [ {extension} ] at the top of the model brings it"
    if colon and extension.isidentifier():
        return f"this engine has no extension {extension}; it has {', '.join(sorted(extensions))}"
    return ""
