"""Plain code: which turns the kernel does by itself; that it does them as Python would, `test_kernel_models`
says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import netlogo

_kernel = pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")

MODELS = Path(__file__).parents[2] / "bench" / "models"
OWN = "turtles-own [ energy ] patches-own [ grass ] globals [ g ] "


def parts(workspace: netlogo.Workspace, procedure: str) -> list[Any]:
    """The plain code of a procedure."""
    function = workspace._engine.namespace[f"p_{procedure}"]
    return list((function.__kwdefaults__ or {}).values())


def share(code: str, setup: str, go: str, side: int = 8) -> float:
    """Which part of the turns of the first loop of `go` the kernel does."""
    workspace = netlogo.Workspace.from_code(
        code, min_pxcor=-side, max_pxcor=side, min_pycor=-side, max_pycor=side
    )
    workspace.command(f"random-seed 3 {setup} {go} {go} {go} {go}")
    done, left = (sum(getattr(part, name) for part in parts(workspace, go)[:1]) for name in ("done", "left"))
    return float(done / (done + left))


@pytest.mark.parametrize(
    ("model", "setup", "least"),
    [
        ("predation", "setup", 1.0),
        ("segregation", "setup", 1.0),
        ("flocking", "setup 40", 0.8),
        ("fire", "setup", 1.0),
        ("contact", "setup 200", 1.0),
    ],
)
def test_models_of_the_benchmark_are_plain(model: str, setup: str, least: float) -> None:
    assert share((MODELS / f"{model}.nls").read_text(encoding="utf-8"), setup, "go") >= least


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("set energy energy + 1", 1.0),
        ("ifelse energy < 2 [ set energy random-float 9 ] [ rt random 90 fd 1 ]", 1.0),
        ("if energy < 0 [ print energy ]", 1.0),  # what cannot be plain is never met
        ("ask patch-here [ set grass grass + count turtles-here ]", 1.0),
        ("set energy sum [ grass ] of neighbors move-to one-of neighbors", 1.0),
        ("ifelse tan who > 2 [ print energy ] [ set energy 2 ]", None),
        ("set energy energy + random-normal 0 1", 1.0),
        ("set energy sentence energy 1", None),  # an operation that plain code does not have
        ("foreach [ 1 2 ] [ x -> set energy x ]", 1.0),
        ("if who >= 0 [ die ] set g 1", 1.0),
        ("while [ energy < who ] [ set energy energy + 1 ] repeat 2 [ fd 3 ]", 1.0),
        ("if who < 40 [ hatch 2 [ rt random 9 fd 1 ] ] set g g + 1", 1.0),
        ("set energy map [ x -> x + 1 ] n-values 4 [ i -> i * 2 ]", 1.0),
        ("face min-one-of other turtles [ distance myself ]", 1.0),
    ],
)
def test_what_is_plain(body: str, expected: float | None) -> None:
    code = f"{OWN} to setup clear-all create-turtles 40 end to go ask turtles [ {body} ] end"
    workspace = netlogo.Workspace.from_code(code)
    if expected is None:
        assert parts(workspace, "go") == []
    else:
        assert share(code, "setup", "go") == expected


def test_a_turn_left_to_python_costs_no_further_tries() -> None:
    code = (
        f"{OWN} to setup clear-all create-turtles 500 end to go ask turtles [ if who >= 0 [ print 1 ] ] end"
    )
    workspace = netlogo.Workspace.from_code(code)
    workspace.command("setup go")
    assert [part.done for part in parts(workspace, "go")] == [0]
    assert workspace.output == "1\n" * 500


def test_variables_of_the_procedure_that_change_on_the_way_are_left_to_python() -> None:
    code = f"{OWN} to go let n 0 ask turtles [ set n n + 1 set energy n ] set g n end"
    workspace = netlogo.Workspace.from_code(code)
    workspace.command("create-turtles 20 go")
    assert parts(workspace, "go") == []
    assert workspace.report("(list g sort [ energy ] of turtles)")[1] == [float(n + 1) for n in range(20)]


def test_draws_of_a_turn_that_is_taken_back_are_drawn_again() -> None:
    """Over the end of the generator's block of words as well: 30 turns of 900 draws, then one too many."""
    draws = "set energy energy + random-float 1 " * 450
    code = f"{OWN} to go ask turtles [ {draws} if energy > 240 [ error (word energy) ] ] end"
    told = []
    for kernel in (True, False):
        workspace = netlogo.Workspace.from_code(code)
        if not kernel:
            workspace._engine.namespace["p_go"].__kwdefaults__ = {"plain_1": lambda order, *given: order}
        workspace.command("random-seed 5 create-turtles 300")
        with pytest.raises(netlogo.NetLogoError) as error:
            workspace.command("go")
        told.append((error.value.message, workspace.report("__random-state")))
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "tree",
    [
        None,
        (),
        ("add",),
        ("what", None),
        ("add", None, ("const", 1.0)),
        ("local", 5),
        ("keep", -1, ("const", 1.0)),
    ],
)
def test_trees_that_are_none_are_refused(tree: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        _kernel.Plain(tree, 3, _kernel.Twister(), None)


def test_a_world_that_is_gone_leaves_no_plain_code_behind() -> None:
    import gc
    import weakref

    workspace = netlogo.Workspace.from_code(f"{OWN} to go ask turtles [ set energy energy + 1 ] end")
    workspace.command("create-turtles 3 go")
    world = weakref.ref(workspace.world)
    del workspace
    gc.collect()
    assert world() is None


def test_a_long_list_is_changed_in_place_and_not_copied_for_a_turn_that_could_be_taken_back() -> None:
    workspace = netlogo.Workspace.from_code("globals [xs] to go ask turtles [ set xs lput who xs ] end")
    workspace.command("crt 3 set xs n-values 1000 [ i -> i ]")
    before = id(workspace.world.G.v_xs)
    workspace.command("go go")
    assert workspace.report("length xs") == 1006
    assert id(workspace.world.G.v_xs) == before
