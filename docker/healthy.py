#!/opt/crims/bin/python
"""Health check of the images with a window: the demand service answers, and the page is there where one is.

Exits with 0 where both do, else with 1 and a line that says what does not.
"""

import os
import sys
import tempfile
import urllib.request
from pathlib import Path

from bridge.errors import BridgeError
from bridge.wire import protocol
from bridge.wire.transport import Patience, Requester

PATIENCE = Patience(answer=4.0, connect=4.0, lost=4.0)


def main() -> str | None:
    """What is not well, if anything."""
    sockets = list(Path(tempfile.gettempdir()).glob("crims-*/demand"))
    if not sockets:
        return "no demand service is running"
    try:
        for socket in sockets:
            with Requester(f"ipc://{socket}", PATIENCE) as requester:
                requester.ask(
                    protocol.encode(protocol.Ping(session="healthcheck", step=0)), protocol.decode_reply
                )
        port = os.environ.get("CRIMS_PORT")
        if port:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/vnc.html", timeout=4.0).close()
    except (BridgeError, OSError) as error:
        return str(error)
    return None


if __name__ == "__main__":
    sys.exit(main())
