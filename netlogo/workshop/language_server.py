"""The language server: what `Desk` knows, in the words of the Language Server Protocol."""

from __future__ import annotations

from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from netlogo.errors import CompilerError, NetLogoError
from netlogo.workshop.desk import Desk, Problem, RefusedError, Spot, Word
from netlogo.workshop.formatting import formatted_file

_KINDS = {
    "keyword": lsp.CompletionItemKind.Keyword,
    "procedure": lsp.CompletionItemKind.Function,
    "variable": lsp.CompletionItemKind.Variable,
    "primitive": lsp.CompletionItemKind.Method,
}


def path_of(uri: str) -> Path:
    """The file of an editor's address."""
    return Path(to_fs_path(uri) or "").resolve()


def uri_of(path: Path) -> str:
    """The address of a file."""
    return from_fs_path(str(path)) or ""


def offset_of(text: str, position: lsp.Position) -> int:
    """The offset of a position, whose column counts units of UTF-16."""
    start = 0
    for _ in range(position.line):
        found = text.find("\n", start)
        if found < 0:
            return len(text)
        start = found + 1
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    units = 0
    for at, letter in enumerate(line):
        if units >= position.character:
            return start + at
        units += 2 if ord(letter) > 0xFFFF else 1
    return start + len(line)


def position_of(text: str, offset: int) -> lsp.Position:
    """The position of an offset."""
    start = text.rfind("\n", 0, offset) + 1
    column = sum(2 if ord(letter) > 0xFFFF else 1 for letter in text[start:offset])
    return lsp.Position(text.count("\n", 0, start), column)


def range_of(text: str, spot: Spot) -> lsp.Range:
    """The range of a spot in its file's text."""
    return lsp.Range(position_of(text, spot.start), position_of(text, spot.end))


def server() -> LanguageServer:
    """A server without any open file."""
    made = LanguageServer("crims-netlogo", version("crims-bridge"))
    desk = Desk()

    def told(path: Path) -> None:
        for file, problems in desk.problems(path).items():
            text = desk.text(file)
            listed = [_diagnostic(text, problem) for problem in problems]
            made.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri_of(file), listed))

    @made.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        desk.write(path, params.text_document.text)
        told(path)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        desk.write(path, made.workspace.get_text_document(params.text_document.uri).source)
        told(path)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        desk.close(path_of(params.text_document.uri))

    @made.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        text = ""
        with suppress(NetLogoError):  # what is wrong with the model stands among its problems
            text = desk.hover(*_where(desk, params))
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text)) if text else None

    @made.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> lsp.Location | None:
        spot = None
        with suppress(NetLogoError):
            spot = desk.definition(*_where(desk, params))
        return lsp.Location(uri_of(spot.path), range_of(desk.text(spot.path), spot)) if spot else None

    @made.feature(lsp.TEXT_DOCUMENT_RENAME)
    def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit:
        try:
            spots = desk.rename(*_where(desk, params), params.new_name)
        except RefusedError as error:
            raise JsonRpcInvalidParams(str(error)) from error
        edits: dict[str, list[lsp.TextEdit]] = {}
        for spot in spots:
            edit = lsp.TextEdit(range_of(desk.text(spot.path), spot), params.new_name)
            edits.setdefault(uri_of(spot.path), []).append(edit)
        return lsp.WorkspaceEdit(changes=edits)

    @made.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[":"]))
    def completion(params: lsp.CompletionParams) -> lsp.CompletionList:
        words: list[Word] = []
        with suppress(NetLogoError):
            words = desk.words(*_where(desk, params))
        items = [_item(word) for word in words]
        return lsp.CompletionList(is_incomplete=False, items=items)

    @made.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def formatting(params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit]:
        path = path_of(params.text_document.uri)
        text = desk.text(path)
        try:
            laid_out = formatted_file(path.name, text)
        except CompilerError:
            return []
        whole = range_of(text, Spot(path, 0, len(text)))
        return [] if laid_out == text else [lsp.TextEdit(whole, laid_out)]

    return made


class _Placed(Protocol):
    """What all questions about a place in a file have."""

    @property
    def text_document(self) -> lsp.TextDocumentIdentifier: ...
    @property
    def position(self) -> lsp.Position: ...


def _item(word: Word) -> lsp.CompletionItem:
    told = lsp.MarkupContent(lsp.MarkupKind.Markdown, word.told)
    return lsp.CompletionItem(word.text, kind=_KINDS[word.kind], documentation=told)


def _where(desk: Desk, params: _Placed) -> tuple[Path, int]:
    path = path_of(params.text_document.uri)
    return path, offset_of(desk.text(path), params.position)


def _diagnostic(text: str, problem: Problem) -> lsp.Diagnostic:
    severity = lsp.DiagnosticSeverity.Warning if problem.rule else lsp.DiagnosticSeverity.Error
    code = problem.rule or None
    return lsp.Diagnostic(
        range_of(text, problem.spot), problem.message, severity, code, source="crims netlogo"
    )
