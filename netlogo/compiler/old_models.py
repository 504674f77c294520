"""Code of NetLogo 5 as that of NetLogo 6, with the changes that NetLogo's own converter makes.

Tasks become anonymous procedures (`?` becomes `?1`, in a task within a task `??1`), renamed primitives get
their old meaning's names, movies are recorded with `vid`. The code is parsed with the old primitives beside
the new ones; what has to change is cut out of the text at the places of the parsed words, so that the rest
stays as it was.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.lexer import tokenize
from netlogo.compiler.front.primitives import Primitive
from netlogo.compiler.front.program import Program
from netlogo.compiler.front.source import Source
from netlogo.compiler.front.structure import Includer, parse_structure
from netlogo.compiler.front.symbols import NameTable
from netlogo.compiler.front.syntax import Syntax
from netlogo.compiler.frontend import parse_snippet
from netlogo.compiler.parser.parser import parse_procedure
from netlogo.errors import CompilerError
from netlogo.modelfile.model import ModelFile, Pen, PlotWidget

_ANY: Final = s.REPORTER | s.COMMAND
_TASK: Final = Primitive("task", Syntax(right=(_ANY,), returns=_ANY, concise=False))
_VARIABLE: Final = Primitive("?", Syntax(returns=s.WILDCARD))
_REMOVED: Final = {
    "MOVIE-SET-FRAME-RATE": Primitive("movie-set-frame-rate", Syntax(right=(s.NUMBER,), returns=s.VOID)),
    "HUBNET-SET-CLIENT-INTERFACE": Primitive(
        "hubnet-set-client-interface", Syntax(right=(s.STRING, s.LIST), returns=s.VOID)
    ),
}
_MOVIE_START: Final = Primitive("movie-start", Syntax(right=(s.STRING,), returns=s.VOID))
_OLD: Final[dict[str, Primitive]] = {
    "TASK": _TASK,
    **{f"?{digit}": _VARIABLE for digit in ("", *"123456789")},
    **_REMOVED,
    "MOVIE-START": _MOVIE_START,
}
_FILE: Final = "_recording-save-file-name"
_WORDS: Final = (
    ("5.2", {
        "hsb": "__hsb-old", "extract-hsb": "__extract-hsb-old", "approximate-hsb": "__approximate-hsb-old",
    }),
    ("6.0", {
        "range": "_range", "is-reporter-task?": "is-anonymous-reporter?",
        "is-command-task?": "is-anonymous-command?", "movie-cancel": "vid:reset-recorder",
        "movie-close": f"vid:save-recording {_FILE}", "movie-grab-view": "vid:record-view",
        "movie-grab-interface": "vid:record-interface", "movie-status": "vid:recorder-status",
    }),
    ("6.1", {"cf:ifelse": "ifelse", "cf:ifelse-value": "ifelse-value"}),
)  # fmt: skip
"""Words that were renamed, by the version from which on the new ones are meant."""

Edit = tuple[int, int, str]


def is_old(version: str) -> bool:
    """Whether a model file's version is one whose code may need changes."""
    return _number(version) < (6, 1)


def _number(version: str) -> tuple[int, ...]:
    found = re.search(r"(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2])) if found else (99,)


def converted(
    model: ModelFile, include: Includer, extensions: Mapping[str, Mapping[str, Primitive]]
) -> tuple[ModelFile, Includer]:
    """The model with code, buttons, monitors, sliders and plots as NetLogo 6 has them, and an includer that
    gives included files in the same way. Code that cannot be parsed stays, for the compiler to tell why.
    """
    version = _number(model.version)
    words = {old: new for limit, table in _WORDS if version < _number(limit) for old, new in table.items()}

    def renamed(text: str) -> str:
        return _with_words(text, words)

    def included(path: str) -> Source | None:
        found = include(path)
        return None if found is None else Source(renamed(found.text), found.name)

    code = _with_movies(renamed(model.code)) if "movie-" in model.code.lower() else renamed(model.code)
    if "cf:" not in code:
        code = _without_extension(code, "cf")
    try:
        table, edits = _parsed(model, code, included, extensions)
    except CompilerError:
        return replace(model, code=code), included

    def all_changed(path: str) -> Source | None:
        found = included(path)
        return None if found is None else Source(_edited(found.text, edits.get(found.name, [])), found.name)

    def snippet(text: str, *, reporter: bool) -> str:
        return _snippet(renamed(text), table, reporter=reporter)

    changed = _with_widgets(model, snippet)
    return replace(changed, code=_edited(code, edits.get("", []))), all_changed


def _with_widgets(model: ModelFile, snippet: Callable[..., str]) -> ModelFile:
    """The model with the code of its widgets changed."""
    changed = copy.deepcopy(model)
    for button in changed.buttons:
        button.code = snippet(button.code, reporter=False)
    for monitor in changed.monitors:
        monitor.code = snippet(monitor.code, reporter=True)
    for widget in changed.globals:
        widget.minimum = snippet(widget.minimum, reporter=True)
        widget.maximum = snippet(widget.maximum, reporter=True)
        widget.step = snippet(widget.step, reporter=True)
    for plot in changed.plots:
        parts: list[PlotWidget | Pen] = [plot, *plot.pens]
        for part in parts:
            part.setup = snippet(part.setup, reporter=False)
            part.update = snippet(part.update, reporter=False)
    return changed


def _parsed(
    model: ModelFile, code: str, include: Includer, extensions: Mapping[str, Mapping[str, Primitive]]
) -> tuple[NameTable, dict[str, list[Edit]]]:
    """The names of the model with the old primitives, and the changes by file; "" is the model itself."""
    program = Program(model.world)
    program.interface_globals = [widget.name.upper() for widget in model.globals]
    parse_structure(program, [Source(code, "")], include)
    found: dict[str, Primitive] = {}
    for token in program.extensions:
        found.update(extensions.get(token.text.lower(), {}))
    table = NameTable(program, found, extensions)
    table.add(_OLD)
    edits: dict[str, list[Edit]] = {}
    for heading in program.procedures.values():
        body = parse_procedure(heading, table)
        edits.setdefault(heading.source.name, []).extend(_edits(body.statements, heading.source.text))
    return table, edits


def _snippet(text: str, table: NameTable, *, reporter: bool) -> str:
    """A widget's code, changed; the kinds of agents are tried in turn."""
    if not re.search(r"\?|task|movie-", text, re.IGNORECASE):
        return text
    for kinds in ("O---", "-T--", "--P-", "---L"):
        try:
            body = parse_snippet(table, Source(text, "widget"), reporter=reporter, kinds=kinds)
        except CompilerError:
            continue
        return _edited(text, list(_edits(body.statements, text)))
    return text


# --- words ------------------------------------------------------------------------------------------------


def _with_words(text: str, words: Mapping[str, str]) -> str:
    """A text with words replaced, whatever their capitals."""
    if not any(word in text.lower() for word in words):
        return text
    try:
        tokens = tokenize(Source(text, "old"))
    except CompilerError:
        return text
    edits = [
        (t.start, t.end, words[t.text.lower()])
        for t in tokens
        if t.text.lower() in words and t.kind == "ident"
    ]
    return _edited(text, edits)


def _with_movies(code: str) -> str:
    """The code with the extension `vid` and a global for the movie's file."""
    names = r"(?i)(^|\n)(\s*)(extensions|globals)\s*\["
    for keyword, name in (("extensions", "vid"), ("globals", _FILE)):
        pattern = re.compile(names.replace("(extensions|globals)", f"({keyword})"))
        if pattern.search(code):
            code = pattern.sub(lambda found, name=name: f"{found[0]} {name}", code, count=1)  # type: ignore[misc]
        else:
            code = f"{keyword} [ {name} ]\n{code}"
    return code


def _without_extension(code: str, name: str) -> str:
    found = re.search(r"(?i)^\s*extensions\s*\[([^\]]*)\]", code, re.MULTILINE)
    if found is None or name not in found[1].lower().split():
        return code
    kept = " ".join(word for word in found[1].split() if word.lower() != name)
    return code[: found.start(1)] + f" {kept} " + code[found.end(1) :]


# --- tasks ------------------------------------------------------------------------------------------------


def _edits(statements: Iterable[n.Statement], text: str) -> Iterator[Edit]:
    for statement in statements:
        yield from _visit(statement, text, -1)


def _visit(node: n.Node, text: str, depth: int) -> Iterator[Edit]:
    """The changes below a node that stands in so many tasks, counted from -1."""
    if isinstance(node, n.Statement) and node.primitive in _REMOVED.values():
        yield node.start, node.end, ""
        return
    if isinstance(node, n.Statement) and node.primitive is _MOVIE_START:
        yield node.token.start, node.token.end, f"set {_FILE}"
        yield node.end, node.end, " vid:start-recorder"
    if isinstance(node, n.App) and node.primitive is _VARIABLE:
        yield node.token.start, node.token.end, _name(max(depth, 0), int(node.token.text[1:] or 1))
        return
    if isinstance(node, n.App) and node.primitive is _TASK:
        yield from _task(node, text, depth)
        return
    if isinstance(node, n.Lambda) and not node.concise:
        yield from _block(node, text, depth + 1, "")
        return
    for child in n.children(node):
        yield from _visit(child, text, depth)


def _task(node: n.App, text: str, depth: int) -> Iterator[Edit]:
    inner = node.args[0]
    if isinstance(inner, n.Lambda) and inner.concise:
        yield node.token.start, inner.end, _spelled_out(inner, depth + 1)
        return
    after = node.token.end
    while after < len(text) and text[after] in " \t":
        after += 1
    yield node.token.start, after, ""
    if isinstance(inner, n.Lambda):
        yield from _block(inner, text, depth + 1, " [] ->")
    else:
        yield from _visit(inner, text, depth)


def _block(node: n.Lambda, text: str, depth: int, without: str) -> Iterator[Edit]:
    """A task's block gets the inputs that it uses; one without any gets `without`."""
    if not node.has_arrow:
        most = max(_used(node.body), default=0)
        names = [_name(depth, i) for i in range(1, most + 1)]
        head = f" [{' '.join(names)}] ->" if most > 1 else f" {names[0]} ->" if most else without
        at = node.start + 1
        yield at, at, head if not head or text[at : at + 1].isspace() else f"{head} "
    for child in n.children(node):
        yield from _visit(child, text, depth)


def _used(node: n.Node) -> Iterator[int]:
    """The numbers of the inputs that a task uses itself."""
    if isinstance(node, n.App) and node.primitive is _VARIABLE:
        yield int(node.token.text[1:] or 1)
    for child in n.children(node):
        if not isinstance(child, n.Lambda):
            yield from _used(child)


def _name(depth: int, number: int) -> str:
    return f"{'?' * (depth + 1)}{number}"


def _spelled_out(node: n.Lambda, depth: int) -> str:
    """A primitive or procedure alone as an anonymous procedure with its inputs."""
    names = [_name(depth, i + 1) for i in range(len(node.formals))]
    body = node.body
    infix = isinstance(body, n.App) and body.primitive.syntax.infix
    words = [names[0], node.token.text, *names[1:]] if infix else [node.token.text, *names]
    return f"[ [{' '.join(names)}] -> {' '.join(words)} ]"


def _edited(text: str, edits: list[Edit]) -> str:
    """A text with changes made, the last first."""
    for start, end, new in sorted(set(edits), key=lambda edit: (edit[0], edit[1]), reverse=True):
        text = text[:start] + new + text[end:]
    return text
