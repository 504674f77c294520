"""Random and mutated NetLogo text through lexer and parser: nothing but `CompilerError`, and no hang.

`python -m tests.netlogo.language.text_fuzzing COUNT SEED` is `make fuzz-netlogo`; the tests call `fuzz` with
a small count.
"""

import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from netlogo import CompilerError
from netlogo.compiler.front.lexer import tokenize
from netlogo.compiler.front.primitives import COMMANDS, REPORTERS
from netlogo.compiler.front.program import Program
from netlogo.compiler.front.source import Source
from netlogo.compiler.frontend import parse_model
from netlogo.engine.externals import EXTENSIONS
from netlogo.modelfile.read_model import read_model
from tests.netlogo.language.language_cases import read_cases

HERE = Path(__file__).parents[1]
LONGEST_SECONDS = 5.0
LONGEST_TEXT = 400
SIGNS = [*"[](){}\"\\;,:-+*/^=<>!?_.#@$%&'|~`0123456789abcxyz \t\n\r\x00", "->", "\u00e9", "\u03c3", "\u2028"]
SIGNS += ["\U0001f600", "\ud800", "1e999", "-.", "..", "0x1F", "1e-5", "__includes", "{{table: 0}}", '"a\\n"']
_WORDS = """
    to to-report end globals breed turtles-own patches-own links-own extensions __includes directed-link-breed
    undirected-link-breed wolves wolf wolves-own a-sheep x y z -> [ ] ( ) 1 -2.5 "text" true false nobody red
"""
WORDS = _WORDS.split()


class HangError(Exception):
    """An input took too long."""


def texts() -> list[str]:
    """What is mutated: the project's models, and the declarations and steps of its cases."""
    found = [
        read_model(path).code for path in sorted((HERE.parents[1] / "netlogo" / "models").glob("*.nlogo"))
    ]
    for path in sorted(HERE.glob("cases/*.txt")):
        for case in read_cases(path):
            steps = "\n".join(step.text for step in case.steps)
            found.append(f"{case.source}\nto check-it\n{steps}\nend\n")
    return found


class Inputs:
    """An endless supply of texts, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._texts = texts()
        self._words = [*COMMANDS, *REPORTERS, *WORDS, *WORDS, *WORDS]

    def next(self) -> str:
        """One text: a mutation of a real one, words in any order, or plain noise."""
        rng = self._rng
        kind = rng.random()
        if kind < 0.6:
            return self._mutated()
        if kind < 0.9:
            words = " ".join(rng.choices(self._words, k=rng.randrange(1, 40)))
            return rng.choice((f"to go {words} end", f"to-report it [ x ] report {words} end", words))
        return "".join(rng.choices(SIGNS, k=rng.randrange(80)))

    def _mutated(self) -> str:
        rng = self._rng
        whole = rng.choice(self._texts)
        start = rng.randrange(max(1, len(whole) - 80)) if rng.random() < 0.7 else 0
        text = whole[start : start + rng.randrange(20, LONGEST_TEXT)]
        for _ in range(rng.choice((0, 1, 1, 2, 5))):
            at, size = rng.randrange(len(text) + 1), rng.randrange(1, 30)
            piece = text[at : at + size]
            text = rng.choice(
                (
                    text[:at] + text[at + size :],
                    text[:at] + piece * rng.choice((2, 20)) + text[at:],
                    text[:at] + rng.choice(SIGNS) + text[at + 1 :],
                    text[:at] + f" {rng.choice(self._words)} " + text[at:],
                    text[:at] + rng.choice("[](") * rng.choice((1, 3, 60)) + text[at:],
                )
            )
        return text if rng.random() < 0.4 else f"breed [ mice mouse ]\nto go\n{text}\nend"


def compile_text(text: str) -> str:
    """Cut a text into tokens and parse it as a model; what came of it.

    Raises:
        Exception: whatever is no `CompilerError`, which would be a fault.
    """
    try:
        tokenize(Source(text, "fuzz"))
        parse_model(Program(), [Source(text, "fuzz")], lambda path: None, EXTENSIONS)
    except CompilerError:
        return "refused"
    return "taken"


@contextmanager
def watched() -> Iterator[None]:
    """Inside, SIGALRM ends what runs too long."""

    def late(number: int, frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, late)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def fuzz(count: int, seed: int) -> Counter[str]:
    """Compile `count` texts; how many were taken and how many refused.

    Raises:
        AssertionError: one raised something else, or took longer than `LONGEST_SECONDS`; it holds the text.
    """
    inputs, outcomes = Inputs(seed), Counter[str]()
    with watched():
        for number in range(count):
            text = inputs.next()
            signal.setitimer(signal.ITIMER_REAL, LONGEST_SECONDS)
            try:
                outcomes[compile_text(text)] += 1
            except Exception as error:
                told = f"{type(error).__name__}: {error}"
                raise AssertionError(f"input {number} of seed {seed}: {told} for {text!r}") from error
    return outcomes


def main(count: int, seed: int) -> None:
    """Compile texts in portions and show how it goes."""
    total, begun = Counter[str](), time.monotonic()
    portion = 20_000
    for number, start in enumerate(range(0, count, portion)):
        total += fuzz(min(portion, count - start), seed * 1_000_003 + number)
        seconds = time.monotonic() - begun
        print(f"{total.total():,} texts in {seconds:.0f} s: {dict(total)}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
