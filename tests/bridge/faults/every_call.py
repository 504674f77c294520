"""Every call that writes, flushes, renames or closes a file of a run fails once, one after the other.

`python -m tests.bridge.faults.every_call [STEP]` is `make faults-files`: a small run, its resume, a run over
another and one that fills the cache; in each, every STEP-th call fails alone, or with all after it (a full
disk), or is the process's last. Afterwards nothing incomplete is called complete, and the run that goes on in
peace ends with the bytes of an undisturbed one.
"""

import contextlib
import ctypes
import errno
import gc
import importlib
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from tests.bridge.faults import small_run as world
from tests.bridge.faults.fault_scenario import DONE
from tests.bridge.faults.forking import PRELOADED, crims, fork

SOURCE = Path(__file__).with_name("failing_calls.c")
AT_ONCE = 2
EXCHANGES = 4
QUIET = ["-q", "--no-picture", "--checkpoint", "2"]
KILLED, DISK, MODEL = 137, 3, 5
"""Exit codes: ended at a call, a folder that cannot be written, a file of the model's that cannot."""
TABLES = """
to-report report-tables
  file-open "log.txt" file-print count incidents file-close
  report (list (list "moods" [ "mood" ] (list (list mean moods))))
end
to-report report-metrics"""
FILES = {"crimes.parquet", "ticks.parquet", "loading.parquet", "moods.parquet", "summary.json"}
"""Results that must be those of an undisturbed run."""


@dataclass(frozen=True)
class Way:
    """How a call fails."""

    name: str
    number: int
    error: int


WAYS = (Way("fails", 0, errno.EIO), Way("finds the disk full", 1, errno.ENOSPC), Way("is the last", 2, 0))


@dataclass(frozen=True)
class Case:
    """A command whose calls fail, and the folder that it finds."""

    name: str
    command: list[str]
    expected: dict[str, bytes]
    """Its results where nothing fails."""
    before: Path | None = None
    """A run directory that is there already."""
    own_cache: bool = False

    def prepare(self, folder: Path) -> Path:
        """Make what the command finds; its run directory."""
        out = folder / "run"
        if self.before is not None:
            shutil.copytree(self.before, out)
        return out

    def watched(self, folder: Path) -> Path:
        """Where calls fail."""
        return folder / ("cache" if self.own_cache else "run")


class Failed(Exception):  # noqa: N818 - a verdict
    """The promise was broken; the text says how."""


def attempt(
    arguments: Sequence[str], folder: Path, cache: Path, call: int = 0, way: Way = WAYS[0]
) -> tuple[int, str, list[str]]:
    """Start `crims`: its exit code, what it said, and its calls below `folder`."""
    said, listing = folder.with_suffix(".said"), folder.with_suffix(".calls")
    with said.open("wb") as stream, open(os.devnull, "r+b") as nothing:
        action = partial(_child, arguments, folder, cache, listing, call, way)
        pid = fork(action, nothing.fileno(), nothing.fileno(), stream.fileno())
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return code, " ".join(said.read_text(errors="replace").split()), listing.read_text().splitlines()


def _child(arguments: Sequence[str], folder: Path, cache: Path, listing: Path, call: int, way: Way) -> None:
    import bridge.record.journal
    import bridge.record.record

    # What is written does not depend on the time that passes.
    bridge.record.journal.SYNC_SECONDS = bridge.record.record.SAVE_SECONDS = -1.0
    os.environ["CRIMS_CACHE_DIR"] = str(cache)
    handle = os.open(listing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    ctypes.CDLL(None).failing_arm(os.fsencode(folder), ctypes.c_long(call), way.error, way.number, handle)
    crims(arguments)


def cases(base: Path) -> list[Case]:
    """The commands; made once undisturbed."""
    model = base / "patrol.nlogo"
    model.write_text(world.MODEL.read_text().replace("to-report report-metrics", TABLES.lstrip(), 1))
    rest = ["--end", "2018-07-01T08:00", "--exchange", "2h", "--model", str(model)]
    rest += ["--transport", "inproc", *QUIET, "--out"]
    sampled = ["run", *world.make(base), *rest]
    crimes = base / "sampled" / "crimes.parquet"
    # Played back, as most of these are, a run takes half the time.
    new = ["run", "--crimes", str(crimes), *rest]
    for command, name, more in (
        (sampled, "sampled", []),
        (new, "played", []),
        (new, "other", ["--seed", "7"]),
    ):
        code, said, calls = attempt([*command, str(base / name), *more], base / name, base / "cache")
        assert code == 0, said
    half = next(number for number, call in enumerate(calls, 1) if "checkpoint" in call) + 40
    code, said, _ = attempt([*new, str(base / "half")], base / "half", base / "cache", half, WAYS[2])
    assert code == KILLED, said
    played = results(base / "played")
    return [
        Case("run", new, played),
        Case("resume", ["run", *QUIET, "--resume"], played, base / "half"),
        Case("run over another", ["run", "--overwrite", *new[1:]], played, base / "other"),
        Case("run that fills the cache", sampled, results(base / "sampled"), own_cache=True),
    ]


def results(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FILES}


def state(out: Path) -> tuple[str, int]:
    """The state and seed in `run.json`; empty where there is none."""
    if not (out / "run.json").exists():
        return "", 0
    read = msgspec.json.decode((out / "run.json").read_bytes())
    return read["state"], read["options"]["seed"]


def judge(base: Path, asked: tuple[Case, Way, int]) -> tuple[bool, str, str]:
    """One failing call: whether all was well, how the command ended, and the story."""
    case, way, number = asked
    folder = base / f"{case.name.replace(' ', '-')}-{way.number}-{number}"
    folder.mkdir()
    told = f"{case.name}, call {number} {way.name}"
    try:
        end, story = _play(base, folder, case, way, number)
        return True, end, f"{told}: {story}"
    except Failed as broken:
        return False, "failed", f"{told}: {broken}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for kind in (".said", ".calls"):
            folder.with_suffix(kind).unlink(missing_ok=True)


def _play(base: Path, folder: Path, case: Case, way: Way, number: int) -> tuple[str, str]:
    out = case.prepare(folder)
    cache = folder / "cache" if case.own_cache else base / "cache"
    code, said, calls = attempt([*case.command, str(out)], case.watched(folder), cache, number, way)
    hit = calls[number - 1] if len(calls) >= number else "no such call"
    story = f"{hit.replace(str(folder), '')} -> {code} {said[-900:]}"
    try:
        _after_fault(out, case.expected, code, said, way)
        if code == 0:
            return "completed all the same", story
        now, seed = state(out)
        goes_on = now and seed == 1
        again = ["run", *QUIET, "--resume", str(out)] if goes_on else [*case.command, str(out)]
        code, said, _ = attempt(again, folder, cache)
        story += f"; again: {code} {said[-900:]}"
        if code and not (way.error == 0 and now == "complete" and DONE in said):
            raise Failed("the next attempt did not complete")
        _complete(out, case.expected)
        return "stopped, went on", story
    except Failed as broken:
        raise Failed(f"{broken}\n  {story}") from None


def _after_fault(out: Path, expected: dict[str, bytes], code: int, said: str, way: Way) -> None:
    """It completed, or was ended, or stopped with one clear error and calls nothing complete."""
    if code == 0:
        return _complete(out, expected)
    now, seed = state(out)
    if way.error == 0:
        if code != KILLED:
            raise Failed("expected its end")
    elif code not in (DISK, MODEL) or said.count("error:") != 1 or "Traceback" in said:
        raise Failed("expected one clear error")
    elif now == "complete" and seed == 1:
        raise Failed("a run that failed is called complete")
    if now == "complete" and seed == 1:
        _compare(out, expected)
    return None


def _compare(out: Path, expected: dict[str, bytes]) -> None:
    for name, data in expected.items():
        if not (out / name).exists() or (out / name).read_bytes() != data:
            raise Failed(f"{name} is not the undisturbed run's")


def _complete(out: Path, expected: dict[str, bytes]) -> None:
    _compare(out, expected)
    if state(out) != ("complete", 1):
        raise Failed(f"expected a complete run, got {state(out)}")
    # What was to be removed at the very end stays where that failed, and is of no account.
    names = {one.name for one in out.iterdir()} - {".lock", "journal.bin", "checkpoint.bin"}
    if names != {*FILES, "run.json", "model-files"}:
        raise Failed(f"expected the files of a run, got {sorted(names)}")
    if (out / "model-files" / "log.txt").read_text().count("\n") != EXCHANGES:
        raise Failed("expected a line of the model's file for each exchange")


def main(step: int) -> int:
    """Run them; the exit code."""
    for name in PRELOADED:
        importlib.import_module(name)
    gc.freeze()  # the forks need not copy it
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="crims-c-") as text:
        base = Path(text)
        known = cases(base)
        asked = []
        for case in known:
            folder = base / "counted"
            folder.mkdir()
            cache = folder / "cache" if case.own_cache else base / "cache"
            command = [*case.command, str(case.prepare(folder))]
            code, said, calls = attempt(command, case.watched(folder), cache)
            assert code == 0, said
            shutil.rmtree(folder)
            kinds = Counter(call.split()[0] for call in calls)
            print(f"{case.name}: {len(calls)} calls, {dict(kinds.most_common())}", flush=True)
            asked += [(case, way, number) for way in WAYS for number in range(1, len(calls) + 1)]
        asked = asked[::step]
        ends, good = Counter[str](), 0
        with multiprocessing.get_context("fork").Pool(AT_ONCE) as pool:
            for is_good, end, story in pool.imap_unordered(partial(judge, base), asked):
                good += is_good
                ends[end] += 1
                if not is_good or os.environ.get("TOLD"):
                    print(story, flush=True)
    print(f"{len(asked)} calls failed, {good} good, in {time.monotonic() - begun:.0f} s: {dict(ends)}")
    return 0 if good == len(asked) else 1


def preloaded() -> bool:
    """Whether this process has the failing calls before its C library."""
    with contextlib.suppress(AttributeError):
        return bool(ctypes.CDLL(None).failing_arm)
    return False


def start(step: int) -> int:
    """Build the failing calls and run all of this again with them; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "failing_calls.so"
        compiler = os.environ.get("CC", "cc")
        subprocess.run([compiler, "-O1", "-shared", "-fPIC", str(SOURCE), "-o", library, "-ldl"], check=True)
        command = [sys.executable, "-W", "ignore", "-m", "tests.bridge.faults.every_call", str(step)]
        return subprocess.run(command, env=os.environ | {"LD_PRELOAD": str(library)}, check=False).returncode


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    sys.exit(main(wanted) if preloaded() else start(wanted))
