"""What an editor asks about NetLogo code: problems, what a word means, where it is made, its other places.

Files are read with the text that the editor has; places are offsets into texts with plain line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from netlogo.compiler.front.lexer import Token, tokenize
from netlogo.compiler.front.primitives import Primitive
from netlogo.compiler.front.program import Heading
from netlogo.compiler.front.source import Source
from netlogo.compiler.front.symbols import BreedPrimitive, NameTable, VariableName
from netlogo.errors import CompilerError, NetLogoError
from netlogo.modelfile.model import ModelFile
from netlogo.modelfile.nlogo import read_sections
from netlogo.modelfile.nlogox import read_xml_model
from netlogo.workshop.dictionary import hover
from netlogo.workshop.lint import declared, findings, words_outside
from netlogo.workshop.reading import Reading, read_for_author

MODEL_ENDS = (".nlogo", ".nlogox")
_LEVELS = 3  # folders above an included file in which, and right below which, its model is looked for
_MOST_MODELS = 50  # looked at in each of them
_NAME = re.compile(r"[\w.?=*!<>:#+/%$^'&-]+")
_BREEDS = ("BREED", "DIRECTED-LINK-BREED", "UNDIRECTED-LINK-BREED")
_OPENING = (
    "to", "to-report", "end", "globals", "turtles-own", "patches-own", "links-own", "breed", "extensions",
    "__includes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A piece of a file's text."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, or may be; `rule` names lint's rule and is empty for errors."""

    spot: Spot
    message: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that would fit, with what it is and what it does."""

    text: str
    kind: str
    told: str = ""


class RefusedError(NetLogoError):
    """A name cannot be changed; the message says why."""


@dataclass
class _Read:
    """A model as read last, and the last time that its names could be told."""

    model: ModelFile
    reading: Reading
    shift: int


@dataclass
class Desk:
    """Open files and the models that they belong to."""

    texts: dict[Path, str] = field(default_factory=dict)
    _tables: dict[Path, tuple[NameTable, Reading]] = field(default_factory=dict)
    _reads: dict[Path, tuple[str, _Read]] = field(default_factory=dict)

    def write(self, path: Path, text: str) -> None:
        """Take what the editor has for a file."""
        self.texts[path] = text.replace("\r\n", "\n")

    def close(self, path: Path) -> None:
        """Forget the editor's text; the disk's counts again."""
        self.texts.pop(path, None)

    def text(self, path: Path) -> str:
        """A file's text now."""
        known = self.texts.get(path)
        return path.read_text(encoding="utf-8").replace("\r\n", "\n") if known is None else known

    def problems(self, path: Path) -> dict[Path, list[Problem]]:
        """Errors, or where there are none findings, of each file of the model that a file belongs to."""
        try:
            read = self._read(path)
        except NetLogoError as error:
            return {path: [Problem(Spot(path, 0, 1), str(error))]}
        reading = read.reading
        found: dict[Path, list[Problem]] = {file: [] for file in reading.paths.values()}
        found.setdefault(path, [])
        for wrong in reading.errors:
            file = wrong.place.file if wrong.place else ""
            told = wrong.message + (f" - {wrong.hint}" if wrong.hint else "")
            spot = self._spot(read, file, wrong.start, max(wrong.end, wrong.start + 1)) or Spot(path, 0, 1)
            found.setdefault(spot.path, []).append(Problem(spot, told))
        if not reading.errors:
            for one in findings(read.model, reading):
                at = self._spot(read, one.file, one.start, one.end)
                if at is not None:
                    found[at.path].append(Problem(at, one.message, one.rule))
        return found

    def hover(self, path: Path, offset: int) -> str:
        """What a word is and does, as Markdown; empty for what has no meaning."""
        read = self._read(path)
        token = self._token(read, path, offset)
        if token is None or token.kind != "ident":
            return ""
        heading = _around(read.reading, token)
        if heading is not None and token.name in _locals(heading):
            return f"local variable of `{heading.name_token.text}`"
        return self._told(read, token.name, token.text)

    def _told(self, read: _Read, name: str, text: str) -> str:
        table = self._table(read)
        meaning = table.find(name) if table else None
        if isinstance(meaning, Heading):
            return _heading_told(meaning)
        if isinstance(meaning, VariableName):
            kind = meaning.kind.replace("-", " ")
            return (
                f"{'built-in ' if meaning.built_in else ''}variable of {kind}s"
                if kind != "global"
                else "global"
            )
        if isinstance(meaning, BreedPrimitive):
            return (
                f"{hover(meaning.primitive, text.lower())}\n\nFor the breed `{meaning.breed.original_name}`."
            )
        return hover(meaning, text.lower()) if isinstance(meaning, Primitive) else ""

    def definition(self, path: Path, offset: int) -> Spot | None:
        """Where a word is made: a procedure, variable or breed, a file that is included, or a widget."""
        read = self._read(path)
        token = self._token(read, path, offset)
        if token is None:
            return None
        if isinstance(token.value, str) and token.kind == "literal":
            file = read.reading.paths.get(token.value)
            return Spot(file, 0, 0) if file else None
        made = _making(read.reading, token, self._table(read))
        if made is not None:
            return self._spot(read, made.source.name, made.start, made.end)
        return self._widget(read, token)

    def _widget(self, read: _Read, token: Token) -> Spot | None:
        path = read.model.path
        if path is None or token.name not in read.reading.program.interface_globals:
            return None
        text = self.text(path)
        after = read.shift + len(read.model.code)
        found = re.search(rf"^{re.escape(token.name)}$", text[after:], re.IGNORECASE | re.MULTILINE)
        return Spot(path, after + found.start(), after + found.end()) if found else None

    def rename(self, path: Path, offset: int, name: str) -> list[Spot]:
        """All places of a name that is to be called otherwise.

        Raises:
            RefusedError: it is not a name of the model's code alone, or the new name is none or taken.
        """
        read = self._read(path)
        reading = read.reading
        token = self._token(read, path, offset)
        if token is None or token.kind != "ident":
            raise RefusedError("there is no name here")
        if not _is_name(name):
            raise RefusedError(f"{name} cannot be a name")
        table = self._table(read)
        tokens = list(reading.tokens())
        new = name.upper()
        if new != token.name and (any(one.name == new for one in tokens) or (table and table.find(new))):
            raise RefusedError(f"{name} is in use already")
        heading = _around(reading, token)
        if heading is not None and token.name in _locals(heading):
            inside = [one for one in _tokens_of(heading) if one.name == token.name]
            return self._spots(read, inside)
        meaning = table.find(token.name) if table else None
        users = meaning is not None and not isinstance(meaning, Primitive | BreedPrimitive)
        if not users or (isinstance(meaning, VariableName) and meaning.built_in):
            raise RefusedError(f"{token.text} is a word of the language or of a breed")
        if token.name in {*reading.program.interface_globals, *words_outside(read.model, reading)}:
            raise RefusedError(f"{token.text} stands in a widget, an experiment or a string, too")
        return self._spots(read, [one for one in tokens if one.kind == "ident" and one.name == token.name])

    def _spots(self, read: _Read, tokens: list[Token]) -> list[Spot]:
        spots = (self._spot(read, token.source.name, token.start, token.end) for token in tokens)
        return list(dict.fromkeys(spot for spot in spots if spot is not None))

    def words(self, path: Path, offset: int) -> list[Word]:
        """The words that begin with what stands before an offset."""
        read = self._read(path)
        before = re.search(rf"{_NAME.pattern}$", self.text(path)[:offset])
        start = before[0].upper() if before else ""
        known = self._tables.get(_key(read))
        if known is None:
            return [Word(word, "keyword") for word in _OPENING if word.upper().startswith(start)]
        table, reading = known
        found: dict[str, Word] = {}
        heading = _at(reading, read, path, offset)
        for name in sorted(_locals(heading)) if heading else ():
            found[name] = Word(name.lower(), "variable", "local variable")
        for name in table.names():
            if name.startswith(start) and (start.startswith("_") or not name.startswith("_")):
                found.setdefault(name, _word(table, name))
        for word in _OPENING:
            found.setdefault(word.upper(), Word(word, "keyword"))
        return [word for name, word in sorted(found.items()) if name.startswith(start)]

    # -- reading

    def model_and_reading(self, path: Path) -> tuple[ModelFile, Reading]:
        """The model that a file belongs to, as read now."""
        read = self._read(path)
        return read.model, read.reading

    def model_of(self, path: Path) -> Path | None:
        """The model that a file belongs to: itself, or the nearest one that includes it."""
        if path.suffix in MODEL_ENDS:
            return path
        for folder in list(path.parents)[:_LEVELS]:
            near = (file for pattern in ("*.nlogo*", "*/*.nlogo*") for file in folder.glob(pattern))
            models = sorted(file for file in near if file.suffix in MODEL_ENDS)
            for model in models[:_MOST_MODELS]:
                try:
                    if path.name in self.text(model) and path in self._of_model(model).reading.paths.values():
                        return model
                except (OSError, UnicodeDecodeError, NetLogoError):
                    continue
        return None

    def _read(self, path: Path) -> _Read:
        model = self.model_of(path)
        if model is not None:
            return self._of_model(model)
        alone = ModelFile(path, self.text(path))
        return self._noted(_Read(alone, read_for_author(alone, self.texts), 0))

    def _of_model(self, path: Path) -> _Read:
        text = self.text(path)
        known = self._reads.get(path)
        if known is not None and known[0] == text and self._holds(known[1]):
            return known[1]
        model = read_xml_model(path, text) if path.suffix == ".nlogox" else read_sections(path, text)
        read = _Read(model, read_for_author(model, self.texts), max(text.find(model.code), 0))
        self._reads[path] = text, read
        return self._noted(read)

    def _holds(self, read: _Read) -> bool:
        """Whether all that a model includes was found, and is still the same."""
        reading = read.reading
        included = [(name, path) for name, path in reading.paths.items() if path != read.model.path]
        try:
            return reading.table is not None and all(
                self.text(path) == reading.sources[name].text for name, path in included
            )
        except (OSError, UnicodeDecodeError):
            return False

    def _noted(self, read: _Read) -> _Read:
        if read.reading.table is not None:
            self._tables[_key(read)] = read.reading.table, read.reading
        return read

    def _table(self, read: _Read) -> NameTable | None:
        known = self._tables.get(_key(read))
        return known[0] if known else None

    def _spot(self, read: _Read, name: str, start: int, end: int) -> Spot | None:
        path = read.reading.paths.get(name)
        shift = read.shift if path == read.model.path else 0
        return Spot(path, start + shift, end + shift) if path else None

    def _token(self, read: _Read, path: Path, offset: int) -> Token | None:
        at = offset - (read.shift if path == read.model.path else 0)
        for name, file in read.reading.paths.items():
            if file == path:
                try:
                    tokens = tokenize(read.reading.sources[name])[:-1]
                except CompilerError:
                    return None
                words = (token for token in tokens if token.kind in ("ident", "literal", "keyword"))
                return next((token for token in words if token.start <= at <= token.end), None)
        return None


def _is_name(text: str) -> bool:
    try:
        return [token.kind for token in tokenize(Source(text, "name"))[:-1]] == ["ident"]
    except CompilerError:
        return False


def _key(read: _Read) -> Path:
    return read.model.path or Path()


def _tokens_of(heading: Heading) -> list[Token]:
    return [heading.name_token, *heading.input_tokens, *heading.body]


def _around(reading: Reading, token: Token) -> Heading | None:
    return _holding(reading, token.source.name, token.start)


def _at(reading: Reading, read: _Read, path: Path, offset: int) -> Heading | None:
    shift = read.shift if path == read.model.path else 0
    name = next((name for name, file in reading.paths.items() if file == path), "")
    return _holding(reading, name, offset - shift)


def _holding(reading: Reading, name: str, at: int) -> Heading | None:
    """The last procedure of a file that begins before an offset."""
    begun = [
        heading
        for heading in reading.program.procedures.values()
        if heading.source.name == name and heading.name_token.start <= at
    ]
    return max(begun, key=lambda heading: heading.name_token.start, default=None)


def _locals(heading: Heading) -> set[str]:
    """The names of a procedure's inputs, of its `let`s and of what its anonymous procedures take."""
    return {token.name for token in _local_tokens(heading)}


def _local_tokens(heading: Heading) -> Iterator[Token]:
    yield from heading.input_tokens
    body = heading.body
    for at, token in enumerate(body):
        if token.name == "LET" and at + 1 < len(body):
            if body[at + 1].kind == "ident":
                yield body[at + 1]
            elif body[at + 1].kind == "[":
                yield from _up_to_bracket(body, at + 2, 1)
        elif token.text == "->" and at:
            if body[at - 1].kind == "ident":
                yield body[at - 1]
            elif body[at - 1].kind == "]":
                yield from _up_to_bracket(body, at - 2, -1)


def _up_to_bracket(body: list[Token], at: int, step: int) -> Iterator[Token]:
    while 0 <= at < len(body) and body[at].kind == "ident":
        yield body[at]
        at += step


def _making(reading: Reading, token: Token, table: NameTable | None) -> Token | None:
    """The word that makes what a word means."""
    heading = _around(reading, token)
    if heading is not None:
        made = [one for one in _local_tokens(heading) if one.name == token.name]
        if made:
            before = [one for one in made if one.start <= token.start]
            return max(before, key=lambda one: one.start) if before else made[0]
    meaning = table.find(token.name) if table else None
    if isinstance(meaning, Heading):
        return meaning.name_token
    if isinstance(meaning, VariableName):
        return next((one for one, _ in declared(reading) if one.name == token.name), None)
    if isinstance(meaning, BreedPrimitive):
        return _breed(reading, meaning.breed.name)
    return None


def _breed(reading: Reading, name: str) -> Token | None:
    tokens = list(reading.tokens())
    return next(
        (
            inner
            for at, token in enumerate(tokens)
            if token.name in _BREEDS and at + 2 < len(tokens) and tokens[at + 1].kind == "["
            for inner in tokens[at + 2 : at + 3]
            if inner.name == name
        ),
        None,
    )


def _heading_told(heading: Heading) -> str:
    """A procedure's first line, and the comment right above it."""
    text = heading.source.text
    line, _ = heading.source.position(heading.name_token.start)
    lines = text.split("\n")
    at = line - 1
    said: list[str] = []
    while at and lines[at - 1].lstrip().startswith(";"):
        at -= 1
        said.insert(0, lines[at].strip().lstrip(";").strip())
    inputs = f" [ {' '.join(token.text for token in heading.input_tokens)} ]" if heading.inputs else ""
    first = f"{'to-report' if heading.is_reporter else 'to'} {heading.name_token.text}{inputs}"
    return f"```netlogo\n{first}\n```\n{' '.join(said)}".rstrip()


def _word(table: NameTable, name: str) -> Word:
    meaning = table.find(name)
    if isinstance(meaning, Heading):
        return Word(meaning.name_token.text, "procedure", _heading_told(meaning))
    if isinstance(meaning, VariableName):
        return Word(name.lower(), "variable", f"{meaning.kind} variable")
    primitive = meaning.primitive if isinstance(meaning, BreedPrimitive) else meaning
    return Word(name.lower(), "primitive", hover(primitive, name.lower()) if primitive else "")
