"""Run model files on the embedded engine and on NetLogo itself and compare what they come to.

Each model is set up, runs some ticks and has its other buttons pressed once, on both engines with the same
seed: worlds as `export-world` writes them (with the state of the random numbers, the plots and the output),
what is printed, and errors have to be the same. Models that NetLogo itself does not open here (an extension
that is missing, say) count as not comparable. NETLOGO_HOME names the NetLogo.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from netlogo import HaltError, NetLogoError, Workspace

DIALOGS = re.compile(r"\b(user-|hubnet|movie-|vid:|export-|import-|file-|new-seed|set-current)", re.I)
"""Buttons with these words are not pressed: they ask somebody, or leave files behind."""
SETUP = re.compile(r"setup|startup|reset|init|new|clear|load", re.I)
PICTURE = '"data:image/png;base64,'
KINDS = {"OBSERVER": "observer", "TURTLE": "turtles", "PATCH": "patches", "LINK": "links"}
SEPARATOR = "@#$#@#$#@"


def steps_of(path: Path, ticks: int, others: bool) -> list[tuple[str, str]]:
    """Commands and who runs them: setup, go as often as `ticks`, then every other button once."""
    parts = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").split(SEPARATOR)
    buttons = list(_buttons(parts[1])) if len(parts) > 1 else []
    code = re.sub(r";.*", "", parts[0])
    setup, go = (
        [("observer", name)] if re.search(rf"^\s*to\s+{name}\s*$", code, re.M | re.I) else []
        for name in ("setup", "go")
    )
    once = [(kind, text) for kind, text, forever in buttons if not forever]
    setup = setup or [one for one in once if SETUP.search(one[1])][:1]
    go = go or [(kind, text) for kind, text, forever in buttons if forever]
    go = go or [one for one in once if re.search(r"\bgo\b|step|run", one[1], re.I)][:1]
    rest = [one[:2] for one in buttons if one[:2] not in (*setup, *go)] if others else []
    return [*setup, *(go * ticks), *(one for one in rest if not DIALOGS.search(one[1]))]


def _buttons(interface: str) -> Iterator[tuple[str, str, bool]]:
    for block in re.split(r"\n\s*\n", interface):
        lines = block.strip("\n").split("\n")
        if lines[0].strip() == "BUTTON" and len(lines) > 10:
            kind = KINDS.get(lines[10].strip(), "observer")
            text = lines[6].replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")
            if text.strip() not in ("", "NIL"):
                yield kind, text, lines[7].strip() == "T"


class Told:
    """What one engine made of a model, a line at a time."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def run(self, workspace: Any, steps: list[tuple[str, str]], scratch: Path, options: Any) -> None:
        """Take all steps; an error ends its own step alone, the same error four times the whole."""
        until = time.monotonic() + options.limit
        self.step(workspace, f"random-seed {options.seed}", "observer")
        for kind, text in steps:
            if time.monotonic() > until:
                raise HaltError("too slow")
            self.step(workspace, text, kind)
            if self.lines[-1].startswith("error") and self.lines.count(self.lines[-1]) > 3:
                break
        target = scratch / "world.csv"
        target.unlink(missing_ok=True)
        with contextlib.suppress(NetLogoError):
            workspace.command(f'export-world "{target}"')
        self.lines += workspace.output.split("\n")
        with contextlib.suppress(FileNotFoundError):
            rows = target.read_text(encoding="utf-8").replace("\r\n", "\n").split("\n")[4:]
            # painted by another library, so that the picture is not the same to the last dot
            self.lines += [PICTURE if row.startswith(PICTURE) else row for row in rows]

    def step(self, workspace: Any, text: str, kind: str) -> None:
        """Run commands; what became of them is a line."""
        try:
            stopped = workspace.command(text, kind)
            self.lines.append(f"{'stopped' if stopped else 'ran'} {kind}: {text[:60]!r}")
        except HaltError:
            raise
        except NetLogoError as error:
            self.lines.append(f"error {kind}: {text[:60]!r}: {error}")


def attempt(path: Path, engine: str, options: argparse.Namespace) -> list[str]:
    """What a model comes to on one engine."""
    told = Told()
    steps = steps_of(path, options.ticks, not options.plain)
    try:
        with contextlib.ExitStack() as stack:
            if engine == "netlogo":
                workspace = stack.enter_context(_netlogo(path, options.limit))
            else:
                workspace = Workspace.open(path)
            told.run(workspace, steps, options.scratch, options)
    except HaltError:
        return ["halted"]
    except NetLogoError as error:
        return [f"refused: {error}"]
    except Exception as error:  # a fault of an engine is a finding
        return [f"fault: {type(error).__name__}: {error}"]
    return told.lines


def _netlogo(path: Path, limit: float) -> Any:
    from netlogo.jvm import JvmWorkspace
    from netlogo.jvm.finder import read_installation

    until = time.monotonic() + limit
    installation = read_installation(Path(os.environ["NETLOGO_HOME"]), "NETLOGO_HOME")
    machine = ["-Xmx3g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    return JvmWorkspace(path, installation, options=machine, interrupted=lambda: time.monotonic() > until)


def work(engine: str, options: argparse.Namespace) -> None:
    """Take models from the input, one path a line, and write what each comes to."""
    for line in sys.stdin:
        number, name = line.rstrip("\n").split(" ", 1)
        target = options.out / f"{number}.{engine}"
        if target.exists() and not options.again:
            continue
        path = Path(name)
        os.chdir(path.parent)
        if engine == "netlogo":
            target.write_text("\n".join(attempt(path, engine, options)), encoding="utf-8")
            continue
        child = os.fork()
        if child == 0:
            signal.alarm(int(options.limit) + 5)
            target.write_text("\n".join(attempt(path, engine, options)), encoding="utf-8")
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            target.write_text("halted", encoding="utf-8")


def difference(first: list[str], second: list[str]) -> str | None:
    """Where two results come apart: the first line that is not the same on both."""
    for number, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return f"line {number}:\n      NetLogo {_short(one, other)}\n      engine  {_short(other, one)}"
    same = len(first) == len(second)
    return None if same else f"{len(first)} lines on NetLogo, {len(second)} on the engine"


def _short(line: str, other: str) -> str:
    same = next((at for at, (a, b) in enumerate(zip(line, other, strict=False)) if a != b), 0)
    start = max(0, same - 60)
    return ("..." if start else "") + line[start : same + 160]


def report(models: list[Path], options: argparse.Namespace) -> Counter[str]:
    """Print the differences; how many models are equal, different, and not comparable for which reason."""
    counts: Counter[str] = Counter()
    for number, path in enumerate(models):
        texts = [options.out / f"{number}.{engine}" for engine in ("netlogo", "engine")]
        if not all(one.exists() for one in texts):
            counts["not run"] += 1
            continue
        first, second = (one.read_text(encoding="utf-8").split("\n") for one in texts)
        if first[0].startswith("refused") and second[0] != first[0] and not second[0].startswith("refused"):
            counts["refused by NetLogo here"] += 1
            if options.verbose:
                print(f"not comparable {path}: {first[0]}")
        elif "halted" in (first[0], second[0]):
            counts["too slow"] += 1
            if options.verbose:
                print(f"halted {path}: {first[0][:7]}, {second[0][:7]}")
        elif (found := difference(first, second)) is None:
            counts["refused alike" if first[0].startswith("refused") else "equal"] += 1
        else:
            counts["different"] += 1
            print(f"{number} {path}\n    {found}", flush=True)
    return counts


def main() -> int:
    """Run the models of a folder on both engines and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, nargs="+", help="model files, or folders to search for .nlogo")
    parser.add_argument("--ticks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="setup and go only, no other buttons")
    parser.add_argument("--limit", type=float, default=60, help="seconds a model may take on an engine")
    parser.add_argument("--match", default="", help="only models whose path has this regular expression")
    parser.add_argument("--out", type=Path, required=True, help="where results stand; what is there is kept")
    parser.add_argument("--again", choices=["netlogo", "engine"], help="run this engine anew")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--work", choices=["netlogo", "engine"], help=argparse.SUPPRESS)
    parser.add_argument("--scratch", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.out = options.out.resolve()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.work:
        options.scratch = options.out / options.work
        options.scratch.mkdir(exist_ok=True)
        work(options.work, options)
        return 0
    models = _models(options)
    numbered = [one for one in enumerate(models) if re.search(options.match, str(one[1]))]
    random.Random(options.seed).shuffle(numbered)  # what is done at any moment is a fair sample
    listing = "".join(f"{number} {path}\n" for number, path in numbered)
    running = []
    for engine in ("netlogo", "engine"):
        words = [sys.executable, "-W", "ignore", *sys.argv, "--work", engine]
        if options.again and options.again != engine:
            continue
        process = subprocess.Popen(words, stdin=subprocess.PIPE, text=True)
        assert process.stdin
        process.stdin.write(listing)
        process.stdin.close()
        running.append(process)
    for process in running:
        process.wait()
    counts = report(models, options)
    print(json.dumps(counts))
    return 1 if counts["different"] else 0


def _models(options: argparse.Namespace) -> list[Path]:
    found = [one for one in options.models if one.is_file()]
    for folder in options.models:
        if folder.is_dir():
            found += sorted(folder.rglob("*.nlogo"))
    return [one.resolve() for one in found]


if __name__ == "__main__":
    sys.exit(main())
