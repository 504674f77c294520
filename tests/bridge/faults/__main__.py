"""`python -m tests.bridge.faults [SCENARIOS [SEED]]`: that many scenarios, or one seed told in full."""

import importlib
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from tests.bridge.faults import small_run as world
from tests.bridge.faults.fault_scenario import Failed, play
from tests.bridge.faults.forking import PRELOADED, crims, fork

AT_ONCE = 2


def main(scenarios: int, seed: int | None) -> int:
    """Run them; the exit code."""
    for name in PRELOADED:
        importlib.import_module(name)
    base = Path(tempfile.mkdtemp(prefix="crims-f-"))
    os.environ["CRIMS_CACHE_DIR"] = str(base / "cache")
    begun = time.monotonic()
    try:
        options = world.make(base)
        undisturbed(base / "warm", options)  # fills the cache
        started = time.monotonic()
        expected = undisturbed(base / "undisturbed", options)
        one = partial(judge, base, options, expected, time.monotonic() - started)
        if seed is not None:
            return 0 if told([one(seed)], in_full=True) else 1
        with multiprocessing.get_context("fork").Pool(AT_ONCE) as pool:
            good = told(pool.imap_unordered(one, range(1, scenarios + 1)), in_full=False)
        print(f"{scenarios} scenarios, {good} good, in {time.monotonic() - begun:.0f} s")
        return 0 if good == scenarios else 1
    finally:
        shutil.rmtree(base, ignore_errors=True)


def undisturbed(out: Path, options: Sequence[str]) -> dict[str, bytes]:
    """The files of a run that nothing happens to."""
    pid = fork(lambda: crims(["run", *options, "--out", str(out), "-q", "--no-picture"]), 0, 1, 2)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0:
        raise SystemExit("the undisturbed run failed")
    return {name: (out / name).read_bytes() for name in world.PARQUET}


def judge(
    base: Path, options: Sequence[str], expected: dict[str, bytes], usual: float, seed: int
) -> tuple[int, bool, list[str]]:
    """One scenario in a folder of its own: its seed, whether it was good, its story."""
    folder = base / str(seed)
    folder.mkdir()
    try:
        return seed, True, play(seed, folder, options, expected, usual)
    except Failed as broken:
        return seed, False, [str(broken)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def told(verdicts: Iterable[tuple[int, bool, list[str]]], *, in_full: bool) -> int:
    """Print what went wrong, or everything, and what kinds of ends there were; how many were good."""
    good, attempts, ends = 0, 0, Counter[str]()
    for seed, is_good, story in verdicts:
        good += is_good
        attempts += len(story)
        ends.update(line.partition(" -> ")[2].partition(" ")[0] for line in story if " -> " in line)
        if in_full or not is_good:
            print("\n".join(story), flush=True)
        if not is_good:
            print(f"failed: replay it with make faults SEED={seed}", flush=True)
    print(f"{attempts} starts of the coupler; exit codes: {dict(ends.most_common())}")
    return good


if __name__ == "__main__":
    seeds = [int(word) for word in sys.argv[2:3]]
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30, seeds[0] if seeds else None))
