"""Lists nested a thousand deep and more: written, read back, or refused in one sentence."""

from pathlib import Path

import pytest

from bridge.errors import ContractError
from bridge.police.reports import read_loading, read_tables
from netlogo import NetLogoError, Workspace, to_text
from netlogo.runtime.state.snapshot import SnapshotError

CODE = "globals [l n] to nest [depth] set l [1] repeat depth [set l (list l)] end"


@pytest.fixture(params=[1_000, 100_000])
def nested(request: pytest.FixtureRequest) -> Workspace:
    workspace = Workspace.from_code(CODE)
    workspace.command(f"nest {request.param} set n {request.param}")
    return workspace


def test_the_text_of_a_list_is_made_however_deep_it_is(nested: Workspace) -> None:
    depth = int(nested.get_global("n")) + 1
    assert to_text(nested.get_global("l")) == "[" * depth + "1" + "]" * depth
    assert nested.report("length (word l)") == 2 * depth + 1


def test_no_state_is_kept_of_it(nested: Workspace) -> None:
    with pytest.raises(SnapshotError, match="nested too deeply"):
        nested.snapshot()


def test_a_value_from_outside_is_refused(nested: Workspace) -> None:
    with pytest.raises(NetLogoError, match="nested less deeply"):
        nested.set_global("l", nested.get_global("l"))
    within_itself: list[object] = []
    within_itself.append(within_itself)
    with pytest.raises(NetLogoError, match="not in itself"):
        nested.set_global("l", within_itself)


def test_what_a_model_reports_is_refused_in_one_sentence(nested: Workspace) -> None:
    value = nested.get_global("l")
    for read in (lambda: read_loading(value), lambda: read_tables(value, "report-tables")):
        with pytest.raises(ContractError, match="report-") as caught:
            read()
        assert len(str(caught.value)) < 400


def test_an_exported_world_has_it(tmp_path: Path) -> None:
    workspace = Workspace.from_code(CODE)
    workspace.command("nest 1000")
    expected = to_text(workspace.get_global("l"))
    workspace.confine([tmp_path])
    workspace.command(f'export-world "{tmp_path}/world.csv" set l 0 import-world "{tmp_path}/world.csv"')
    assert to_text(workspace.get_global("l")) == expected


def test_of_a_list_with_brackets_in_its_texts() -> None:
    assert to_text([[], [1.0, [2.0, "a"]], "[", ["["], [[]]]) == "[[] [1 [2 a]] [ [[] [[]]]"
