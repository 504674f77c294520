"""Inputs of wrong types: each message is the one that NetLogo 6.4.0 gives for the same line."""

import pytest

import netlogo

CODE = """
globals [ n str l b t p k ts ps ks nb ac ]
directed-link-breed [ roads road ]
to setup
  ca crt 3 set n 3 set str "a" set l [ 1 ] set b true set t turtle 0 set p patch 0 0 set ts turtles
  set ps patches set ks links set nb nobody set ac [ -> ]
  ask t [ create-road-to turtle 1 ] set k one-of links
end
"""


@pytest.fixture(scope="module")
def workspace() -> netlogo.Workspace:
    made = netlogo.Workspace.from_code(CODE, seed=1, plots={"p": ["pen"]})
    made.command("setup")
    return made


@pytest.mark.parametrize(
    ("line", "expected", "got"),
    [
        ("create-road-to p", "a turtle", "the patch (patch 0 0)"),
        ("create-roads-to ks", "a turtle agentset", "the agentset links"),
        ("create-roads-from k", "an agentset", "the link (road 0 1)"),
        ("hatch p [ rt 1 ]", "a number", "the patch (patch 0 0)"),
        ("set-plot-pen-interval str", "a number", 'the string "a"'),
        ("set-plot-pen-color b", "a number or list", "the TRUE/FALSE true"),
        ("stop-inspecting n", "an agent", "the number 3"),
        ("histogram ts", "a list", "the agentset turtles"),
        ("print sum ts", "a list", "the agentset turtles"),
        ("print mean ts", "a list", "the agentset turtles"),
        ("print modes ts", "a list", "the agentset turtles"),
        ("print fput n ts", "a list", "the agentset turtles"),
        ("print remove-duplicates ts", "a list", "the agentset turtles"),
        ("print reduce [ [x y] -> x ] ts", "a list", "the agentset turtles"),
        ("print ts at-points ts", "a list", "the agentset turtles"),
        ("print k in-radius n", "an agentset", "the link (road 0 1)"),
        ("print ac in-radius n", "an agentset", "the anonymous command (anonymous command: [ -> ])"),
        ("print link-neighbor? n", "an agent", "the number 3"),
        ("print link-neighbor? nb", "an agent", "NOBODY"),
        ("print link-with ts", "a turtle", "the agentset turtles"),
        ("print all? n [ true ]", "an agentset", "the number 3"),
        ("print link p n", "a number", "the patch (patch 0 0)"),
        ("print extract-rgb b", "a number", "the TRUE/FALSE true"),
        ("layout-radial ps ks t", "a turtle agentset", "the agentset patches"),
    ],
)
def test_an_input_of_a_wrong_type_is_told(
    workspace: netlogo.Workspace, line: str, expected: str, got: str
) -> None:
    word = line.removeprefix("print ")
    with pytest.raises(netlogo.LogoError) as caught:
        workspace.command(f"ask t [ {line} ]")
    assert caught.value.message == (
        f"{caught.value.primitive.upper()} expected input to be {expected} but got {got} instead."
    )
    assert caught.value.primitive.lower() in word


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("set-default-shape t str", "an agentset"),
        ("set-default-shape ps nb", "a string"),
        ("set-patch-size str", "a number"),
    ],
)
def test_an_input_of_the_observer_is_told(workspace: netlogo.Workspace, line: str, expected: str) -> None:
    with pytest.raises(netlogo.LogoError, match=rf"^[A-Z-]+ expected input to be {expected} but got"):
        workspace.command(line)
