import pytest

from bridge.errors import ScenarioError
from bridge.scenario.model_settings import Setting, check_settings, parse_assignments

KNOWN = {
    "response-shift-1": Setting("slider", 0, 500),
    "double-crewing?": Setting("switch"),
    "curve": Setting("chooser", choices=("linear", "quadratic", 3.0)),
    "note": Setting("input", numeric=False),
    "days": Setting("input"),
}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("response-shift-1", "12.5", 12.5),
        ("RESPONSE-SHIFT-1", "0", 0.0),
        ("double-crewing?", "on", True),
        ("curve", "Quadratic", "quadratic"),
        ("curve", "3", 3.0),
        ("note", "7", "7"),
        ("days", "7", 7.0),
    ],
)
def test_values(name: str, text: str, value: object) -> None:
    assert list(check_settings({name: text}, KNOWN).values()) == [value]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("response-shfit-1", "1", "unknown slider.*'response-shfit-1'; did you mean 'response-shift-1'"),
        ("response-shift-1", "501", "expected a number from 0 to 500, got '501'"),
        ("response-shift-1", "many", "expected a number, got 'many'"),
        ("response-shift-1", "nan", "got 'nan'"),
        ("double-crewing?", "2", "expected 'true' or 'false', got '2'"),
        ("curve", "quadartic", "no choice 'quadartic'; did you mean 'quadratic'"),
    ],
)
def test_rejects(name: str, text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        check_settings({name: text}, KNOWN)


def test_assignments_are_split_at_the_first_sign() -> None:
    assert parse_assignments(["a = 1", "b=x=y"]) == {"a": "1", "b": "x=y"}


@pytest.mark.parametrize("texts", [["a"], ["=1"], ["a=1", "a=2"]])
def test_assignment_rejects(texts: list[str]) -> None:
    with pytest.raises(ScenarioError, match=r"slider=value|given twice"):
        parse_assignments(texts)
