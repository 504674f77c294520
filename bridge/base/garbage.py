"""How often Python looks for garbage that refers to itself."""

import atexit
import gc

OBJECTS = 50_000
"""New objects between two collections. Python's own 700 (2,000 from 3.12 on) make a thousand collections in a
run of a month, a tenth of its time: they go through rows that all are needed, and find next to nothing.
"""


def collect_rarely() -> None:
    """Collect garbage in this process once in `OBJECTS` new objects; where it is rarer or off, that stays.

    At the end of the process nothing is collected any more: its memory goes as a whole.
    """
    young, *older = gc.get_threshold()
    if 0 < young < OBJECTS:
        gc.set_threshold(OBJECTS, *older)
    atexit.register(gc.freeze)
