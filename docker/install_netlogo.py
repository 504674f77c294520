"""Installs NetLogo while the image is built: `crims netlogo install` on a Python without any package.

The build's arguments NETLOGO_VERSION, NETLOGO_FROM and NETLOGO_SHA256 say what to install. NetLogo comes
without its own Java machine, which would fit one kind of processor only: the image has another.
"""

import os
import shutil
import sys
from pathlib import Path

from bridge.errors import BridgeError
from bridge.police.netlogo_install import CHECKSUMS, install


def main(target: Path) -> None:
    """Install what the arguments name; an archive whose checksum is not known is refused."""
    version = os.environ["NETLOGO_VERSION"]
    sha256 = os.environ.get("NETLOGO_SHA256") or CHECKSUMS.get(version)
    if sha256 is None:
        sys.exit(f"error: the checksum of NetLogo {version} is not known: give it as NETLOGO_SHA256")
    try:
        found = install(
            target,
            version=version,
            source=os.environ.get("NETLOGO_FROM") or None,
            sha256=sha256,
            progress=Tenths(),
        )
    except BridgeError as error:
        sys.exit(f"error: {error}")
    print(f"NetLogo {found.installation.version}, SHA-256 {found.sha256}")
    shutil.rmtree(found.installation.home / "lib" / "runtime", ignore_errors=True)


class Tenths:
    """Prints a line for each tenth of the download."""

    def __init__(self) -> None:
        self._shown = 0

    def __call__(self, done: int, expected: int | None) -> None:
        tenth = done * 10 // expected if expected else 0
        if expected and tenth > self._shown:
            self._shown = tenth
            print(f"downloaded {tenth * 10} % of {expected / 1e6:.0f} MB", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
