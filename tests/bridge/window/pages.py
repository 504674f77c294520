"""What the tests of the page share."""

import re
from pathlib import Path
from typing import Any

import netlogo

MODEL = Path(netlogo.__file__).parent / "models" / "schelling-demo.nlogo"


def ticks(page: Any) -> int:
    found = re.search(r"\d+", page.locator("#ticks").inner_text())
    return int(found[0]) if found else -1
