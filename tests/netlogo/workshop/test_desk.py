from pathlib import Path

import pytest

from netlogo.workshop.desk import Desk, RefusedError
from tests.netlogo.behaviorspace.experiment_models import write_model

CODE = """__includes [ "walk.nls" ]
globals [ speed unused-one ]
breed [ cats cat ]
to setup
  clear-all
  create-cats 3
  let far 2
  ask cats [ wander far ]
  set speed (runresult [ [x] -> x + far ] 1)
end
to go show (word speed "go" far-off 1) end
"""
INCLUDED = """; Goes ahead
; and turns.
to wander [ far ]
  fd far * speed
end
to-report far-off [ n ] report n end
"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "walk.nls").write_text(INCLUDED)
    path = write_model(tmp_path)
    rest = path.read_text().partition("@#$#@#$#@")[2]
    path.write_text(CODE + "@#$#@#$#@" + rest)
    return path


def spot(path: Path, desk: Desk, text: str, before: str = "") -> int:
    whole = desk.text(path)
    return whole.index(text, whole.index(before) if before else 0)


def at(desk: Desk, path: Path, text: str, before: str = "") -> str:
    """The line and word where something is made."""
    found = desk.definition(path, spot(path, desk, text, before))
    if found is None:
        return ""
    whole = desk.text(found.path)
    line = whole.count("\n", 0, found.start) + 1
    return f"{found.path.name}:{line} {whole[found.start : found.end]}".strip()


def test_findings_and_errors_are_told_by_file(model: Path) -> None:
    desk = Desk()
    found = desk.problems(model)
    assert [one.rule for one in found[model]] == ["unused"]
    assert found[model.parent / "walk.nls"] == []
    desk.write(model.parent / "walk.nls", INCLUDED.replace("fd far", "fd"))
    found = desk.problems(model.parent / "walk.nls")
    assert found[model] == []
    (error,) = found[model.parent / "walk.nls"]
    assert error.rule == ""
    assert "FD expected" in error.message or "expected" in error.message


def test_a_word_has_a_meaning(model: Path) -> None:
    desk = Desk()
    told = desk.hover(model, spot(model, desk, "wander"))
    assert told == "```netlogo\nto wander [ far ]\n```\nGoes ahead and turns."
    assert desk.hover(model, spot(model, desk, "far ]")) == "local variable of `setup`"
    assert desk.hover(model, spot(model, desk, "speed")) == "global"
    assert "For the breed `cats`" in desk.hover(model, spot(model, desk, "create-cats"))
    assert "clear-all" in desk.hover(model, spot(model, desk, "clear-all"))


def test_where_a_word_is_made(model: Path) -> None:
    desk = Desk()
    included = model.parent / "walk.nls"
    assert at(desk, model, "wander") == "walk.nls:3 wander"
    assert at(desk, included, "speed") == f"{model.name}:2 speed"
    assert at(desk, model, "far ]") == f"{model.name}:7 far"
    assert at(desk, model, "cats [") == f"{model.name}:3 cats"
    assert at(desk, model, "x + far") == f"{model.name}:9 x"
    assert at(desk, model, "walk.nls") == "walk.nls:1"
    assert at(desk, included, "fd") == ""


def test_a_name_is_changed_everywhere(model: Path) -> None:
    desk = Desk()
    included = model.parent / "walk.nls"
    spots = desk.rename(model, spot(model, desk, "wander"), "stroll")
    assert {(one.path.name, desk.text(one.path)[one.start : one.end]) for one in spots} == {
        (model.name, "wander"),
        ("walk.nls", "wander"),
    }
    assert len(desk.rename(included, spot(included, desk, "speed"), "pace")) == 4
    local = desk.rename(model, spot(model, desk, "far 2"), "reach")
    assert len(local) == 3
    assert {one.path for one in local} == {model}


@pytest.mark.parametrize(
    ("word", "name", "why"),
    [
        ("clear-all", "x9", "a word of the language"),
        ("create-cats", "x9", "a word of the language"),
        ("go show", "x9", "stands in a widget"),
        ("wander", "speed", "speed is in use"),
        ("wander", "1a", "cannot be a name"),
        ("wander", "a b", "cannot be a name"),
    ],
)
def test_a_name_that_must_stay(model: Path, word: str, name: str, why: str) -> None:
    desk = Desk()
    with pytest.raises(RefusedError, match=why):
        desk.rename(model, spot(model, desk, word), name)


def test_words_that_fit(model: Path) -> None:
    desk = Desk()
    desk.problems(model)
    desk.write(model, CODE.replace("let far 2", "let far 2 wan") + desk.text(model)[len(CODE) :])
    place = spot(model, desk, "far 2 wan") + len("far 2 wan")
    assert [(word.text, word.kind) for word in desk.words(model, place)] == [("wander", "procedure")]
    desk.write(model, CODE.replace("let far 2", "let far 2 fa") + desk.text(model)[len(CODE) + 4 :])
    place = spot(model, desk, "far 2 fa") + len("far 2 fa")
    assert [word.text for word in desk.words(model, place)][:2] == ["face", "face-nowrap"]


def test_the_model_of_a_file_may_stand_in_a_folder_beside_it() -> None:
    included = Path("netlogo/includes/intake.nls").resolve()
    model = Desk().model_of(included)
    assert model is not None
    assert model.parent.name == "models"


def test_a_file_that_no_model_includes_stands_alone(tmp_path: Path) -> None:
    path = tmp_path / "alone.nls"
    desk = Desk()
    desk.write(path, "to go show random 3 end\r\n")
    assert [one.rule for one in desk.problems(path)[path]] == ["unseeded"]
