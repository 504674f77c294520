"""A script for pyNetLogo finds the same verbs, types and frames."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netlogo import Workspace
from netlogo.pynetlogo import NetLogoException, NetLogoLink

WOLVES_AND_SHEEP = Path(__file__).parents[2] / "bench" / "models" / "walkers.nlogo"


@pytest.fixture(scope="module")
def loaded() -> NetLogoLink:
    link = NetLogoLink(netlogo_home="/nowhere")
    link.load_model(str(WOLVES_AND_SHEEP))
    return link


@pytest.fixture
def link(loaded: NetLogoLink) -> NetLogoLink:
    loaded.command("random-seed 7 setup")
    return loaded


@pytest.mark.parametrize(("reporter", "value"), [("2 + 1", 3.0), ('"grass"', "grass"), ("1 < 2", True)])
def test_a_plain_value_is_that_of_python(link: NetLogoLink, reporter: str, value: object) -> None:
    found = link.report(reporter)
    assert found == value
    assert type(found) is type(value)


def test_a_list_of_numbers_is_an_array_of_floats(link: NetLogoLink) -> None:
    energy = link.report("map [ s -> [energy] of s ] sort wolves")
    assert energy.dtype == np.float64
    assert energy.shape == (50,)


def test_lists_of_texts_and_of_booleans_are_lists(link: NetLogoLink) -> None:
    assert link.report('["a" "b c"]') == ["a", "b c"]
    assert link.report("(list true false)") == [True, False]


def test_nested_lists_are_a_matrix_or_an_array_of_arrays(link: NetLogoLink) -> None:
    assert np.array_equal(link.report("[[1 2] [3 4]]"), np.array([[1.0, 2.0], [3.0, 4.0]]))
    ragged = link.report("[[1 2] [3]]")
    assert ragged.dtype == object
    assert [len(one) for one in ragged] == [2, 1]


@pytest.mark.parametrize("reporter", ["turtles", "one-of sheep", '(list 1 "a")', "nobody"])
def test_what_python_has_no_type_for_is_refused(link: NetLogoLink, reporter: str) -> None:
    with pytest.raises(NetLogoException, match="expected a"):
        link.report(reporter)


def test_repeat_report_gives_an_array_for_each_reporter_from_tick_0(link: NetLogoLink) -> None:
    counts = link.repeat_report(["count sheep", "ticks"], 20)
    frame = pd.DataFrame(counts)
    assert list(frame.columns) == ["count sheep", "ticks"]
    assert list(frame["ticks"]) == list(range(21))
    assert frame["count sheep"].dtype == np.float64
    assert frame["count sheep"].iloc[0] == 100


def test_repeat_report_without_tick_0_begins_after_the_first_go(link: NetLogoLink) -> None:
    assert list(link.repeat_report("ticks", 3, include_t0=False)["ticks"]) == [1.0, 2.0, 3.0]


def test_repeat_report_gives_an_array_a_tick_where_a_reporter_gives_lists(link: NetLogoLink) -> None:
    found = link.repeat_report(["[energy] of wolves", '(list "a" "b")', '"text"', "any? sheep"], 2)
    assert [one.dtype for one in found["[energy] of wolves"]] == [np.float64] * 3
    assert len(found["[energy] of wolves"][0]) == 50
    assert list(found['(list "a" "b")'][2]) == ["a", "b"]
    assert list(found['"text"']) == ["text"] * 3
    assert list(found["any? sheep"]) == ["true"] * 3


def test_asking_changes_nothing(link: NetLogoLink) -> None:
    found = link.repeat_report("[energy] of sheep", 5, include_t0=False)["[energy] of sheep"]
    alone = Workspace.open(WOLVES_AND_SHEEP)
    alone.command("random-seed 7 setup")
    for energy in found:
        alone.command("go")
        assert list(energy) == alone.report("[energy] of sheep")


def test_a_stop_inside_go_does_not_end_the_repetition_one_beside_it_does(link: NetLogoLink) -> None:
    assert len(link.repeat_report("ticks", 6, go="if ticks >= 4 [ stop ] go")["ticks"]) == 5
    link.repeat_command("if ticks >= 8 [ stop ] go", 100)
    assert link.report("ticks") == 8


def test_report_while_goes_on_as_long_as_the_condition_holds(link: NetLogoLink) -> None:
    assert link.report_while("ticks", "ticks < 4") == [1.0, 2.0, 3.0, 4.0]


def test_report_while_ends_with_its_time(link: NetLogoLink) -> None:
    with pytest.raises(NetLogoException, match=r"after 0\.1 seconds"):
        link.report_while("1", "true", command="set-patch-size 5", max_seconds=0.1)


def test_patches_are_a_frame_like_the_world(link: NetLogoLink) -> None:
    frame = link.patch_report("pxcor + 1000 * pycor")
    top, left = link.report("max-pycor"), link.report("min-pxcor")
    assert frame.index[0] == top
    assert frame.columns[0] == left
    assert frame.loc[3, -2] == 2998.0
    assert frame.to_numpy().dtype == np.float64


def test_a_frame_goes_back_to_the_patches_to_the_last_digit(link: NetLogoLink) -> None:
    before = link.patch_report("countdown")
    new = before.max() - before + 1 / 3
    link.patch_set("countdown", new)
    pd.testing.assert_frame_equal(link.patch_report("countdown"), new)


def test_a_frame_of_texts_goes_to_the_patches(link: NetLogoLink) -> None:
    names = link.patch_report("(word pxcor)")
    link.patch_set("plabel", names)
    assert link.report("[ plabel ] of patch 2 1") == "2"


def test_a_frame_of_another_shape_is_refused(link: NetLogoLink) -> None:
    with pytest.raises(NetLogoException, match=r"51 rows by 51 columns, got 2 by 1"):
        link.patch_set("countdown", pd.DataFrame([[1], [2]]))


def test_a_frame_sets_variables_of_agents(link: NetLogoLink) -> None:
    new = pd.DataFrame({"who": [0, 3], "xcor": [1.5, -2.25], "energy": [7, 8], "label": ["one", "two"]})
    link.write_NetLogo_attriblist(new, "a-sheep")
    assert list(link.report("[ (list xcor energy) ] of turtle 3")) == [-2.25, 8.0]
    assert link.report("[ label ] of turtle 0") == "one"


def test_an_agent_that_is_none_of_the_kind_is_refused(link: NetLogoLink) -> None:
    with pytest.raises(NetLogoException, match="WOLF"):
        link.write_NetLogo_attriblist(pd.DataFrame({"who": [0], "energy": [1]}), "wolf")


def test_errors_of_the_model_are_pynetlogos_own(link: NetLogoLink) -> None:
    with pytest.raises(NetLogoException, match="Nothing named FOO has been defined"):
        link.command("foo")
    with pytest.raises(NetLogoException, match="Division by zero"):
        link.report("1 / 0")


def test_a_model_that_is_not_there_is_not_found(link: NetLogoLink) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.nlogo"):
        link.load_model("none.nlogo")


def test_a_killed_workspace_takes_another_model() -> None:
    link = NetLogoLink()
    link.load_model(WOLVES_AND_SHEEP)
    link.kill_workspace()
    with pytest.raises(NetLogoException, match="load_model"):
        link.report("ticks")
    link.load_model(str(WOLVES_AND_SHEEP))
    assert link.report("count turtles") == 0


def test_a_window_is_asked_for_in_vain() -> None:
    with pytest.warns(UserWarning, match="without a window"):
        NetLogoLink(gui=True)


def test_there_is_no_3d() -> None:
    with pytest.raises(NetLogoException, match="3D"):
        NetLogoLink(thd=True)
