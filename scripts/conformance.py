"""Run NetLogo's own language tests through the embedded engine: passed, failed and out of scope per file.

Takes the root of a NetLogo 6.4.0 checkout (its test/commands and test/reporters folders). Prints a table and
the reason of every failure; the exit code is 1 below the goal of 97 % of the cases in scope. Nothing of the
checkout is kept.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.netlogo.language.language_cases import Case, failures, read_cases

GOAL_PERCENT = 97.0

# Suite or case pattern -> why the embedded engine leaves it out. README.md lists the same reasons.
OUT_OF_SCOPE = {
    r"HubNet::": "HubNet",
    r".*_3D$": "3D",
    r".*_Headless$": "of NetLogo's second build without a window, which is not released",
    r".*::NoGenerator": "NetLogo's own run without its bytecode generator",
}


def out_of_scope(case: Case) -> str | None:
    full_name = f"{case.suite}::{case.name}"
    return next((why for pattern, why in OUT_OF_SCOPE.items() if re.match(pattern, full_name)), None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="root of a NetLogo 6.4.0 checkout")
    parser.add_argument("suites", nargs="*", help="only these files, for example Lists Ask")
    parser.add_argument("--quiet", action="store_true", help="the table only, no reasons")
    options = parser.parse_intermixed_args()
    root = options.source.resolve()
    files = sorted((root / "test" / "commands").glob("*.txt")) + sorted(
        (root / "test" / "reporters").glob("*.txt")
    )
    if not files:
        parser.error(f"{root}: expected a NetLogo checkout with test/commands/*.txt, found none")
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)  # cases write files below the current folder
        (Path(scratch) / "tmp").mkdir()
        (Path(scratch) / "test").symlink_to(root / "test")
        for path in files:
            if not options.suites or path.stem in options.suites:
                total += _run_file(path, root, options.quiet)
    in_scope = total["passed"] + total["failed"]
    percent = 100.0 * total["passed"] / max(in_scope, 1)
    print(f"\n{total['passed']} of {in_scope} cases in scope passed ({percent:.1f} %)")
    print(f"{total['out']} out of scope: {', '.join(OUT_OF_SCOPE.values())}")
    return 0 if percent >= GOAL_PERCENT else 1


def _run_file(path: Path, root: Path, quiet: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    reasons = []
    for case in read_cases(path):
        if out_of_scope(case):
            counts["out"] += 1
            continue
        found = list(failures(case, root))
        counts["failed" if found else "passed"] += 1
        reasons += [f"    {case.name}: {reason}" for reason in found[:1]]
    name = f"{path.parent.name}/{path.stem}"
    print(
        f"{name:40} passed {counts['passed']:4}  failed {counts['failed']:3}  out of scope {counts['out']:3}"
    )
    if not quiet:
        print("".join(f"{reason}\n" for reason in reasons), end="", flush=True)
    return counts


if __name__ == "__main__":
    sys.exit(main())
