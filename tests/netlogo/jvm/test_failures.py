"""NetLogo's texts of errors, read without Java."""

from pathlib import Path

from netlogo.errors import LogoError
from netlogo.jvm.failures import Sources, read_trace, snippet_source

TRACE = """FOREACH expected input to be a list but got the number 3 instead.
error while turtle 3 running FOREACH
  called by procedure RECEIVE-CRIMES (/models/includes/intake.nls)
  called by plot 'plot 1' setup code
  called by procedure __EVALUATOR"""


def test_a_trace_gives_agent_primitive_and_callers() -> None:
    error = LogoError("FOREACH expected")
    read_trace(error, TRACE)
    assert (error.agent, error.primitive) == ("turtle 3", "FOREACH")
    assert error.calls == [
        "procedure RECEIVE-CRIMES", "plot 'plot 1' setup code", "procedure __EVALUATOR",
    ]  # fmt: skip
    assert error.procedure == "RECEIVE-CRIMES"


def test_a_command_line_counts_without_netlogos_header() -> None:
    source, header = snippet_source("go\nfoo", reporter=False)
    place = Sources("m.nlogo", "").place(header + 3, "", source, header)
    assert (place.file, place.line, place.column) == ("command line", 2, 1)


def test_a_place_in_an_include_has_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.nls").write_text("to x\r\n  foo\r\nend\r\n", newline="")
    place = Sources("m.nlogo", "to y end").place(7, str(tmp_path / "a.nls"))
    assert (place.file, place.line, place.column) == ("a.nls", 2, 3)


def test_a_vanished_include_still_gives_its_name(tmp_path: Path) -> None:
    assert Sources("m.nlogo", "").place(7, str(tmp_path / "gone.nls")).file == "gone.nls"
