from netlogo.compiler.front.primitives import REPORTERS
from netlogo.workshop.dictionary import hover, undescribed


def test_every_primitive_is_described() -> None:
    assert undescribed() == []


def test_a_word_is_shown_with_its_inputs() -> None:
    told = hover(REPORTERS["PATCH-AHEAD"], "patch-ahead")
    assert "patch-ahead ‹number› → ‹patch›" in told
    assert "Run by turtles only." in told
