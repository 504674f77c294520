"""The face that both engines have; each test runs on both."""

from collections.abc import Callable
from typing import Any

import pytest

from netlogo import NOBODY, CompilerError, LogoError, NetLogoError, ProgramError

Open = Callable[[str], Any]

CODE = """globals [ got ]
turtles-own [ mood ]

to setup clear-all set got [] reset-ticks end
to go tick end
to take [ things ] set got things end
to-report twice [ x ] report x * 2 end
to-report pairs report (list (list "a" 1) (list "b" ticks)) end
to outer inner end
to inner
  ask patch 0 0 [ set plabel 1 / (count turtles) ]
end
to-report sums [ x ] let a x + 1 let b a * 2 report (list a b) end
"""


@pytest.fixture
def workspace(open_code: Open) -> Any:
    made = open_code(CODE)
    made.command("setup")
    return made


def test_values_of_every_kind_come_back(workspace: Any) -> None:
    assert workspace.report('(list 1 2.5 "a" true [ "b" [ false ] ] nobody)') == [
        1.0, 2.5, "a", True, ["b", [False]], NOBODY,
    ]  # fmt: skip


def test_agents_have_netlogos_text(workspace: Any) -> None:
    assert "patch 1 2" in str(workspace.report("patch 1 2"))


@pytest.mark.parametrize(
    "value",
    [
        [],
        [[]],
        [[1.0, "é", True], [2.0, 'say "x"', False]],
        [["long", 1.0], ["short"]],
        [1.0, [2.0, ["three"]]],
        [["a", [1.0]], ["b", [2.0]]],
    ],
)
def test_lists_are_passed_without_text(workspace: Any, value: Any) -> None:
    workspace.call("take", [value])
    assert workspace.get_global("got") == value


def test_integers_tuples_and_agents_are_taken(workspace: Any) -> None:
    workspace.call("take", [(1, workspace.report("patch 1 1"))])
    assert workspace.report("[pxcor] of item 1 got + item 0 got") == 2.0


def test_a_reporter_is_called_with_values(workspace: Any) -> None:
    assert workspace.call("twice", [21]) == 42.0


def test_compiled_commands_run_again_and_again(workspace: Any) -> None:
    go, ticks = workspace.compile_command("go"), workspace.compile_reporter("ticks")
    for _ in range(5):
        go()
    assert ticks() == 5.0


def test_stop_ends_commands(workspace: Any) -> None:
    assert workspace.command("stop") is True
    assert workspace.command("go") is False


def test_commands_of_all_patches(workspace: Any) -> None:
    workspace.command("set plabel 3", "patches")
    assert workspace.report("sum [plabel] of patches") == 75.0


def test_globals_of_the_interface_and_the_code(workspace: Any) -> None:
    assert workspace.globals == ["speed", "got"]
    assert workspace.get_global("speed") == 3.0
    workspace.set_global("speed", 7)
    assert workspace.report("speed") == 7.0
    assert workspace.interface_globals["speed"].kind == "slider"


def test_procedures_are_listed(workspace: Any) -> None:
    found = workspace.procedures["take"]
    assert (found.inputs, found.arity, found.is_reporter) == (("things",), 1, False)
    assert workspace.procedures["sums"].inputs == ("x",)  # and not its local variables


def test_output_is_kept(workspace: Any) -> None:
    workspace.command('print "é" type 1 type 2')
    assert workspace.output == "é\n12"


def test_the_same_seed_gives_the_same_numbers(workspace: Any) -> None:
    workspace.command("random-seed 42")
    assert workspace.report("n-values 5 [ random 1000 ]") == [601.0, 855.0, 867.0, 74.0, 156.0]


def test_an_error_tells_message_procedure_line_and_callers(workspace: Any) -> None:
    with pytest.raises(LogoError) as caught:
        workspace.command("outer")
    error = caught.value
    assert error.message == "Division by zero."
    assert (error.file, error.line, error.procedure) == ("model.nlogo", 11, "INNER")
    assert error.agent == "patch 0 0"
    assert error.calls == ["procedure INNER", "procedure OUTER", "procedure __EVALUATOR"]


def test_the_workspace_goes_on_after_an_error(workspace: Any) -> None:
    with pytest.raises(LogoError):
        workspace.call("outer")
    assert workspace.report("1 + 1") == 2.0


def test_an_error_of_a_reporter_call_is_told(workspace: Any) -> None:
    with pytest.raises(LogoError, match="expected input to be a number"):
        workspace.call("twice", ["x"])


@pytest.mark.parametrize(
    ("run", "text", "message", "column"),
    [
        ("command", "go foo", "Nothing named FOO has been defined.", 4),
        ("report", "1 + bar", "Nothing named BAR has been defined.", 5),
        ("command", "fd 1", "You can't use FD in an observer context", 1),
    ],
)
def test_a_wrong_command_line_is_told_by_place(
    workspace: Any, run: str, text: str, message: str, column: int
) -> None:
    with pytest.raises(CompilerError, match=message) as caught:
        getattr(workspace, run)(text)
    assert (caught.value.line, caught.value.column) == (1, column)


def test_a_wrong_model_is_told_by_line(open_code: Open) -> None:
    with pytest.raises(ProgramError, match="Nothing named FOO") as caught:
        open_code("to setup\n  foo\nend")
    assert (caught.value.file, caught.value.line, caught.value.column) == ("model.nlogo", 2, 3)


@pytest.mark.parametrize(
    "action",
    [
        lambda w: w.call("tale", [1]),
        lambda w: w.call("take", []),
        lambda w: w.get_global("sped"),
        lambda w: w.set_global("sped", 1),
        lambda w: w.call("take", [object()]),
    ],
)
def test_wrong_calls_are_refused(workspace: Any, action: Callable[[Any], Any]) -> None:
    with pytest.raises(NetLogoError, match="expected"):
        action(workspace)


@pytest.mark.parametrize(
    ("extension", "reporter", "value"),
    [
        ("array", "array:item (array:from-list [ 5 6 ]) 1", 6),
        ("csv", 'csv:from-row "1,b,true"', [1, "b", True]),
        ("matrix", "matrix:det matrix:from-row-list [ [ 1 2 ] [ 3 4 ] ]", -2),
        ("rnd", "rnd:weighted-n-of-list 3 n-values 9 [ i -> i ] [ i -> i ]", [2, 4, 5]),
        ("table", 'table:get table:from-list [ [ "a" 1 ] ] "a"', 1),
        ("time", 'time:show time:plus (time:create "2018-07-31") 1 "day" "yyyy-MM-dd"', "2018-08-01"),
    ],
)
def test_models_with_extensions(
    open_code: Open, request: pytest.FixtureRequest, extension: str, reporter: str, value: Any
) -> None:
    if "netlogo" in request.node.callspec.id.split("-"):
        folder = request.getfixturevalue("installation").extensions
        if folder is None or not (folder / extension).is_dir():
            pytest.skip(f"this NetLogo has no extension {extension!r}")
    workspace = open_code(f"extensions [ {extension} ]")
    workspace.command("random-seed 7")
    assert workspace.report(reporter) == value


@pytest.mark.parametrize(
    ("commands", "stopped"),
    [
        ("halts", True),
        ("halts print 1", True),
        ("if true [ halts ]", True),
        ("repeat 2 [ halts ]", True),
        ("halts goes", False),
        ("calls", False),
        ("ask patch 0 0 [ halts ]", False),
        ("carefully [ halts ] [ ]", False),
        ("with-local-randomness [ halts ]", False),
        ("halts ; at last", True),
    ],
)
def test_commands_tell_whether_the_last_procedure_was_stopped(
    open_code: Open, commands: str, stopped: bool
) -> None:
    workspace = open_code("to halts stop end to goes end to calls halts end")
    assert workspace.command(commands) is stopped
