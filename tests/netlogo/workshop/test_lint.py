import pytest

from netlogo.modelfile.model import ModelFile
from netlogo.workshop.lint import findings, shown
from netlogo.workshop.reading import read_for_author


def rules(code: str) -> list[str]:
    model = ModelFile(code=code)
    reading = read_for_author(model)
    assert reading.errors == []
    return [f"{one.line} {one.rule}" for one in findings(model, reading)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("globals [a b]\nto go set b 1 show b end", ["1 unused"]),
        ("turtles-own [a]\nto go end", ["1 unused"]),
        ("to go end\nto more end", ["2 unused"]),
        ('to go run "more" end\nto more end', []),
        ("to go [x] let y 1 end", ["1 unused", "1 unused"]),
        ("to go let y 1 show y end", []),
        ("to more more end", ["1 unused"]),
        ("to go ask turtle 3 [ fd 1 ] end", ["1 may-not-exist"]),
        ("to go [x] ask turtle x [ fd 1 ] end", []),
        ("to go show random 3 end", ["1 unseeded"]),
        ("to go random-seed 1 show random 3 end", []),
        ("globals [a]\nto go ask turtles [ set a xcor ] show a end", ["2 last-wins"]),
        ("globals [a]\nto go ask turtles [ set a a + xcor ] show a end", []),
        ("globals [a]\nto go ask turtles [ set a 1 ] show a end", []),
        ("globals [a]\nto go ask one-of turtles [ set a xcor ] show a end", []),
        ("to go ask turtles [ show count turtles in-radius 3 ] end", []),
        (
            "to go ask turtles [ show mean [count turtles in-radius 3] of patches ] end",
            ["1 slow-search"],
        ),
    ],
)
def test_rules(code: str, found: list[str]) -> None:
    assert rules(code) == found


def test_a_rule_can_be_left_out() -> None:
    model = ModelFile(code="to go show random 3 end\nto more end")
    found = findings(model, read_for_author(model))
    assert [one.rule for one in shown(found, ["unseeded"])] == ["unused"]
    told = "random numbers are drawn, and random-seed is never called: no run can be repeated"
    assert str(found[0]) == f"code:1:12: {told} [unseeded]"


def test_every_procedure_is_read_though_one_is_wrong() -> None:
    reading = read_for_author(ModelFile(code="to a fd end\nto b show 1 end\nto c show end"))
    assert [error.procedure for error in reading.errors] == ["A", "C"]
    assert [body.heading.name for body in reading.bodies] == ["B"]


def test_a_model_of_netlogo_5_is_read_as_changed() -> None:
    code = "to go foreach [ 1 2 ] [ show ? ] end"
    assert read_for_author(ModelFile(code=code, sections={"version": "NetLogo 5.3.1"})).errors == []
