"""Code of NetLogo 5 is changed as NetLogo's own converter changes it."""

import pytest

from netlogo import ModelFile, Workspace
from netlogo.modelfile.model import Button, InterfaceGlobal, Monitor, Pen, PlotWidget

BODIES = {
    "foreach [1 2] [ print ? ]": "foreach [1 2] [ ?1 -> print ? ]".replace("print ?", "print ?1"),
    "print map [? * 2] [1 2]": "print map [ ?1 -> ?1 * 2] [1 2]",
    "(foreach [1] [2] [ print ?1 + ?2 ])": "(foreach [1] [2] [ [?1 ?2] -> print ?1 + ?2 ])",
    "print map [ length filter [ ? = 1 ] ? ] [[1]]": (
        "print map [ ?1 -> length filter [ ??1 -> ??1 = 1 ] ?1 ] [[1]]"
    ),
    "foreach [1] [ crt ? [ set label ? ] ]": "foreach [1] [ ?1 -> crt ?1 [ set label ?1 ] ]",
    "let f task [ ? + 1 ] print (runresult f 2)": "let f [ ?1 -> ?1 + 1 ] print (runresult f 2)",
    "let f task [ tick ] run f": "let f [ [] -> tick ] run f",
    "let f task + print (runresult f 1 2)": "let f [ [?1 ?2] -> ?1 + ?2 ] print (runresult f 1 2)",
    "let f task timer print runresult f": "let f [ [] -> timer ] print runresult f",
    "print map task [ ? + 1 ] [1]": "print map [ ?1 -> ?1 + 1 ] [1]",
    "print map abs [ -1 ]": "print map abs [ -1 ]",
    "print is-command-task? 5 ; ? stays here": "print is-anonymous-command? 5 ; ? stays here",
    'print "task ?"': 'print "task ?"',
    "set pcolor hsb 1 2 3": "set pcolor __hsb-old 1 2 3",
    "repeat 2 [ foreach [1] [ ask turtles with [ who = ? ] [ fd ? ] ] ]": (
        "repeat 2 [ foreach [1] [ ?1 -> ask turtles with [ who = ?1 ] [ fd ?1 ] ] ]"
    ),
}  # fmt: skip


def opened(code: str, version: str = "NetLogo 5.1.0", **parts: list[object]) -> Workspace:
    return Workspace(ModelFile(None, code, sections={"version": version}, **parts))  # type: ignore[arg-type]


@pytest.mark.parametrize("body", BODIES)
def test_a_procedure_is_changed(body: str) -> None:
    assert opened(f"to go {body}\nend\n").model.code == f"to go {BODIES[body]}\nend\n"


def test_names_that_are_primitives_by_now_are_changed_everywhere() -> None:
    workspace = opened("to-report range [x] report (list x) end to go print range 5 end")
    workspace.command("go")
    assert workspace.output == "[5]\n"


def test_code_of_widgets_is_changed() -> None:
    model = opened(
        "to go end",
        buttons=[Button("", "foreach [1] [ show ? ]", False)],
        monitors=[Monitor("", "map [? + 1] [1]", 0)],
        globals=[InterfaceGlobal("slider", "s", 1.0, "min map [?] [1]", "9", "1")],
        plots=[
            PlotWidget("p", update="foreach [1] [ plot ? ]", pens=[Pen("q", update="foreach [1] [ plot ? ]")])
        ],
    ).model
    assert model.buttons[0].code == "foreach [1] [ ?1 -> show ?1 ]"
    assert model.monitors[0].code == "map [ ?1 -> ?1 + 1] [1]"
    assert model.globals[0].minimum == "min map [ ?1 -> ?1] [1]"
    assert model.plots[0].update == model.plots[0].pens[0].update == "foreach [1] [ ?1 -> plot ?1 ]"


def test_a_newer_model_stays_as_it_is() -> None:
    code = "to-report ? report 1 end to go print ? end"
    assert opened(code, "NetLogo 6.4.0").model.code == code


def test_cf_is_taken_out_where_its_words_have_become_primitives() -> None:
    workspace = opened("extensions [ cf ] to go (cf:ifelse false [ ] true [ print 1 ]) end", "NetLogo 6.0.4")
    workspace.command("go")
    assert workspace.output == "1\n"
