"""Random NetLogo programs that mostly compile: words in the places where their types allow them.

The table of primitives is the grammar. Programs go through the engine with the kernel on and off: a Python
exception that is not the engine's own error is a fault, and so is a different outcome.

`python -m tests.netlogo.language.programs COUNT SEED` is `make fuzz-netlogo-programs`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Final

from netlogo import CompilerError, HaltError, NetLogoError, Workspace
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.primitives import COMMANDS, REPORTERS, Primitive
from netlogo.runtime.state.snapshot import SnapshotError

_WORDS_LEFT_OUT: Final = """
    __bench __boom __stack-trace __nano-time __processors timer date-and-time new-seed user-input
    user-message user-one-of user-yes-or-no? user-file user-new-file user-directory netlogo-version
    __mkdir __pwd set-current-directory __set-line-thickness wait every loop while import-world
    import-drawing import-pcolors import-pcolors-rgb __plot-pen-hide __plot-pen-show __change-topology
    resize-world set-patch-size run runresult __apply __apply-result __block __symbol __reference __dump
    __dump1 __to-string __random-state let set __let report stop error error-message __check-syntax
    __checksum random-seed display repeat layout-tutte foreach
"""
_LEFT_OUT: Final = frozenset(_WORDS_LEFT_OUT.split())
_ATOMS: Final = {
    s.NUMBER: ["0", "1", "2", "-1", "3.5", "90", "g", "who-like", "(random 5)"],
    s.BOOLEAN: ["true", "false", "(g > 1)"],
    s.STRING: ['"a"', '"red"', '""'],
    s.LIST: ["[ ]", "[ 1 2 3 ]", '[ "a" 2 ]', "[ [ 1 ] [ 2 ] ]", "h"],
    s.TURTLE: ["(turtle 0)", "(one-of turtles)"],
    s.PATCH: ["(patch 0 0)", "(one-of patches)"],
    s.LINK: ["(one-of links)"],
    s.TURTLESET: ["mice", "cats", "(turtles with [ who > 2 ])"],
    s.PATCHSET: ["(patches with [ pxcor > 0 ])", "no-patches"],
    s.LINKSET: ["(link-set one-of links)", "no-links"],
    s.NOBODY: ["nobody"],
}
_VARIABLES: Final = {
    "O": ["g", "h"],
    "T": ["g", "energy", "heading", "color", "size", "xcor", "pcolor", "heat", "label", "shape"],
    "P": ["g", "pcolor", "heat", "plabel"],
    "L": ["g", "color", "thickness", "weight"],
}
_BLOCK_KINDS: Final = {"-T--": "T", "--P-": "P", "---L": "L"}
HEAD: Final = """
globals [ g h ]
breed [ mice mouse ]
breed [ cats cat ]
turtles-own [ energy ]
patches-own [ heat ]
links-own [ weight ]
to setup
  clear-all reset-ticks set h [ 5 1 3 ]
  create-mice 4 [ set energy random 9 fd random 3 ] create-cats 3 [ set size 2 setxy random-xcor random-ycor ]
  ask cats [ create-links-with n-of 2 mice ]
  ask patches [ set heat random 5 ]
end
to-report who-like report count mice end
"""


class Programs:
    """An endless supply of procedures `go` for the declarations in HEAD, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        words = {p.name: p for p in (*COMMANDS.values(), *REPORTERS.values()) if _usable(p)}
        self._commands = {kind: _runnable(words.values(), kind, True) for kind in "OTPL"}
        self._reporters = {kind: _runnable(words.values(), kind, False) for kind in "OTPL"}

    def next(self) -> str:
        """One program; one in five has two of its words changed for others."""
        commands = [self._command("O", 3) for _ in range(self._rng.randrange(1, 6))]
        body = "\n  ".join(f"carefully [ {one} ] [ print error-message ]" for one in commands)
        if self._rng.random() < 0.2:
            words = body.split()
            for _ in range(2):
                words[self._rng.randrange(len(words))] = self._rng.choice(words)
            body = " ".join(words)
        return f"{HEAD}to go\n  {body}\n  tick\nend\n"

    def _commands_of(self, kind: str, depth: int, count: int) -> str:
        return "\n  ".join(self._command(kind, depth) for _ in range(count))

    def _command(self, kind: str, depth: int) -> str:
        rng = self._rng
        choice = rng.random()
        if choice < 0.25:
            return f"set {rng.choice(_VARIABLES[kind])} {self._value(s.NUMBER | s.LIST, kind, depth)}"
        if choice < 0.45 and depth > 0:
            asked, mask = rng.choice((("T", s.TURTLESET), ("P", s.PATCHSET), ("L", s.LINKSET)))
            word = rng.choice(("ask", "ask", "ask-concurrent"))
            return f"{word} {self._value(mask, kind, depth - 1)} [ {self._commands_of(asked, depth - 1, 2)} ]"
        if choice < 0.5 and depth > 0:
            return f"repeat 2 [ {self._commands_of(kind, depth - 1, 1)} ]"
        if choice < 0.55 and depth > 0:
            return (
                f"foreach {self._value(s.LIST, kind, 1)} [ each -> {self._commands_of(kind, depth - 1, 1)} ]"
            )
        return self._application(rng.choice(self._commands[kind]), kind, depth)

    def _value(self, mask: int, kind: str, depth: int) -> str:
        rng = self._rng
        if depth <= 0 or rng.random() < 0.4:
            return self._atom(mask, kind)
        fitting = [p for p in self._reporters[kind] if p.syntax.returns & mask]
        exact = [p for p in fitting if not p.syntax.returns & ~mask]
        if not fitting:
            return self._atom(mask, kind)
        return f"({self._application(rng.choice(exact or fitting), kind, depth - 1)})"

    def _atom(self, mask: int, kind: str) -> str:
        if kind != "O" and self._rng.random() < 0.2 and mask & s.NUMBER:
            return self._rng.choice(
                {"T": ("energy", "who", "size"), "P": ("heat", "pxcor"), "L": ("weight",)}[kind]
            )
        known = [atoms for bit, atoms in _ATOMS.items() if bit & mask]
        return self._rng.choice(self._rng.choice(known)) if known else "1"

    def _application(self, primitive: Primitive, kind: str, depth: int) -> str:
        syntax = primitive.syntax
        inner = _BLOCK_KINDS.get(syntax.block_agents or "", kind)
        if syntax.block_agents == "?":
            inner = self._rng.choice("TPL")
        asked = {"T": s.TURTLESET, "P": s.PATCHSET, "L": s.LINKSET}.get(inner, s.AGENTSET)

        def argument(mask: int) -> str:
            if mask & s.COMMAND_BLOCK:
                return f"[ {self._commands_of(inner, depth - 1, 1)} ]" if depth > 0 else "[ ]"
            if mask & (s.BOOLEAN_BLOCK | s.NUMBER_BLOCK | s.REPORTER_BLOCK | s.OTHER_BLOCK):
                wanted = s.BOOLEAN if mask & s.BOOLEAN_BLOCK and not mask & s.NUMBER_BLOCK else s.NUMBER
                wanted = s.NUMBER if mask & s.NUMBER_BLOCK and not mask & s.BOOLEAN_BLOCK else wanted
                return f"[ {self._value(wanted, inner, depth - 1)} ]"
            if mask & s.REFERENCE and not mask & s.NUMBER:
                return {"O": "heat", "T": "heat"}.get(kind, "heat")
            if mask & s.REPORTER:
                return "[ [a b] -> a < b ]" if primitive.name in ("sort-by", "reduce") else "[ a -> a = 1 ]"
            if syntax.block_agents == "?" and mask & s.AGENTSET:
                return self._value(asked, kind, depth - 1)
            return self._value(mask & ~(s.REPEATABLE | s.OPTIONAL), kind, depth - 1)

        right = " ".join(argument(mask) for mask in syntax.right)
        if syntax.infix:
            return f"{argument(syntax.left)} {primitive.name} {right}"
        return f"{primitive.name} {right}".strip()


def _usable(primitive: Primitive) -> bool:
    outside = ("hubnet", "file-", "export-", "mouse-", "output-", "behaviorspace")
    return primitive.name not in _LEFT_OUT and not primitive.name.startswith(outside)


def _runnable(primitives: Iterable[Primitive], kind: str, commands: bool) -> list[Primitive]:
    return [p for p in primitives if p.is_command == commands and kind in p.syntax.agents]


def outcome(code: str, seed: int) -> str:
    """What a program comes to: refused, or a digest of its output, errors and world after three steps.

    Raises:
        AssertionError: the engine broke down; it holds the program.
    """
    try:
        workspace = Workspace.from_code(
            code, min_pxcor=-2, max_pxcor=2, min_pycor=-2, max_pycor=2, seed=seed, plots={"p": ["pen"]}
        )
    except CompilerError as error:
        return f"refused {error.message}"
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error} for {code[len(HEAD) :]}") from error
    told: list[str] = []
    try:
        workspace.command("setup")
        for _ in range(3):
            workspace.command("go", max_seconds=10)
    except HaltError:
        return "halted"
    except NetLogoError as error:
        told.append(str(error))
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error} for {code[len(HEAD) :]}") from error
    said = workspace.output + "".join(told)
    if "the engine failed here" in said:
        raise AssertionError(f"{said} for {code[len(HEAD) :]}")
    state = b""
    with contextlib.suppress(SnapshotError):
        state = workspace.snapshot()
    return f"ran {hashlib.sha256(said.encode() + state).hexdigest()}"


def outcomes(count: int, seed: int, kernel: str) -> list[str]:
    """The outcomes of programs in a process with the kernel on or off."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.netlogo.language.programs", "run", str(count), str(seed)],
        capture_output=True, text=True, check=False, env={**os.environ, "NETLOGO_KERNEL": kernel},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout.splitlines()


def compare(count: int, seed: int) -> Counter[str]:
    """Run programs with the kernel on and off; how many were refused, ran, and were halted.

    Raises:
        AssertionError: one came to something else without the kernel.
    """
    with_kernel, without = (outcomes(count, seed, kernel) for kernel in ("on", "off"))
    programs = Programs(seed)
    for one, other in zip(with_kernel, without, strict=True):
        code = programs.next()
        if "halted" not in (one, other):
            assert one == other, f"{one} with the kernel, {other} without, for {code[len(HEAD) :]}"
    return Counter(line.split(maxsplit=1)[0] for line in with_kernel)


def main(count: int, seed: int) -> None:
    """Compare programs in portions and show how it goes."""
    total = Counter[str]()
    for number, start in enumerate(range(0, count, 2_000)):
        total += compare(min(2_000, count - start), seed * 1_000_003 + number)
        print(f"{total.total():,} programs: {dict(total)}", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "run":
        supply = Programs(int(sys.argv[3]))
        for position in range(int(sys.argv[2])):
            print(outcome(supply.next(), position).replace("\n", " "))
    else:
        main(int(sys.argv[1]), int(sys.argv[2]))
