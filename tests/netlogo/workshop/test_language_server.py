"""The language server as an editor talks with it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")
from lsprotocol import types as lsp

from netlogo.workshop.language_server import offset_of, position_of


class Editor:
    """An editor: sends messages, and takes answers and what the server says by itself."""

    def __init__(self) -> None:
        code = "from netlogo.workshop.language_server import server; server().start_io()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.said: list[dict[str, Any]] = []
        self._count = 0

    def tell(self, method: str, **params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        self._count += 1
        self._send({"jsonrpc": "2.0", "id": self._count, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") == self._count:
                return message.get("result") if "error" not in message else message["error"]
            self.said.append(message)

    def _send(self, message: dict[str, Any]) -> None:
        text = json.dumps(message).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return message


@pytest.fixture
def editor() -> Iterator[Editor]:
    made = Editor()
    yield made
    made.process.kill()
    made.process.communicate()


def test_an_editor_is_served(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "tränen.nls"
    uri = path.as_uri()
    asked = editor.ask("initialize", processId=None, rootUri=None, capabilities={})
    capabilities = asked["capabilities"]
    for one in ("hover", "definition", "rename", "completion", "documentFormatting"):
        assert capabilities[f"{one}Provider"]
    editor.tell("initialized")
    text = "to go\nshow twise 2\nend\nto-report twice [ x ] report 2 * x end\n"
    document = {"uri": uri, "languageId": "netlogo", "version": 1, "text": text}
    editor.tell("textDocument/didOpen", textDocument=document)
    place = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 2}}
    assert "show ‹anything›" in editor.ask("textDocument/hover", **place)["contents"]["value"]
    (problem,) = _problems(editor)
    assert problem["range"]["start"] == {"line": 1, "character": 5}
    assert "TWICE" in problem["message"]
    change = {"text": text.replace("twise", "twice")}
    editor.tell("textDocument/didChange", textDocument={"uri": uri, "version": 2}, contentChanges=[change])
    place["position"]["character"] = 7
    assert editor.ask("textDocument/definition", **place)["range"]["start"] == {"line": 3, "character": 10}
    assert [one["code"] for one in _problems(editor)] == []
    edits = editor.ask("textDocument/rename", **place, newName="double")["changes"]
    assert [len(each) for each in edits.values()] == [2]
    assert "is in use" in editor.ask("textDocument/rename", **place, newName="go")["message"]
    words = editor.ask("textDocument/completion", **place)["items"]
    assert [word["label"] for word in words] == ["twice"]
    (edit,) = editor.ask(
        "textDocument/formatting", textDocument={"uri": uri}, options={"tabSize": 2, "insertSpaces": True}
    )
    assert edit["newText"].startswith("to go\n  show twice 2\nend\n\nto-report")


def _problems(editor: Editor) -> list[dict[str, Any]]:
    """What the server last said of a file."""
    told = [one for one in editor.said if one.get("method") == "textDocument/publishDiagnostics"]
    problems: list[dict[str, Any]] = told[-1]["params"]["diagnostics"]
    return problems


def test_columns_count_units_of_utf_16() -> None:
    text = "a😀b\ncd"
    assert position_of(text, 2) == lsp.Position(0, 3)
    assert offset_of(text, lsp.Position(0, 3)) == 2
    assert offset_of(text, lsp.Position(1, 9)) == len(text)
    assert offset_of(text, lsp.Position(7, 0)) == len(text)
