"""`make docs-commands`: every command of the pages as it is typed, the long ones and those that stay too.

python -m tests.docs [PAGE...]
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.bridge.conftest import small_run
from tests.conftest import ROOT
from tests.docs.pages.blocks import TUTORIALS, pages
from tests.docs.pages.files import lay_out
from tests.docs.pages.runner import by_shell, follow


def main(chosen: list[str]) -> int:
    """Print each command with its seconds; 1 where one failed."""
    data, bad = ROOT.parent / "shared" / "data", 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.setdefault("CRIMS_CACHE_DIR", str(folder / "cache"))
        (folder / "small").mkdir()
        run = small_run(folder / "small")
        for page in chosen or [one for one in pages() if one not in TUTORIALS]:
            here = folder / page.replace("/", "-")
            here.mkdir()
            lay_out(page, here, data if data.is_dir() else None, run)
            for done in follow(page, here, data if data.is_dir() else None, by_shell, long=True):
                bad += not done.good
                state = f"not run: {done.reason}" if done.reason else f"{done.seconds:.1f} s"
                print(
                    f"{page}: {done.command}\n  {state if done.good else f'FAILED, exit code {done.code}'}",
                    flush=True,
                )
                if not done.good:
                    print(done.output, flush=True)
    print(f"{bad} failed")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
