"""Names: found without case, and near matches where they are not found."""

from __future__ import annotations

import pytest

from microsim import CATEGORIES, UnknownNameError
from microsim.reference.known_names import either, matches, near, resolve


def test_resolve_ignores_case_and_blanks() -> None:
    assert resolve("  Vehicle   CRIME ", CATEGORIES, "category") == "vehicle crime"


def test_resolve_lists_near_matches() -> None:
    with pytest.raises(
        UnknownNameError, match=r"expected a category, got 'burglery'; did you mean 'burglary'?"
    ):
        resolve("burglery", CATEGORIES, "category")


def test_resolve_lists_what_there_is_when_nothing_is_near() -> None:
    with pytest.raises(UnknownNameError, match=r"got 'zzz'; known: 'a', 'b'"):
        resolve("zzz", ["a", "b"], "letter")


def test_near_gives_nothing_for_no_match() -> None:
    assert near("zzz", ["burglary"]) == ""


def test_names_that_contain_the_text_come_after_those_like_it() -> None:
    assert matches("drugs", ["trafficking in drugs", "drug", "possession of drugs", "arson"], 5) == [
        "drug",
        "possession of drugs",
        "trafficking in drugs",
    ]
    assert matches("x", ["xylophone"], 5) == []


def test_names_in_a_sentence() -> None:
    assert [either(list(names)) for names in ("a", "ab", "abc")] == ["'a'", "'a' or 'b'", "'a', 'b' or 'c'"]


def test_there_are_14_categories_in_alphabetical_order() -> None:
    assert len(CATEGORIES) == 14
    assert list(CATEGORIES) == sorted(CATEGORIES)
