"""What NetLogo allows but may not be meant: names nobody uses, agents that may not exist, and the like.

| rule | what |
|---|---|
| `unused` | a procedure, input, variable or global that nothing uses |
| `may-not-exist` | `turtle 5`: whether there is one depends on the run |
| `unseeded` | random numbers, and nothing ever sets the seed |
| `last-wins` | in an `ask` a global is set to what the last agent in random order says |
| `slow-search` | `in-radius` or `in-cone` once for each agent of a set, within a question to many |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.lexer import Token
from netlogo.modelfile.model import ModelFile
from netlogo.workshop.reading import Reading

STARTS = frozenset(("SETUP", "GO", "STARTUP"))
_SEARCHES = frozenset(("in-radius", "in-cone"))
_MANY = frozenset(
    [
        "ask",
        "ask-concurrent",
        "with",
        "of",
        "all?",
        "max-one-of",
        "min-one-of",
        "max-n-of",
        "min-n-of",
        "sort-on",
    ]
)
_WORD = re.compile(r"[\w.?=*!<>:#+/%$^'&-]+")
_ONE = frozenset(
    [
        "one-of",
        "turtle",
        "patch",
        "link",
        "patch-here",
        "min-one-of",
        "max-one-of",
        "myself",
        "self",
        "other-end",
    ]
)
_ASKS = frozenset(("ask", "ask-concurrent"))
_COMMUTE = frozenset(
    [
        "+",
        "-",
        "*",
        "and",
        "or",
        "xor",
        "lput",
        "fput",
        "sentence",
        "max",
        "min",
        "turtle-set",
        "patch-set",
        "link-set",
    ]
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has found: where, in which file, and in a sentence."""

    rule: str
    message: str
    file: str
    line: int
    column: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message} [{self.rule}]"


def findings(model: ModelFile, reading: Reading) -> list[Finding]:
    """All findings of a model that was read without errors, in the order of the text."""
    found = [*_unused(model, reading), *_unseeded(reading)]
    for body in reading.bodies:
        for statement in body.statements:
            found += _within(statement, 0, "")
    found = [one for one in found if one.file in reading.sources]  # the diagram's code is nobody's text
    return sorted(found, key=lambda one: (one.file, one.start, one.rule))


def _at(rule: str, message: str, token: Token) -> Finding:
    line, column = token.source.position(token.start)
    return Finding(rule, message, token.source.name, line, column + 1, token.start, token.end)


# --- names ------------------------------------------------------------------------------------------------


def _unused(model: ModelFile, reading: Reading) -> Iterator[Finding]:
    outside = words_outside(model, reading)
    used = outside | STARTS
    variables: set[n.Variable] = set()
    made: list[tuple[n.Variable, str]] = []
    for body in reading.bodies:
        made += [(variable, "input") for variable in body.inputs]
        for node in (inner for statement in body.statements for inner in n.walk(statement)):
            calls = node.procedure if isinstance(node, n.Statement | n.CallReporter) else None
            if calls is not None and calls is not body.heading:
                used.add(calls.name)
            if isinstance(node, n.Statement):
                made += [(variable, "variable") for variable in node.variables]
            if isinstance(node, n.Local):
                variables.add(node.variable)
            if isinstance(node, n.AgentVariable):
                used.add(node.name)
    for body in reading.bodies:
        heading = body.heading
        if heading.name not in used and heading.source.name in reading.sources:
            yield _at(
                "unused", f"the procedure {heading.name_token.text} is never called", heading.name_token
            )
    for variable, what in made:
        if variable not in variables and variable.token is not None and variable.name not in outside:
            yield _at("unused", f"the {what} {variable.token.text} is never used", variable.token)
    for token, owner in declared(reading):
        if token.name not in used:
            yield _at("unused", f"the {owner} {token.text} is never used", token)


def words_outside(model: ModelFile, reading: Reading) -> set[str]:
    """Words of widgets and experiments, and of strings, which may be run."""
    texts = [button.code for button in model.buttons] + [monitor.code for monitor in model.monitors]
    texts += [text for one in model.globals for text in (one.minimum, one.maximum, one.step)]
    for plot in model.plots:
        texts += [plot.setup, plot.update]
        texts += [text for pen in plot.pens for text in (pen.setup, pen.update)]
    texts.append(model.experiments)
    texts += [one.text for one in reading.tokens() if isinstance(one.value, str) and one.kind == "literal"]
    return {word.upper() for text in texts for word in _WORD.findall(text)}


def declared(reading: Reading) -> Iterator[tuple[Token, str]]:
    """Each declared global or own variable, with what it is."""
    tokens = list(reading.tokens())
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        name = str(token.value or "")
        if token.kind != "keyword" or not (name == "GLOBALS" or name.endswith("-OWN")):
            continue
        owner = "global" if name == "GLOBALS" else f"variable of {name.removesuffix('-OWN').lower()}"
        at += 1
        while at < len(tokens) and tokens[at].kind == "ident":
            yield tokens[at], owner
            at += 1


# --- code -------------------------------------------------------------------------------------------------


def _unseeded(reading: Reading) -> Iterator[Finding]:
    first: Token | None = None
    for body in reading.bodies:
        for node in (inner for statement in body.statements for inner in n.walk(statement)):
            if isinstance(node, n.App | n.Statement):
                if node.primitive.name == "random-seed":
                    return
                if node.primitive.name.startswith("random") and first is None:
                    first = node.token
    if first is not None:
        told = "random numbers are drawn, and random-seed is never called: no run can be repeated"
        yield _at("unseeded", told, first)


def _within(node: n.Node, many: int, asked: str) -> list[Finding]:
    """Findings below a node that runs once for each agent of so many sets; `asked` is the innermost `ask`."""
    found: list[Finding] = []
    if isinstance(node, n.App):
        literal = [isinstance(arg, n.Const) for arg in node.args]
        if node.primitive.name == "turtle" and literal == [True]:
            text = f"turtle {node.args[0].token.text}"
            found.append(
                _at("may-not-exist", f"{text} may not exist; in that case this is nobody", node.token)
            )
        if node.primitive.name in _SEARCHES and many > 1:
            told = f"{node.primitive.name} looks around each agent of a set, for each agent of another"
            found.append(_at("slow-search", told, node.token))
    if isinstance(node, n.Statement) and asked and node.primitive.name == "set":
        found += _last_wins(node)
    name = node.primitive.name if isinstance(node, n.App | n.Statement) else ""
    for child in n.children(node):
        block = isinstance(child, n.CommandBlock | n.ReporterBlock)
        inner = many + 1 if name in _MANY and block else many
        asks = asked
        if name in _ASKS and block:
            asks = name if _several(node) else ""
        found += _within(child, inner, asks)
    return found


def _several(node: n.Node) -> bool:
    """Whether an `ask` goes to a set, as far as can be seen."""
    target = node.args[0] if isinstance(node, n.Statement) and node.args else None
    one = isinstance(target, n.App) and target.primitive.name in _ONE
    return target is not None and not one and not isinstance(target, n.Local)


def _last_wins(node: n.Statement) -> Iterator[Finding]:
    for target in node.targets:
        if not isinstance(target, n.AgentVariable) or target.kind != "global" or node.listed:
            continue
        value = node.args[0]
        gathers = isinstance(value, n.App) and (
            value.primitive.name in _COMMUTE or any(_reads(arg, target.name) for arg in value.args)
        )
        if not gathers and not isinstance(value, n.Const) and not _reads(value, target.name) and _own(value):
            text = (
                f"the global {target.token.text} gets the value of whichever agent comes last in random order"
            )
            yield _at("last-wins", text, target.token)


def _reads(node: n.Node, name: str) -> bool:
    return any(isinstance(inner, n.AgentVariable) and inner.name == name for inner in n.walk(node))


def _own(node: n.Node) -> bool:
    """Whether a value depends on the agent that runs it."""
    return any(
        (isinstance(inner, n.AgentVariable) and inner.kind != "global")
        or (isinstance(inner, n.App) and inner.primitive.name in ("self", "who"))
        for inner in n.walk(node)
    )


def shown(found: Iterable[Finding], ignored: Iterable[str]) -> list[Finding]:
    """The findings but those of ignored rules."""
    out = frozenset(ignored)
    return [one for one in found if one.rule not in out]
