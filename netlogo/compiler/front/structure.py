"""First pass over a file: declarations and the headings of procedures, without looking into the bodies.

Bodies stay lists of tokens for the parser. Included files are read through a callback, in the order in which
they are named.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from netlogo.compiler.front import symbols as names
from netlogo.compiler.front.lexer import Token, tokenize
from netlogo.compiler.front.program import Breed, Heading, Program
from netlogo.compiler.front.source import Source
from netlogo.compiler.front.symbols import Symbol

Includer: TypeAlias = Callable[[str], Source | None]

_BREED_WORDS = {
    "BREED": (False, False),
    "DIRECTED-LINK-BREED": (True, True),
    "UNDIRECTED-LINK-BREED": (True, False),
}


@dataclass(slots=True)
class _Declarations:
    """What one file declares, in the order of the text."""

    variables: list[tuple[str, Token, list[Token]]] = field(default_factory=list)
    breeds: list[tuple[Breed, Token, Token]] = field(default_factory=list)
    includes: list[Token] = field(default_factory=list)
    extensions: list[Token] = field(default_factory=list)
    procedures: list[Heading] = field(default_factory=list)
    order: list[object] = field(default_factory=list)
    keywords: set[str] = field(default_factory=set)


def parse_structure(program: Program, sources: Iterable[Source], include: Includer) -> None:
    """Fill `program` from the main sources and from all files they include. Raises `CompilerError`."""
    waiting: list[tuple[Token, tuple[str, ...]]] = []
    for source in sources:
        waiting += [(token, ()) for token in _parse_file(program, source)]
    while waiting:
        token, above = waiting.pop(0)
        path = str(token.value)
        if not path.endswith(".nls"):
            raise token.error("Included files must end with .nls")
        included = include(path)
        if included is None:
            raise token.error(f"Could not find {path}")
        found = _parse_file(program, included)
        # Mostly a name that is declared twice ends a circle before; a file without any name does not.
        if path in above:
            raise token.error(f"{path} includes itself: {' > '.join((*above[above.index(path) :], path))}")
        waiting += [(inner, (*above, path)) for inner in found]


def included_names(source: Source) -> list[str]:
    """The files that a text names in `__includes`, as it writes them.

    Raises:
        CompilerError: the text is not made of declarations and procedures; not of one without the word.
    """
    if "__includes" not in source.text.lower():
        return []
    return [str(token.value) for token in _FileParser(source).parse().includes]


def _parse_file(program: Program, source: Source) -> list[Token]:
    declarations = _FileParser(source).parse()
    _check_inputs(declarations)
    _check_names(program, declarations)
    _add(program, declarations)
    program.sources.append(source)
    return declarations.includes


class _FileParser:
    """Recursive descent over the tokens of one file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tokens = tokenize(source)
        self._at = 0
        self._found = _Declarations()

    def parse(self) -> _Declarations:
        while self._declaration():
            pass
        while self._peek().kind != "eof":
            if self._peek().value not in ("TO", "TO-REPORT") or self._peek().kind != "keyword":
                message = "TO or TO-REPORT expected" if self._found.procedures else "keyword expected"
                raise self._peek().error(message, self._keyword_hint())
            self._procedure()
        return self._found

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _next(self, kind: str, expected: str) -> Token:
        token = self._tokens[self._at]
        if token.kind != kind:
            raise token.error(f"{expected} expected")
        self._at += 1
        return token

    def _keyword_hint(self) -> str:
        """Near keywords for a stray word, e.g. `turtle-own` or `too`."""
        words = [
            "globals",
            "turtles-own",
            "patches-own",
            "links-own",
            "breed",
            "to",
            "to-report",
            "extensions",
        ]
        near = difflib.get_close_matches(self._peek().text.lower(), words, 1, 0.75)
        return f"did you mean {near[0].upper()}?" if near else ""

    def _declaration(self) -> bool:
        token = self._peek()
        word = token.name
        if word in _BREED_WORDS and token.kind in ("ident", "keyword"):
            self._at += 1
            self._breed(word)
        elif token.kind != "keyword" or word in ("TO", "TO-REPORT", "END"):
            return False
        else:
            self._at += 1
            if word in ("__INCLUDES", "EXTENSIONS"):
                kind = word.removeprefix("__")
                if kind in self._found.keywords:
                    raise token.error(f"Redeclaration of {kind}")
                self._found.keywords.add(kind)
            if word == "__INCLUDES":
                self._found.includes += self._bracketed("literal")
            elif word == "EXTENSIONS":
                self._found.extensions += self._bracketed("ident")
            else:
                entry = (word, token, self._bracketed("ident"))
                self._found.variables.append(entry)
                self._found.order.append(entry)
        return True

    def _bracketed(self, kind: str) -> list[Token]:
        self._next("[", "opening bracket")
        tokens = []
        while self._peek().kind == kind and (kind == "ident" or isinstance(self._peek().value, str)):
            tokens.append(self._peek())
            self._at += 1
        self._next("]", "closing bracket")
        return tokens

    def _breed(self, word: str) -> None:
        self._next("[", "opening bracket")
        plural = self._next("ident", "identifier")
        if self._peek().kind != "ident":
            raise self._peek().error(
                f"Breed declarations must have plural and singular. {word} [{plural.name}] has only one name."
            )
        singular = self._next("ident", "identifier")
        self._next("]", "closing bracket")
        is_link, is_directed = _BREED_WORDS[word]
        breed = Breed(plural.name, singular.name, plural.text, singular.text, is_link, is_directed)
        entry = (breed, plural, singular)
        self._found.breeds.append(entry)
        self._found.order.append(entry)

    def _procedure(self) -> None:
        first = self._next("keyword", "TO")
        name = self._next("ident", "identifier")
        inputs = self._bracketed("ident") if self._peek().kind == "[" else []
        start = self._at
        while self._peek().kind not in ("keyword", "eof"):
            self._at += 1
        end = self._peek()
        if end.value != "END":
            raise end.error(
                "END expected", f"the procedure {name.name} that starts in line {self._line(first)} is open"
            )
        body = self._tokens[start : self._at]
        self._at += 1
        body.append(Token("eof", "", None, end.start, end.end, self._source))
        heading = Heading(
            name.name, first.value == "TO-REPORT", [t.name for t in inputs], inputs, name, body, self._source
        )
        self._found.procedures.append(heading)
        self._found.order.append(heading)

    def _line(self, token: Token) -> int:
        return self._source.position(token.start)[0]


def _check_inputs(declarations: _Declarations) -> None:
    for heading in declarations.procedures:
        for token in heading.input_tokens:
            if token.text == "->":
                raise token.error("-> can only be used to create anonymous procedures")
            if heading.inputs.count(token.name) > 1:
                raise token.error(f"There is already a local variable called {token.name} here")
    seen: set[str] = set()
    for word, token, _ in declarations.variables:
        if word in seen:
            raise token.error(f"Redeclaration of {word}")
        seen.add(word)


def _check_names(program: Program, declarations: _Declarations) -> None:
    """Every name once: against primitives and earlier files first, then within the file."""
    used = names.used_names(program)
    for breed, plural, _ in declarations.breeds:
        for derived in names.breed_primitives([breed]):
            if derived in used and derived not in (breed.name, breed.singular):
                raise plural.error(
                    f"Defining a breed [{breed.name} {breed.singular}] redefines {derived},"
                    f" a {used[derived].label}"
                )
    for breed, _, _ in declarations.breeds:
        for derived, (primitive, _) in names.breed_primitives([breed]).items():
            if derived not in (breed.name, breed.singular):
                used[derived] = Symbol("breed command" if primitive.is_command else "breed reporter")
    occurrences = sorted(_occurrences(declarations), key=lambda occurrence: occurrence[1].weight)
    first: dict[str, list[Symbol]] = {}
    for token, symbol, _ in occurrences:
        if token.text == "->":
            raise token.error("-> can only be used to create anonymous procedures")
        if token.name in used and not used[token.name].may_share(symbol):
            raise token.error(f"There is already a {used[token.name].label} called {token.name}")
    for token, symbol, is_global in occurrences:
        for other in first.get(token.name, ()):
            if not other.may_share(symbol):
                raise token.error(f"There is already a {other.label} called {token.name}")
        if is_global:
            first.setdefault(token.name, []).append(symbol)


def _occurrences(declarations: _Declarations) -> list[tuple[Token, Symbol, bool]]:
    found: list[tuple[Token, Symbol, bool]] = []
    link_breeds = {breed.name for breed, _, _ in declarations.breeds if breed.is_link}
    breeds = {breed.name for breed, _, _ in declarations.breeds}
    for entry in declarations.order:
        if isinstance(entry, Heading):
            found.insert(0, (entry.name_token, Symbol("procedure"), True))
            found[1:1] = [(token, Symbol("local variable here"), False) for token in entry.input_tokens]
        elif isinstance(entry, tuple) and isinstance(entry[0], Breed):
            breed, plural, singular = entry
            kinds = (
                ("link breed", "singular link breed name")
                if breed.is_link
                else ("breed", "singular breed name")
            )
            found += [(plural, Symbol(kinds[0]), True), (singular, Symbol(kinds[1]), True)]
        elif isinstance(entry, tuple):
            word, _, tokens = entry
            owner = str(word).removesuffix("-OWN")
            if owner in breeds:
                symbol = Symbol(f"{owner}-OWN variable", "link" if owner in link_breeds else "turtle")
            else:
                symbol = Symbol(names.OWNERS.get(str(word), "global variable"))
            if str(word) in names.OWNERS or owner in breeds:
                found += [(token, symbol, True) for token in tokens]
    return found


def _add(program: Program, declarations: _Declarations) -> None:
    own = {
        "GLOBALS": program.declared_globals,
        "TURTLES-OWN": program.turtles_own,
        "PATCHES-OWN": program.patches_own,
        "LINKS-OWN": program.links_own,
    }
    for breed, _, _ in declarations.breeds:
        (program.link_breeds if breed.is_link else program.breeds)[breed.name] = breed
    for word, token, tokens in declarations.variables:
        target = own.get(word)
        if target is None:
            owner = program.breed_named(word.removesuffix("-OWN"))
            if owner is None:
                near = difflib.get_close_matches(
                    word, [f"{b}-OWN" for b in (*program.breeds, *program.link_breeds)], 1
                )
                hint = f"did you mean {near[0]}?" if near else ""
                raise token.error(f'There is no breed "{word.removesuffix("-OWN")}"', hint)
            target = owner.owns
        target += [t.name for t in tokens]
    for heading in declarations.procedures:
        program.procedures[heading.name] = heading
    program.extensions += declarations.extensions
