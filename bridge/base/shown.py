"""A value from outside as an error message shows it: short, however long or deeply nested it is."""

import reprlib

_REPR = reprlib.Repr()
_REPR.maxlevel = 4
_REPR.maxlist = _REPR.maxtuple = _REPR.maxdict = 8
_REPR.maxstring = _REPR.maxother = 80


def shown(value: object, length: int = 120) -> str:
    """The value's text, at most so many characters."""
    text = _REPR.repr(value)
    return text if len(text) <= length else text[: length - 3] + "..."
