"""Random and broken NetLogo text: nothing but `CompilerError`, and no hang."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlogo import CompilerError, Workspace
from netlogo.compiler.front.lexer import tokenize
from netlogo.compiler.front.program import Program
from netlogo.compiler.front.source import Source
from netlogo.compiler.frontend import parse_model
from tests.netlogo.language.programs import compare
from tests.netlogo.language.text_fuzzing import compile_text, fuzz

_WORDS = """
    to to-report end globals [ ] ( ) -> let set ask turtles patches with of if ifelse foreach map x y 1 -2.5
    "a" + - * = != and not report stop breed wolves wolf wolves-own fd crt hatch count any? one-of { } , run
    runresult carefully error-message myself self list sentence ifelse-value while repeat n-values
"""
WORDS = _WORDS.split()


def compile_or_complain(code: str) -> None:
    with contextlib.suppress(CompilerError):
        parse_model(Program(), [Source(code, "fuzz")], lambda path: None, {})


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_cut_into_tokens_or_refused(text: str) -> None:
    with contextlib.suppress(CompilerError):
        tokenize(Source(text, "fuzz"))
    compile_or_complain(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_words_in_a_procedure_compile_or_are_refused(words: list[str]) -> None:
    compile_or_complain(f"breed [ wolves wolf ] to go {' '.join(words)} end")
    compile_or_complain(" ".join(words))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_what_parses_can_be_generated(words: list[str]) -> None:
    with contextlib.suppress(CompilerError):
        Workspace.from_code(
            f"to go {' '.join(words)} end", min_pxcor=0, max_pxcor=0, min_pycor=0, max_pycor=0
        )


def test_a_short_run_of_the_fuzzer() -> None:
    outcomes = fuzz(2_000, seed=7)
    assert outcomes.total() == 2_000
    assert outcomes["taken"]


SHAPES: dict[str, Callable[[int], str]] = {
    "statements": lambda n: f"to go {'fd 1 rt 2 ' * n} end",
    "procedures": lambda n: "".join(f"to p{i} fd {i} end " for i in range(n)),
    "calls downwards": lambda n: "".join(f"to p{i} p{i + 1} end " for i in range(n)) + f"to p{n} fd 1 end",
    "calls upwards": lambda n: "to p0 fd 1 end " + "".join(f"to p{i + 1} p{i} end " for i in range(n)),
    "globals": lambda n: f"globals [ {' '.join(f'g{i}' for i in range(n))} ]",
    "breeds": lambda n: "".join(f"breed [ many{i} one{i} ] " for i in range(n)),
    "locals": lambda n: f"to go {' '.join(f'let v{i} {i}' for i in range(n))} end",
    "literal list": lambda n: f"to go show [ {'1 [ 2 ] ' * n} ] end",
    "operators": lambda n: f"to go show 1 {'+ 1 ' * n} end",
    "blocks": lambda n: f"to go {'ask turtles [ if true [ fd 1 ] ] ' * n} end",
    "anonymous procedures": lambda n: f"to go {'show map [ x -> [ y -> x ] ] [ 1 ] ' * n} end",
    "open brackets": lambda n: "to go " + "[ " * n,
    "open parentheses": lambda n: "to go " + "( " * n,
    "unknown names": lambda n: "".join(f"to p{i} zork{i} end " for i in range(n)),
    "one string": lambda n: f'to go show "{"ab" * n}" end',
    "one comment": lambda n: f"to go ; {'ab' * n}",
    "one name": lambda n: f"to go {'ab' * n} end",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_takes_twice_the_calls(shape: str) -> None:
    compile_text(SHAPES[shape](2))  # what is made once, at the first text
    once, twice = (calls_for(SHAPES[shape](n)) for n in (150, 300))
    assert twice < 2.5 * once


def calls_for(text: str) -> int:
    """How many function calls compiling a text takes: a measure that no other load disturbs."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        compile_text(text)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize(
    "code",
    [
        f"to go show 1 {'+ 1 ' * 5000} end",
        f"to go show {'(' * 5000} 1 {')' * 5000} end",
        f"to go {'if true [ ' * 5000} fd 1 {'] ' * 5000} end",
        f"to go show {'[ -> ' * 3000} 1 {'] ' * 3000} end",
        f"to go show {'[ ' * 5000} 1 {'] ' * 5000} end",
        f"to go show {'not ' * 5000} true end",
        f"to go run {'(word ' * 2000} 1 {')' * 2000} end",
    ],
    ids=lambda code: code[:16],
)
def test_nesting_beyond_all_measure_is_refused(code: str) -> None:
    with pytest.raises(CompilerError, match="nested too deeply"):
        Workspace.from_code(code, max_pxcor=0, min_pxcor=0, max_pycor=0, min_pycor=0)


def test_nesting_of_a_hundred_levels_is_taken() -> None:
    for code in (f"to go show 1 {'+ 1 ' * 100} end", f"to go {'if true [ ' * 15} fd 1 {'] ' * 15} end"):
        Workspace.from_code(code, max_pxcor=0, min_pxcor=0, max_pycor=0, min_pycor=0)


def test_programs_come_to_the_same_with_and_without_the_kernel() -> None:
    found = compare(120, seed=7)
    assert found.total() == 120
    assert found["ran"] > 60
