"""The rehearsal of a coupled model: what each breach of the contract is told as, with file and line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli import crims
from bridge.model_checks.rehearsal import PER_HOUR, rehearse
from bridge.scenario.models import HOURLY, police_model

DEMO = police_model(HOURLY).with_name("schelling-demo.nlogo")
CODE = """globals [ n ]
to setup
  clear-all
  reset-ticks
end
to receive-crimes [ crimes ] set n n + length crimes end
to go tick end
to-report report-loading report [ ["drugs" 1.5] ] end
to-report report-metrics report (list (list "crimes-received" n)) end
"""


def model(folder: Path, code: str = CODE, old: str = "", new: str = "", widgets: str = "") -> Path:
    """A model file with the demonstration's world, the given code with one change, and added widgets."""
    assert old in code
    _, view, *rest = DEMO.read_text(encoding="utf-8").split("@#$#@#$#@")
    world = view.strip("\n").split("\n\n")[0]
    path = folder / "m.nlogo"
    parts = [code.replace(old, new, 1), f"\n{world}\n\n{widgets}", *rest]
    path.write_text("@#$#@#$#@".join(parts), encoding="utf-8")
    return path


def told(path: Path) -> list[str]:
    return [str(one) for one in rehearse(path).violations]


@pytest.mark.parametrize("path", [DEMO, police_model(HOURLY)], ids=lambda path: path.stem)
def test_our_models_keep_the_contract(path: Path) -> None:
    found = rehearse(path)
    assert found.violations == []
    assert found.hours == 48
    assert 0.7 * 8 * sum(PER_HOUR) < found.crimes < 8 * sum(PER_HOUR)  # some are reported later
    assert found.metrics["crimes-received"] == found.crimes


def test_every_missing_or_wrong_procedure_is_told_at_its_line(tmp_path: Path) -> None:
    code = CODE.replace("to go tick end", "to goo tick end").replace(
        "report-loading", "report-loading [ x ]", 1
    )
    assert told(model(tmp_path, code)) == [
        "m.nlogo:7: 'to go' is missing (is it 'goo'?)",
        "m.nlogo:8: 'report-loading' must be 'to-report report-loading', not a reporter with 1 input",
    ]


def test_what_is_missing_without_a_near_name_is_told_at_the_end_of_the_code(tmp_path: Path) -> None:
    assert told(model(tmp_path, CODE, "to setup", "to begin")) == ["m.nlogo:9: 'to setup' is missing"]


@pytest.mark.parametrize(
    ("old", "new", "line", "text"),
    [
        ("reset-ticks", "", 2, "setup failed: The tick counter has not been started yet"),
        ("  reset-ticks", "reset-ticks tick", 2, "expected 'reset-ticks' at its end, got 1 ticks"),
        ("to go tick", "to go tick tick", 7, "expected one tick for each hour, got 2 ticks after 1 hours"),
        ("to go tick", "to go show 1 / (ticks - 3) tick", 7, "go failed: Division by zero."),
        ("to go tick", "to go while [ true ] [ ]", 7, "is there an endless loop?"),
        ("length crimes", "1", 6, "as many crimes received as sampled"),
        (
            "length crimes",
            "sum map [ c -> item 9 c ] crimes",
            6,
            "receive-crimes failed: Can't find",
        ),
        ('["drugs" 1.5]', '["drug" 1.5]', 8, "unknown category 'drug'; did you mean 'drugs'?"),
        ('["drugs" 1.5]', '["drugs" -1]', 8, "expected factors up to 100, got -1.0"),
        ('["drugs" 1.5]', '"drugs"', 8, "or [category area factor], got 'drugs'"),
        ("report [ [", "report (list (list (word random 9) 1)) report [ [", 8, "no random number drawn"),
        ('"crimes-received" n', '"received" n', 9, "must include 'crimes-received', got ['received']"),
        ('"crimes-received" n', '"crimes-received" "n"', 9, "expected [name number]"),
        ("to go tick", "to go tik", 7, "Nothing named TIK"),
    ],
)
def test_a_breach_is_one_sentence_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, text: str
) -> None:
    (only,) = rehearse(model(tmp_path, CODE, old, new), limit=3).violations
    assert (only.file, only.line) == ("m.nlogo", line)
    assert text in only.text
    assert "\n" not in str(only)


def test_both_reports_are_told_in_one_go(tmp_path: Path) -> None:
    code = CODE.replace('["drugs" 1.5]', "3").replace('(list "crimes-received" n)', "n")
    assert [one.split(": ")[0] for one in told(model(tmp_path, code))] == ["m.nlogo:9", "m.nlogo:8"]


def test_clock_inputs_must_be_able_to_take_what_is_set(tmp_path: Path) -> None:
    place = "10\n10\n100\n40\n"
    widgets = (
        f"SLIDER\n{place}start-hour\nstart-hour\n1\n23\n8\n1\n1\nNIL\nHORIZONTAL\n\n"
        f"INPUTBOX\n{place}start-date\n2018\n1\n0\nNumber\n"
    )
    first, second = told(model(tmp_path, widgets=widgets))
    assert "'start-hour' must take 0 to 23, got a slider from 1 to 23" in first
    assert "'start-date' must be an input box of type String" in second
    lines = (tmp_path / "m.nlogo").read_text(encoding="utf-8").splitlines()
    assert [lines[int(one.split(":")[1]) - 1] for one in (first, second)] == ["start-hour", "start-date"]


def test_command_line(tmp_path: Path) -> None:
    good = CliRunner().invoke(crims, ["check", str(model(tmp_path))])
    assert (good.exit_code, "m.nlogo can be coupled: 48 hours, 90 crimes" in good.output) == (0, True)
    bad = CliRunner().invoke(crims, ["check", str(model(tmp_path, CODE, "to go tick", "to goo tick"))])
    assert (bad.exit_code, bad.output) == (5, "m.nlogo:7: 'to go' is missing (is it 'goo'?)\n")
