"""Random and broken NetLogo text: nothing but `CompilerError`, and no hang."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from netlogo import CompilerError, Workspace
from netlogo.compiler.frontend import parse_model
from netlogo.compiler.lexer import tokenize
from netlogo.compiler.program import Program
from netlogo.compiler.source import Source

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
