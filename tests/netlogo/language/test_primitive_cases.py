"""Every primitive of the language and of the extensions has a case that runs it, or is refused by name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from netlogo.compiler.front.lexer import tokenize
from netlogo.compiler.front.primitives import COMMANDS, REPORTERS
from netlogo.compiler.front.source import Source
from netlogo.engine.externals import EXTENSIONS
from tests.netlogo.language.language_cases import read_cases

REFUSED = " is not available in this engine."


def texts_that_count() -> Iterator[str]:
    """Declarations and steps; a step that must not compile tests only a primitive that is out of scope."""
    for path in sorted(Path(__file__).parents[1].glob("cases/*.txt")):
        for case in read_cases(path):
            yield case.source
            for step in case.steps:
                if step.outcome != "COMPILER ERROR" or step.expected.endswith(REFUSED):
                    yield step.text


@pytest.fixture(scope="module")
def used() -> set[str]:
    return {
        token.name
        for text in texts_that_count()
        for token in tokenize(Source(text, "case"))
        if token.kind == "ident"
    }


def test_every_primitive_has_a_case(used: set[str]) -> None:
    missing = {*COMMANDS, *REPORTERS} - used
    assert not missing, f"no case in tests/netlogo/cases runs {', '.join(sorted(missing)).lower()}"


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_primitive_of_an_extension_has_a_case(used: set[str], extension: str) -> None:
    missing = set(EXTENSIONS[extension]) - used
    assert not missing, f"no case in tests/netlogo/cases runs {', '.join(sorted(missing)).lower()}"
