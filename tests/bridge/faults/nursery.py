"""`crims` commands as forks of one process that has loaded every package, for tests of whole processes.

A test that would wait seconds for each interpreter asks a `Nursery` instead. What it starts are processes
with their own command line, signals, descriptors and limits, as those of the fault scenarios are.
"""

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bridge.faults.fault_scenario import alive
from tests.bridge.faults.forking import PRELOADED, ForkedService, crims, fork


class Child:
    """One `crims` process."""

    def __init__(self, nursery: "Nursery", pid: int, said: Path) -> None:
        self.pid = pid
        self._nursery = nursery
        self._said = said

    @property
    def said(self) -> str:
        """What it wrote, to both streams."""
        return self._said.read_text(errors="replace")

    @property
    def alive(self) -> bool:
        return alive(self.pid)

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait(self, seconds: float = 120.0) -> int:
        """Its exit code, negative for a signal."""
        deadline = time.monotonic() + seconds
        while self.alive:
            assert time.monotonic() < deadline, f"still running after {seconds:g} s: {self.said}"
            time.sleep(0.005)
        return int(self._nursery.ask({"reap": self.pid}))

    def services(self) -> list[int]:
        """The demand services that it started."""
        return [int(line) for line in self._said.with_suffix(".pids").read_text().split()]


class Nursery:
    """Starts `crims` processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.bridge.faults.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, question: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def crims(self, *arguments: object, file_size: int | None = None, uid: int | None = None) -> Child:
        """Start `crims`, with no file larger than so many bytes, or as another user."""
        self._number += 1
        said = self._folder / f"said-{self._number}"
        question = {"arguments": list(map(str, arguments)), "said": str(said), "size": file_size, "uid": uid}
        return Child(self, int(self.ask(question)), said)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()


def _start(arguments: Sequence[str], said: Path, size: int | None, uid: int | None) -> int:
    book = said.with_suffix(".pids")
    book.touch()
    with said.open("wb") as stream, open(os.devnull, "rb") as nothing:
        return fork(
            lambda: _child(arguments, book, size, uid), nothing.fileno(), stream.fileno(), stream.fileno()
        )


def _child(arguments: Sequence[str], book: Path, size: int | None, uid: int | None) -> None:
    import bridge.demand.service_process

    class Noted(ForkedService):
        def __init__(self, command: Sequence[str], **rest: Any) -> None:
            super().__init__(command, **rest)
            with book.open("a") as file:
                file.write(f"{self.pid}\n")

    bridge.demand.service_process.subprocess.Popen = Noted  # type: ignore[assignment, misc]
    if size is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    if uid is not None:
        os.environ["CRIMS_CACHE_DIR"] = tempfile.mkdtemp()
        os.chown(os.environ["CRIMS_CACHE_DIR"], uid, uid)
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    crims(arguments)


def _serve() -> None:
    for name in PRELOADED:
        importlib.import_module(name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin:
        question = json.loads(line)
        if "reap" in question:
            answer = os.waitstatus_to_exitcode(os.waitpid(question["reap"], 0)[1])
        else:
            answer = _start(question["arguments"], Path(question["said"]), question["size"], question["uid"])
        print(answer, flush=True)


if __name__ == "__main__":
    _serve()
