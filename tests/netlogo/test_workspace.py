"""The public face: models and code in, exact values, output and errors out."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import netlogo
from netlogo import LogoError, NetLogoError, Workspace
from netlogo.compiler.front.program import WorldSize
from netlogo.modelfile.model import ModelFile

CODE = """
globals [ total name ]
breed [ wolves wolf ]
turtles-own [ energy ]
wolves-own [ prey ]
to setup
  clear-all
  create-turtles 3 [ set energy who + 1 ]
  reset-ticks
end
to go
  if ticks >= 2 [ stop ]
  ask turtles [ set energy energy * 2 ]
  tick
end
to add [ numbers ] foreach numbers [ x -> set total total + x ] end
to-report doubled [ x ] report x * 2 end
to eat set prey prey + 1 end
to fail ask turtle 1 [ set total energy / 0 ] end
"""


@pytest.fixture
def ws() -> Workspace:
    workspace = Workspace.from_code(CODE, min_pxcor=-5, max_pxcor=5, min_pycor=-5, max_pycor=5)
    workspace.command("setup")
    return workspace


def printed(workspace: Workspace, commands: str) -> list[str]:
    before = len(workspace.output)
    workspace.command(commands)
    return workspace.output[before:].splitlines()


def test_commands_and_reporters(ws: Workspace) -> None:
    ws.command("go")
    assert ws.report("sort [ energy ] of turtles") == [2.0, 4.0, 6.0]
    assert ws.report("(list ticks count turtles)") == [1.0, 3.0]


def test_stop_at_the_top_is_told(ws: Workspace) -> None:
    assert [ws.command("go") for _ in range(3)] == [False, False, True]


def test_globals_in_and_out(ws: Workspace) -> None:
    ws.set_global("total", 3)
    ws.command("set total total + 1")
    assert ws.get_global("TOTAL") == 4.0
    ws.set_global("name", "x")
    assert ws.report("word name total") == "x4"


def test_a_global_may_change_its_type_from_outside(ws: Workspace) -> None:
    ws.set_global("total", "text")
    with pytest.raises(
        LogoError, match=r"^\+ expected input to be a number but got the string \"text\" instead"
    ):
        ws.call("add", [[1]])


def test_calls_with_python_values(ws: Workspace) -> None:
    ws.call("add", [[1, 2.5, 3]])
    assert ws.get_global("total") == 6.5
    assert ws.call("doubled", [4]) == 8.0


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda w: w.call("ad", [[1]]), "expected a procedure of the model, got 'ad'; did you mean add?"),
        (lambda w: w.call("add"), r"expected 1 input\(s\) for add, got 0"),
        (
            lambda w: w.set_global("totl", 1),
            "expected a global of the model, got 'totl'; did you mean total?",
        ),
        (lambda w: w.set_global("total", object()), "expected a number, string, boolean, list or agent"),
    ],
)
def test_wrong_names_are_explained(ws: Workspace, call: object, text: str) -> None:
    assert callable(call)
    with pytest.raises(NetLogoError, match=text):
        call(ws)


def test_what_the_model_has(ws: Workspace) -> None:
    assert ws.globals == ["total", "name"]
    assert ws.procedures["add"].inputs == ("numbers",)
    assert ws.procedures["doubled"].is_reporter


def test_an_error_has_its_place_agent_and_callers(ws: Workspace) -> None:
    with pytest.raises(LogoError) as caught:
        ws.command("fail")
    error = caught.value
    assert (error.message, error.file, error.line, error.column) == ("Division by zero.", "code", 19, 41)
    assert (error.procedure, error.agent, error.primitive) == ("FAIL", "turtle 1", "/")
    assert error.stack_trace == (
        "Division by zero.\nerror while turtle 1 running /\n"
        "  called by procedure FAIL\n  called by procedure __EVALUATOR"
    )


def test_errors_survive_pickling(ws: Workspace) -> None:
    with pytest.raises(LogoError) as caught:
        ws.command("fail")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.line) == (str(caught.value), 19)


def test_a_breed_does_not_own_the_variables_of_another(ws: Workspace) -> None:
    with pytest.raises(LogoError, match="TURTLES breed does not own variable PREY"):
        ws.command("ask turtle 0 [ eat ]")
    ws.command("create-wolves 1 [ eat eat ]")
    assert ws.report("[ prey ] of one-of wolves") == 2.0


@pytest.mark.parametrize(
    ("commands", "lines"),
    [
        ("ask turtles [ if who = 1 [ ask turtle 0 [ die ] ] ] print sort [ who ] of turtles", ["[1 2]"]),
        ("ask turtles [ repeat 3 [ if who = 2 [ stop ] set energy 0 ] ] print [ energy ] of turtle 2", ["3"]),
        ("ask turtles [ die print who ] print count turtles", ["0"]),
        ("let s 5 foreach [1 2] [ x -> ask turtles [ set s s + x ] ] print s", ["14"]),
        ("carefully [ error \"boo\" ] [ print error-message ]", ["boo"]),
        ("carefully [ print 1 / count links ] [ print error-message ] print 2", ["Division by zero.", "2"]),
        ("without-interruption [ print 1 stop print 2 ] print 3", ["1", "3"]),
        ("foreach [1 2] [ x -> if x = 2 [ stop ] print x ] print 9", ["1"]),
        ("let [a b] [1 2] print a + b set [a b] [5 6] print a * b", ["3", "30"]),
        ("ask patch 0 0 [ ask turtle 1 [ print [ pxcor ] of myself ] ]", ["0"]),
        ("print (ifelse-value 1 > 2 [ \"a\" ] 2 > 1 [ \"b\" ] [ \"c\" ])", ["b"]),
        ("print map [ f -> (runresult f 10) ] map [ y -> [ z -> y + z ] ] [1 2]", ["[11 12]"]),
        ("let i 0 let fs [] while [ i < 3 ] [ let y i set fs lput [ -> y ] fs set i i + 1 ]"
         " print map runresult fs", ["[0 1 2]"]),
        ("run \"print 5\" run [ -> print 6 ] print runresult \"2 + 3\"", ["5", "6", "5"]),
        ("let n 3 run \"print n set n 9\" print n", ["3", "3"]),
        ("print [ [x y] -> x + y ]", ["(anonymous reporter: [ [x y] -> x + y ])"]),
        ("print true = 1 print \"a\" = \"A\" print [1] = [1]", ["false", "false", "true"]),
        ("print reduce sentence [[1] [2]] print (map list [1 2] [3 4])", ["[1 2]", "[[1 3] [2 4]]"]),
    ],
)  # fmt: skip
def test_language(ws: Workspace, commands: str, lines: list[str]) -> None:
    assert printed(ws, commands) == lines


def test_a_loop_without_end_is_stopped(ws: Workspace) -> None:
    with pytest.raises(netlogo.HaltError, match=r"stopped after 0\.2 seconds in command line, line 1"):
        ws.command("carefully [ loop [ ] ] [ ]", max_seconds=0.2)
    assert ws.report("1 + 1") == 2.0


def test_recursion_runs_thousands_deep_and_ends_in_netlogos_error() -> None:
    workspace = Workspace.from_code(
        "to-report depth [ n ] if n = 0 [ report 0 ] report 1 + depth (n - 1) end"
        " to-report forever [ n ] let f [ -> forever (n + 1) ] report runresult f end"
    )
    assert workspace.report("depth 10000") == 10000.0
    with pytest.raises(LogoError, match="stack overflow"):
        workspace.report("forever 0")


@pytest.mark.parametrize(
    "text",
    [
        "print \"'); __import__('os').system('x') #\"",
        "let __import__ 5 print __import__",
        "to-report __builtins__ report 1 end",
        "let G 1 print G let me 2 print me let None 3 print None",
    ],
)
def test_model_text_cannot_become_python(text: str) -> None:
    code = text if text.startswith("to-report") else f"to go {text} end"
    workspace = Workspace.from_code(code)
    if "go" in workspace.procedures:
        workspace.command("go")
    assert "os" not in workspace._engine.namespace


def test_names_that_differ_only_in_signs_are_kept_apart() -> None:
    workspace = Workspace.from_code("globals [ a-b a_b a? a_p ] to a-c end to a_c set a-b 1 set a? 2 end")
    workspace.command("a_c")
    assert [workspace.get_global(name) for name in ("a-b", "a_b", "a?", "a_p")] == [1.0, 0.0, 2.0, 0.0]


def test_model_file_with_interface(tmp_path: Path) -> None:
    parts = [
        "to-report it report (list speed on? kind note) end\n",
        "\nGRAPHICS-WINDOW\n0\n0\n9\n9\n-1\n-1\n13.0\n1\n10\n1\n1\n1\n0\n1\n0\n1\n-2\n3\n-4\n5\n1\n1\n1\nticks\n30.0\n\n"
        "SLIDER\n0\n0\n9\n9\nspeed\nspeed\n0\n10\n2.5\n0.5\n1\nNIL\nHORIZONTAL\n\n"
        "SWITCH\n0\n0\n9\n9\non?\non?\n0\n1\n-1000\n\n"
        'CHOOSER\n0\n0\n9\n9\nkind\nkind\n"a" 2 [3 "b"]\n2\n\n'
        "INPUTBOX\n0\n0\n9\n9\nnote\nx\\ny\n1\n0\nString\n\n"
        'PLOT\n0\n0\n9\n9\nP\nt\ny\n0.0\n9.0\n0.0\n1.0\ntrue\nfalse\n"" "plot speed"\nPENS\n'
        '"one" 1.0 0 -16777216 true "" "plotxy ticks 2"\n',
        "\n", "\ndefault\ntrue\n0\n", "\nNetLogo 6.4.0\n",
        "\n", "\n", "\n", "\n", "\ndefault\n0.0\n", "\n1\n",
    ]  # fmt: skip
    path = tmp_path / "m.nlogo"
    path.write_text("@#$#@#$#@".join(parts))
    workspace = Workspace.open(path)
    assert workspace.report("it") == [2.5, True, [3.0, "b"], "x\ny"]
    assert workspace.report("(list min-pxcor max-pxcor min-pycor max-pycor)") == [-2.0, 3.0, -4.0, 5.0]
    slider = workspace.interface_globals["speed"]
    assert (slider.minimum, slider.maximum, slider.step) == ("0", "10", "0.5")
    workspace.command("reset-ticks tick")
    assert workspace.report('plot-pen-exists? "one"') is True


def test_includes_are_found_beside_the_model(tmp_path: Path) -> None:
    (tmp_path / "part.nls").write_text("to-report five report 5 / zero end\nto-report zero report 0 end")
    workspace = Workspace.from_code('__includes [ "part.nls" ]', folder=tmp_path)
    with pytest.raises(LogoError) as caught:
        workspace.report("five")
    assert (caught.value.file, caught.value.line, caught.value.column) == ("part.nls", 1, 25)


def test_plots_of_a_run_that_nobody_looks_at_hold_one_point(tmp_path: Path) -> None:
    draw = "plot 3 plot 70 plot 5"
    told = Workspace.from_code("", plots={"Load": ["officers"]})
    told.forget_plots()
    whole = Workspace.from_code("", plots={"Load": ["officers"]})
    for ws in (told, whole):
        ws.command(draw)
    assert told.report("(list plot-x-max plot-y-max)") == whole.report("(list plot-x-max plot-y-max)")
    assert [len(ws.world.plots.plots[0].pens[0].points) for ws in (told, whole)] == [1, 3]
    with pytest.raises(LogoError, match="were not kept"):
        told.command(f'export-plot "Load" "{tmp_path}/plot.csv"')


def test_a_model_that_writes_its_plots_keeps_their_points() -> None:
    ws = Workspace.from_code('to save export-plot "Load" "plot.csv" end', plots={"Load": ["officers"]})
    ws.forget_plots()
    ws.command("plot 3 plot 70 plot 5")
    assert len(ws.world.plots.plots[0].pens[0].points) == 3


def test_agents_in_a_list_are_readable_values() -> None:
    workspace = netlogo.Workspace.from_code("breed [cars car]")
    workspace.command("create-cars 2 ask car 0 [ create-link-with car 1 ]")
    values = workspace.report("(list patch 1 -2 car 0 cars one-of links [[a] -> a + 1])")
    told = "[(patch 1 -2), (car 0), cars, (link 0 1), (anonymous reporter: [ [a] -> a + 1 ])]"
    assert repr(values) == told


def test_procedures_called_alike_from_outside_are_written_anew_once(monkeypatch: pytest.MonkeyPatch) -> None:
    code = """globals [ a b ]
        to take-a [ x ] set a x end  to take-b [ x ] set b x end  to double [ x ] set b x * 2 end"""
    workspace = Workspace.from_code(code)
    written: list[int] = []
    generate = workspace._engine.generate

    def counted() -> None:
        written.append(1)
        generate()

    monkeypatch.setattr(workspace._engine, "generate", counted)
    workspace.call("take-a", [[1.0]])
    workspace.call("take-b", [["b"]])
    assert (workspace.get_global("a"), workspace.get_global("b"), len(written)) == ([1.0], ["b"], 1)
    workspace.call("double", [4.0])
    assert (workspace.get_global("b"), len(written)) == (8.0, 2)


def test_code_is_written_once_for_calls_told_beforehand(tmp_path: Path) -> None:
    told, untold = (Workspace(_model(tmp_path), calls=calls) for calls in ({"add": [[]]}, None))
    for workspace in (told, untold):
        before = workspace._engine.namespace["p_add"]
        workspace.call("add", [[1, 2]])
        assert workspace.report("total") == 3
        assert (workspace._engine.namespace["p_add"] is before) == (workspace is told)


def _model(folder: Path) -> ModelFile:
    return ModelFile(folder / "m.nlogo", CODE, WorldSize(-5, 5, -5, 5, True, True, patch_size=12.0), [])


def test_an_expression_leaves_the_code_of_procedures_alone(ws: Workspace) -> None:
    function = ws._engine.namespace["p_go"]
    assert ws.report("total + 1") == 1
    assert ws._engine.namespace["p_go"] is function
