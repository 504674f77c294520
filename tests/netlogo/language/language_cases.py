"""Language cases: small NetLogo programs in plain text with the results they must give.

The format is that of NetLogo's own language tests, so that our own cases and those of a NetLogo checkout
share this reader. A case that fails is told by the first thing that differs.

A case is a name at the left margin and indented lines below it:

    globals [ x ]                      a declaration or a procedure on one line
    O> set x 1                         a command for the observer; T> P> L> for all turtles, patches, links
    O> fd 1 => ERROR message           ... which must fail when run; COMPILER ERROR ...: when compiled
    x + 1 => 2                         a reporter and its value as NetLogo prints it
    COMPILE> => COMPILER ERROR message the declarations themselves must not compile
    OPEN> models/test/x.nlogo          a model file, relative to the root of the checkout

A name that starts with `*` is run once; every other case is run twice, the second time through `run` and
`runresult`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import netlogo
from netlogo.extensions import PERMITTED

AGENT_KINDS = {"O": "observer", "T": "turtles", "P": "patches", "L": "links"}
DECLARATION_WORDS = re.compile(
    r"(?i)^(globals|turtles-own|patches-own|links-own|breed|[^\s]+-own|(un)?directed-link-breed|extensions|"
    r"__includes|to|to-report|end)(?=[\s\[]|$)"
)
COMMAND = re.compile(r"^([OTPL])>\s+(.*?)(?:\s+=>\s+((?:COMPILER )?(?:ERROR|STACKTRACE) .*))?$")
REPORTER = re.compile(r"^(.*)\s+=>\s+(.*)$")
OUTCOME = re.compile(r"^(COMPILER ERROR|ERROR|STACKTRACE) (.*)$", re.DOTALL)
PLOTS = {"plot1": ["pen1", "pen2"], "plot2": ["pen1", "pen2"]}
COMPILE_TIME_PREFIX = "Runtime error: "  # constant folding turns a runtime error into a compile-time one


@dataclass(frozen=True)
class Step:
    """One line of a case: `kind` is command, reporter, open or compile; `expected` a value or error text."""

    kind: str
    text: str
    outcome: str = "SUCCESS"
    expected: str = ""
    agents: str = "observer"


@dataclass
class Case:
    """A named case: its declarations joined to one source text, and its steps in order."""

    suite: str
    name: str
    source: str = ""
    steps: list[Step] = field(default_factory=list)

    @property
    def modes(self) -> tuple[str, ...]:
        return ("normal",) if self.name.startswith("*") else ("normal", "run")


class CaseFailedError(AssertionError):
    """A case gave something else than its file says; the message shows both."""


def read_cases(path: Path) -> list[Case]:
    """Parse one file of cases.

    Raises:
        ValueError: a line that is none of the forms above; the message names file, case and line.
    """
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    text = re.sub(r"\\\n  ", r"\\n", text)  # the continued lines of an expected stack trace
    text = " ".join(part.strip() for part in text.split("/\n"))
    cases: list[Case] = []
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if not line.startswith(" "):
            cases.append(Case(path.stem, stripped))
        elif DECLARATION_WORDS.match(stripped):
            cases[-1].source += stripped + "\n"
        else:
            cases[-1].steps.append(_parse_step(stripped, f"{path}: case {cases[-1].name}"))
    return cases


def _parse_step(line: str, where: str) -> Step:
    if line.startswith("OPEN>"):
        return Step("open", line[5:].strip())
    if line.startswith("COMPILE>"):
        return Step("compile", "", *_parse_outcome(line[8:].strip().removeprefix("=> ")))
    if match := COMMAND.match(line):
        agents, text, result = match.groups()
        outcome, expected = _parse_outcome(result) if result else ("SUCCESS", "")
        return Step("command", text, outcome, expected, AGENT_KINDS[agents])
    if match := REPORTER.match(line):
        return Step("reporter", match[1], *_parse_outcome(match[2]))
    raise ValueError(f"{where}: expected a command, a reporter with '=>' or a declaration, got {line!r}")


def _parse_outcome(text: str) -> tuple[str, str]:
    if match := OUTCOME.match(text):
        return match[1], match[2].replace(r"\n", "\n") if match[1] == "STACKTRACE" else match[2]
    return "SUCCESS", text


def run_case(case: Case, mode: str = "normal", root: Path | None = None) -> None:
    """Run one case in one mode on a fresh 11 x 11 torus with two plots.

    Raises:
        CaseFailedError: at the first step whose outcome differs.
    """
    needs_model = not any(step.kind in ("open", "compile") for step in case.steps)
    workspace = _new_workspace(case.source) if needs_model else None
    for step in case.steps:
        if step.kind == "open":
            workspace = netlogo.Workspace.open((root or Path()) / step.text)
        else:
            _run_step(workspace, case, step, mode)


def _new_workspace(source: str) -> netlogo.Workspace:
    workspace = netlogo.Workspace.from_code(
        source, min_pxcor=-5, max_pxcor=5, min_pycor=-5, max_pycor=5, wrap_x=True, wrap_y=True, plots=PLOTS
    )
    workspace.allow(PERMITTED)
    return workspace


def _run_step(workspace: netlogo.Workspace | None, case: Case, step: Step, mode: str) -> None:
    clue = f"{step.text or 'the declarations'} ({mode})"
    try:
        value = _execute(workspace, case, step, mode)
    except netlogo.NetLogoError as error:
        _check_error(error, step, clue)
        return
    if step.outcome != "SUCCESS":
        raise CaseFailedError(f"{clue}: expected {step.outcome} {step.expected!r}, got {value!r}")
    if step.kind == "reporter":
        assert workspace is not None
        text = netlogo.to_text(value, readable=True)
        if text != step.expected:
            raise CaseFailedError(f"{clue}: expected {step.expected}, got {text}")


def _execute(workspace: netlogo.Workspace | None, case: Case, step: Step, mode: str) -> object:
    if step.kind == "compile":
        return _new_workspace(case.source)
    assert workspace is not None, f"{case.name}: no model open"
    if step.kind == "reporter":
        return workspace.report(step.text if mode == "normal" else f'runresult "{_escape(step.text)}"')
    workspace.command(step.text if mode == "normal" else f'run "{_escape(step.text)}"', agents=step.agents)
    return None


def _escape(text: str) -> str:
    for plain, escaped in (("\\", r"\\"), ('"', r"\""), ("\n", r"\n"), ("\t", r"\t"), ("\r", r"\r")):
        text = text.replace(plain, escaped)
    return text


def _check_error(error: netlogo.NetLogoError, step: Step, clue: str) -> None:
    if step.outcome == "STACKTRACE":
        got = error.stack_trace if isinstance(error, netlogo.LogoError) else str(error)
    else:
        got = error.message.removeprefix(COMPILE_TIME_PREFIX)
    if step.outcome == "SUCCESS":
        raise CaseFailedError(f"{clue}: expected {step.expected or 'no error'}, got error {got!r}") from error
    if got != step.expected:
        raise CaseFailedError(f"{clue}: expected {step.outcome} {step.expected!r}, got {got!r}") from error


def failures(case: Case, root: Path | None = None) -> Iterator[str]:
    """Every mode of a case that fails, as one line of text; an engine breakdown counts as one."""
    for mode in case.modes:
        try:
            run_case(case, mode, root)
        except CaseFailedError as failure:
            yield str(failure)
        except Exception as error:
            yield f"({mode}) the engine broke down: {type(error).__name__}: {error}"
