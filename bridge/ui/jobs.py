"""Runs and experiments that were started from the dashboard: processes of `crims run` and `crims experiment`.

They are the same commands as in a shell, and write the same folders: a run goes on when the page is closed,
and what it says is in its folder. Only what this server started can be stopped by it.
"""

import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT

from bridge.base.child_process import python
from bridge.base.whole_files import guarded, make_folders, write_text
from bridge.errors import ScenarioError
from bridge.experiments.store import ABOUT

LAST_LINES = 12
"""Lines of its output that are shown."""
MOST = 4
"""Jobs at a time: each takes a processor and a few hundred megabytes."""
SETUPS = ".started"
"""Folder of the scenarios and outputs of jobs, below the one that is shown."""


@dataclass(slots=True)
class Job:
    """One process."""

    name: str
    """Of its folder, below the one that is shown."""
    process: "subprocess.Popen[bytes]"
    log: Path
    asked_to_stop: bool = False

    @property
    def state(self) -> str:
        """Running, stopping, stopped, failed or done."""
        code = self.process.poll()
        if code is None:
            return "stopping" if self.asked_to_stop else "running"
        if code == 0:
            return "done"
        return "stopped" if self.asked_to_stop else "failed"

    @property
    def last_lines(self) -> list[str]:
        """The end of what it said."""
        try:
            return self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
        except OSError:
            return []


class Jobs:
    """The processes of one server."""

    def __init__(self, folder: Path) -> None:
        """Jobs write below `folder`."""
        self._folder = folder
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def all(self) -> list[Job]:
        """The jobs, the newest first."""
        with self._lock:
            return list(self._jobs.values())[::-1]

    def find(self, name: str) -> Job | None:
        """The job that writes a folder."""
        return self._jobs.get(name)

    def start(self, name: str, scenario: str) -> Job:
        """Start a run of a scenario, given as TOML, into the folder of a new name.

        Raises:
            ScenarioError: the name is taken or no name of a folder, or too many jobs are running.
            RecordError: the folder cannot be written.
        """
        return self._begin("run", name, scenario)

    def experiment(self, name: str, text: str) -> Job:
        """Start an experiment of a file's text, as `start`."""
        return self._begin("experiment", name, text)

    def resume(self, name: str) -> Job:
        """Go on with a run or an experiment that was stopped.

        Raises:
            ScenarioError: it is running, or too many jobs are.
        """
        folder = self._folder / self._checked(name)
        command = "experiment" if (folder / ABOUT).exists() else "run"
        return self._spawn(name, [command, "--resume", str(folder)])

    def stop(self, name: str) -> None:
        """Ask a job to end after the exchange or run under way; the second time, at once."""
        job = self.find(name)
        if job is not None and job.process.poll() is None:
            job.asked_to_stop = True
            job.process.send_signal(SIGINT)

    def close(self) -> None:
        """Stop what is running and wait a moment for it."""
        for job in self.all():
            self.stop(job.name)
        for job in self.all():
            try:
                job.process.wait(15)
            except subprocess.TimeoutExpired:
                job.process.kill()

    def _begin(self, command: str, name: str, text: str) -> Job:
        target = self._folder / self._checked(name)
        if target.exists() and any(target.iterdir()):
            raise ScenarioError(f"{name!r} is there already; choose another name")
        file = self._folder / SETUPS / f"{name.replace('/', '-')}.toml"
        with guarded(file):
            make_folders(file.parent)
        write_text(file, text)
        return self._spawn(name, [command, str(file), "--out", str(target)])

    def _spawn(self, name: str, arguments: Sequence[str]) -> Job:
        with self._lock:
            running = [one for one in self._jobs.values() if one.process.poll() is None]
            if any(one.name == name for one in running):
                raise ScenarioError(f"{name!r} is running already")
            if len(running) >= MOST:
                raise ScenarioError(f"expected at most {MOST} jobs at a time; wait for one, or stop it")
            log = self._folder / SETUPS / f"{name.replace('/', '-')}.log"
            with guarded(log):
                make_folders(log.parent)
                with log.open("wb") as output:
                    process = subprocess.Popen(
                        [*python(), "-m", "bridge.cli", *arguments],
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
            self._jobs.pop(name, None)
            self._jobs[name] = Job(name, process, log)
            return self._jobs[name]

    def _checked(self, name: str) -> str:
        path = Path(name)
        unsafe = path.is_absolute() or any(part.startswith(".") for part in path.parts) or "\\" in name
        if not name.strip() or unsafe or not all(one.isprintable() for one in name):
            raise ScenarioError(f"expected a name for a folder, such as leeds-2, got {name!r}")
        return name
