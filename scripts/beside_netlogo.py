"""Warm ticks per second of models on this engine as a multiple of those on NetLogo itself, in processor time.

Takes a TOML file with a table for each model, and the environment variable NETLOGO_HOME:

    ["flocking"]
    file = "models/flocking.nlogo"
    setup = "set population 500 setup"
    warm = 50
    ticks = 100

`file` is relative to the TOML file; `setup` and `go` are commands ("setup" and "go" where absent), `warm` the
ticks between the two that are not counted (0), `ticks` those that are (100). Each engine runs the same seed
again and again, in turns, so that NetLogo's compiler gets warm; the quickest round of each counts. Both times
are of the one thread that runs the model. "same draws" says whether both generators stand at the same place
after the counted ticks.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from netlogo import Workspace
from netlogo.jvm import JvmWorkspace
from netlogo.jvm.finder import Installation, read_installation

GOAL, LEAST = 1.0, 0.5


class Timed:
    """A model on one engine: the seconds of its quickest round."""

    def __init__(self, workspace: Any, about: dict[str, Any], clock: Callable[[], float]) -> None:
        self.workspace, self.clock = workspace, clock
        setup, go = about.get("setup", "setup"), about.get("go", "go")
        self._start = workspace.compile_command(
            f"random-seed {about.get('seed', 1)} {setup} repeat {about.get('warm', 0)} [ {go} ]"
        )
        self._ticks = workspace.compile_command(f"repeat {about.get('ticks', 100)} [ {go} ]")
        self.best, self.draw = math.inf, math.nan

    def round(self) -> None:
        """Set up, run the ticks before, then the counted ones."""
        self._start()
        before = self.clock()
        self._ticks()
        self.best = min(self.best, self.clock() - before)
        self.draw = float(self.workspace.report("random-float 1"))


def job_clock() -> Callable[[], float]:
    """The processor time in seconds of the thread that NetLogo's newest workspace runs its code on."""
    import jpype

    beans = jpype.JClass("java.lang.management.ManagementFactory").getThreadMXBean()
    threads = jpype.JClass("java.lang.Thread").getAllStackTraces().keySet()
    job = max(int(one.getId()) for one in threads if "JobThread" in str(one.getName()))
    return lambda: float(beans.getThreadCpuTime(job)) / 1e9


def measure(
    path: Path, about: dict[str, Any], installation: Installation, seconds: float
) -> tuple[Timed, Timed]:
    """Both engines' quickest rounds of a model: four rounds each or more, until NetLogo had `seconds`."""
    theirs_workspace = JvmWorkspace(path, installation)
    ours = Timed(Workspace.open(path), about, time.thread_time)
    theirs = Timed(theirs_workspace, about, job_clock())
    began, rounds = theirs.clock(), 0
    while rounds < 4 or theirs.clock() - began < seconds:
        theirs.round()
        if rounds < 4:
            ours.round()
        rounds += 1
    theirs_workspace.close()
    return ours, theirs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("models", type=Path, help="TOML file with the models")
    parser.add_argument("names", nargs="*", help="only these of them")
    parser.add_argument("--seconds", type=float, default=6.0, help="for which NetLogo gets warm (6)")
    options = parser.parse_intermixed_args()
    home = os.environ.get("NETLOGO_HOME")
    if not home:
        parser.error("expected NETLOGO_HOME to be the folder of a NetLogo 6.4.0, it is not set")
    installation = read_installation(Path(home), "NETLOGO_HOME")
    models = tomllib.loads(options.models.read_text())
    ratios = []
    print(f"{'model':40} {'engine ms':>10} {'NetLogo ms':>10} {'ratio':>6}  same draws")
    for name in options.names or models:
        about = models[name]
        ours, theirs = measure(options.models.parent / about["file"], about, installation, options.seconds)
        ticks = about.get("ticks", 100)
        ratios.append(theirs.best / ours.best)
        same = "yes" if ours.draw == theirs.draw else "NO"
        each = (1e3 * ours.best / ticks, 1e3 * theirs.best / ticks)
        print(f"{name:40} {each[0]:10.3f} {each[1]:10.3f} {ratios[-1]:6.2f}  {same}", flush=True)
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(f"geometric mean {mean:.2f}, least {min(ratios):.2f}")
    return 0 if mean >= GOAL and min(ratios) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
