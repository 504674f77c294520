"""What goes wrong while a model runs: NetLogo's message with place, agent and callers, never Python's."""

from __future__ import annotations

from pathlib import Path

import pytest

from netlogo import HaltError, LogoError, ProgramError, Workspace

CODE = """\
globals [ kept said ]
breed [ mice mouse ]
turtles-own [ energy ]

to-report forever [ n ]
  report 1 + forever (n + 1)
end

to eat
  set energy energy / 0
end

to feed
  ask mice with [ who = 1 ] [ eat ]
end

to quarrel
  ask turtles [ if any? other turtles [ ask other turtles [ die ] ] ]
end

to use-the-dead
  set kept sort turtles
  foreach kept [ t -> ask t [ die ] ]
  foreach kept [ t ->
    ask t [ fd 1 ]
  ]
end

to grow [ things ]
  foreach things [ thing -> set things lput thing things ]
  set said things
end
"""


@pytest.fixture
def ws() -> Workspace:
    workspace = Workspace.from_code(CODE, seed=1)
    workspace.command("create-mice 3")
    return workspace


@pytest.mark.parametrize(
    ("command", "message", "line", "column", "agent", "calls"),
    [
        (
            "feed",
            "Division by zero.",
            10,
            21,
            "mouse 1",
            ["procedure EAT", "procedure FEED", "procedure __EVALUATOR"],
        ),
        (
            "use-the-dead",
            "That mouse is dead.",
            25,
            5,
            "observer",
            [
                "(anonymous command: [ t -> ask t [ fd 1 ] ])",
                "procedure USE-THE-DEAD",
                "procedure __EVALUATOR",
            ],
        ),
        ("ask mouse 0 [ die fd 1 ] ask mouse 0 [ ]", None, 1, 26, "observer", ["procedure __EVALUATOR"]),
        (
            "ask mice [ set kept [ self ] of other mice ] ask first kept [ set energy first range 0 ]",
            "List is empty.",
            1,
            74,
            "mouse *",
            ["procedure __EVALUATOR"],
        ),
        (
            'run "ask mouse 2 [ set heading true ]"',
            "can't set mouse variable HEADING to non-number true",
            1,
            19,
            "mouse 2",
            ["procedure __EVALUATOR", "procedure __EVALUATOR"],
        ),
    ],
)
def test_an_error_names_place_agent_and_callers(
    ws: Workspace, command: str, message: str | None, line: int, column: int, agent: str, calls: list[str]
) -> None:
    with pytest.raises(LogoError) as caught:
        ws.command(command)
    error = caught.value
    assert error.message == (
        message or "ASK expected input to be an agent or agentset but got NOBODY instead."
    )
    assert (error.line, error.column) == (line, column)
    assert error.agent == agent.replace("*", error.agent.rpartition(" ")[2])
    assert [call.partition(": [")[0] for call in error.calls] == [call.partition(": [")[0] for call in calls]


def test_a_recursion_without_end_is_told_once(ws: Workspace) -> None:
    with pytest.raises(LogoError) as caught:
        ws.report("forever 1")
    told = str(caught.value)
    assert told.startswith("stack overflow (recursion too deep) (at code:6:14, observer running FOREVER,")
    assert told.count("FOREVER") == 2
    assert ws.report("1 + 1") == 2.0


def test_whoever_is_killed_in_mid_ask_is_left_out(ws: Workspace) -> None:
    ws.command("quarrel")
    assert ws.report("count turtles") == 1.0


def test_sets_of_dead_agents_are_empty(ws: Workspace) -> None:
    ws.command("set kept turtle-set turtles ask kept [ die ] ask kept [ fd 1 ]")
    assert ws.report("(list count kept [ who ] of kept any? kept)") == [0.0, [], False]


def test_a_list_that_grows_under_foreach_is_walked_as_it_was(ws: Workspace) -> None:
    ws.command("grow [ 1 2 ]")
    assert ws.get_global("said") == [1.0, 2.0, 1.0, 2.0]


@pytest.mark.parametrize(
    "command",
    [
        "loop [ ]",
        "while [ true ] [ ask mice [ rt 1 ] ]",
        "ask mice [ loop [ carefully [ error 1 ] [ ] ] ]",
        "set said runresult [ -> length n-values 1e9 [ i -> i ] ]",
    ],
)
def test_the_time_limit_ends_every_loop(ws: Workspace, command: str) -> None:
    with pytest.raises(HaltError, match=r"stopped after 0.1 seconds in command line, line 1"):
        ws.command(command, max_seconds=0.1)
    assert ws.report("count mice") == 3.0


def test_a_constant_that_fails_is_an_error_of_the_code() -> None:
    with pytest.raises(ProgramError) as caught:
        Workspace.from_code("to go\n  if false [ print 1 + (2 / 0) ]\nend\nto more print first [] end")
    assert caught.value.message == "Runtime error: Division by zero."
    assert (caught.value.line, caught.value.procedure) == (2, "GO")
    assert len(caught.value.errors) == 2


@pytest.mark.parametrize("text", ["0" * 5000 + "1", "-" + "0" * 5000 + "1", "1." + "0" * 5000])
def test_numbers_of_thousands_of_zeros(text: str) -> None:
    assert Workspace.from_code("").report(text) == float(text)
    assert Workspace.from_code("").report(f'read-from-string "{text}"') == float(text)


@pytest.mark.parametrize("name", ["in-link-from", "out-link-to", "link-with"])
@pytest.mark.parametrize("agent", ["patch 0 0", "link 0 1"])
def test_links_lead_to_turtles(name: str, agent: str) -> None:
    workspace = Workspace.from_code("to setup crt 2 ask turtle 0 [create-link-to turtle 1] end")
    workspace.command("setup")
    for word, what in ((name, "a turtle"), (f"{name.rpartition('-')[0]}-neighbor?", "an agent")):
        with pytest.raises(LogoError, match=rf"expected input to be {what} but got the (patch|link)"):
            workspace.command(f"ask turtle 1 [show {word} {agent}]")


def test_a_model_leaves_files_for_others(tmp_path: Path) -> None:
    code = "to go [n] let i 0 repeat n [file-open (word i) file-print i set i i + 1] end"
    workspace = Workspace.from_code(code)
    workspace.command(f'set-current-directory "{tmp_path}"')
    with pytest.raises(LogoError, match="256 files are open already"):
        workspace.command("go 300")
    workspace.command("file-close-all go 200 file-close-all")
