import sys

from netlogo import Workspace
from netlogo.modelfile.model import ModelFile
from netlogo.workshop.flame import flame_graph
from netlogo.workshop.profile import profiled

CODE = """
to setup clear-all create-turtles 10 reset-ticks end
to go ask turtles [ step 2 ] show deep 3 end
to step [ n ] repeat n [ forward 1 ] end
to-report deep [ n ] if n = 0 [ report 0 ] report 1 + deep (n - 1) end
"""


def test_calls_are_counted_by_procedure_and_primitive() -> None:
    workspace = Workspace(ModelFile(code=CODE))
    workspace.command("setup")
    with profiled(workspace) as profile:
        workspace.command("go")
    procedures = {row.name: row.calls for row in profile.rows(procedures=True)}
    assert procedures == {"go": 1, "step": 10, "deep": 4}
    primitives = {row.name: row.calls for row in profile.rows(procedures=False)}
    assert primitives["repeat"] == 10
    assert sys.getprofile() is None
    whole = profile.root.total / 1e6
    for row in profile.rows(procedures=True):
        assert 0 <= row.own <= row.total <= whole


def test_the_model_goes_on_as_before() -> None:
    plain, watched = Workspace(ModelFile(code=CODE), seed=3), Workspace(ModelFile(code=CODE), seed=3)
    for workspace in (plain, watched):
        workspace.command("setup")
    with profiled(watched):
        watched.command("go")
    plain.command("go")
    for workspace in (plain, watched):
        workspace.command("go")
    assert plain.snapshot() == watched.snapshot()


def test_a_flame_graph_names_what_ran() -> None:
    workspace = Workspace(ModelFile(code=CODE))
    workspace.command("setup")
    with profiled(workspace) as profile:
        workspace.command("repeat 5 [ go ]")
    drawn = flame_graph(profile, "walk <1>")
    assert "walk &lt;1&gt;" in drawn
    assert ">go" in drawn
    assert ">step" in drawn
