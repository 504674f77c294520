"""Audits the installed packages: they fit together, are those of requirements.lock, and have no known holes.

The last needs PyPI's vulnerability service. What it answers counts: a known hole fails, and so does an
answer about some packages only. Where it cannot be asked at all, the packages are NOT AUDITED: this is
said, and is a failure where the environment variable AUDIT is `strict`, as where releases are made.
`audit.py STAMP` writes the file STAMP where all was audited, so that `make lint` asks again until it is.
"""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

LOCK, TOOLS = Path("requirements.lock"), Path("requirements-build.lock")
NOT_LOCKED = {"pip", "setuptools", "wheel", "crims-bridge"}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
TIMEOUT = "5"
"""Seconds for one answer of the service."""


def plain(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned() -> set[tuple[str, str]]:
    """Name and version of every line of the lock; some packages have one for each Python."""
    found = [pin for lock in (LOCK, TOOLS) for pin in PIN.findall(lock.read_text(encoding="utf-8"))]
    return {(plain(name), version) for name, version in found}


def strays() -> list[str]:
    """Installed packages that the lock does not name in this version."""
    installed = {(plain(one.metadata["Name"]), one.version) for one in distributions()}
    return [f"{name} {version}" for name, version in sorted(installed - pinned()) if name not in NOT_LOCKED]


def known_holes() -> tuple[list[str], int, int]:
    """Vulnerabilities that the service knows, and how many packages it could and could not judge."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--no-deps", "--disable-pip"]
    options = ["--format", "json", "--progress-spinner", "off", "--timeout", TIMEOUT]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        print(f"audit: {reason[0]}")
        return [], 0, len(pinned())
    judged = [one for one in found if "skip_reason" not in one]
    holes = [
        f"{one['name']} {one['version']}: {hole['id']}, fixed in {', '.join(hole['fix_versions']) or 'none'}"
        for one in judged
        for hole in one["vulns"]
    ]
    return holes, len(judged), len(found) - len(judged)


def verdict(wrong: list[str], holes: list[str], judged: int, skipped: int, strict: bool) -> tuple[int, str]:
    """The exit code, and the last line, of what was found.

    Args:
        wrong: what does not fit.
        holes: known vulnerabilities.
        judged: how many packages the service answered about.
        skipped: how many it did not.
        strict: whether nothing may stay unknown.
    """
    if judged == 0:
        line = (
            f"NOT AUDITED for known vulnerabilities: the service could not be asked about {skipped} packages"
        )
        return int(bool(wrong) or strict), line
    line = f"{judged} packages, {len(holes)} known vulnerabilities"
    if skipped:
        line += f"; NOT AUDITED: {skipped} that the service did not answer about"
    return int(bool(wrong or holes or skipped)), line


def main(stamp: Path | None = None) -> int:
    """Print what is wrong; 1 where something is."""
    fits = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    wrong = fits.stdout.splitlines() if fits.returncode else []
    wrong += [f"{one} is not the version of {LOCK}" for one in strays()]
    holes, judged, skipped = known_holes()
    code, line = verdict(wrong, holes, judged, skipped, os.environ.get("AUDIT") == "strict")
    for one in [*wrong, *holes, line]:
        print(f"audit: {one}", file=sys.stderr if "NOT AUDITED" in one else sys.stdout)
    if stamp is not None and code == 0 and judged:
        stamp.touch()
    return code


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
