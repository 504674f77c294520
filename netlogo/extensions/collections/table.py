"""The `table` extension: dictionaries that keep the order in which their keys came.

Keys are numbers, strings, booleans and lists of such; `true` and 1 are different keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from netlogo.errors import LogoError
from netlogo.extensions.base import Extension, ExtensionObject, a_list, a_string, failure
from netlogo.extensions.collections.json_text import read_json, write_json
from netlogo.runtime.agents.agent_sets import AgentSet, make_set
from netlogo.runtime.agents.kernel import know_tables
from netlogo.runtime.primitives.file_primitives import readable
from netlogo.runtime.primitives.literals import read_literal
from netlogo.runtime.state.file_access import read_text
from netlogo.runtime.values import dump, hash_key, logo_equal


def _key(key: Any) -> Any:
    """What a key is stored under; a float or a string is itself."""
    kind = key.__class__
    return key if kind is float or kind is str else hash_key(key)


class Table(ExtensionObject):
    """A table; `entries` maps what `_key` makes of a key to the key and its value."""

    extension = "table"
    type_name = "org.nlogo.extensions.table.Table"

    def __init__(self, pairs: Iterable[tuple[Any, Any]] = ()) -> None:
        self.entries: dict[Any, tuple[Any, Any]] = {}
        for key, value in pairs:
            self.put(key, value)

    def put(self, key: Any, value: Any) -> None:
        """Set the value of a key; a key that is there keeps its place."""
        self.entries[_key(key)] = (key, value)

    def get(self, key: Any, default: Any) -> Any:
        """The value of a key."""
        entry = self.entries.get(_key(key))
        return default if entry is None else entry[1]

    def pairs(self) -> list[Any]:
        """A list of `[key value]`."""
        return [[key, value] for key, value in self.entries.values()]

    def state(self) -> list[Any]:
        """What a snapshot keeps."""
        return self.pairs()

    def set_state(self, state: list[Any]) -> None:
        """Take up what `state` gave."""
        self.entries = {}
        for key, value in state:
            self.put(key, value)

    def content(self, exporting: bool) -> str:
        return dump(self.pairs(), True, exporting)

    def content_key(self) -> Any:
        return ("table", frozenset((key, hash_key(value)) for key, (_, value) in self.entries.items()))

    def logo_equals(self, other: object) -> bool:
        if not isinstance(other, Table) or len(self.entries) != len(other.entries):
            return False
        for key, (_, value) in self.entries.items():
            entry = other.entries.get(key)
            if entry is None or not logo_equal(value, entry[1]):
                return False
        return True


know_tables(Table)


class TableExtension(Extension):
    """Primitives of `table`."""

    name = "table"
    signatures: ClassVar[str] = """
clear : wildcard
put : wildcard wildcard wildcard
remove : wildcard wildcard
make : -> wildcard
get : wildcard wildcard -> wildcard
get-or-default : wildcard wildcard wildcard -> wildcard
has-key? : wildcard wildcard -> boolean
keys : wildcard -> list
to-list : wildcard -> list
values : wildcard -> list
length : wildcard -> number
from-list : list -> wildcard
counts : list -> wildcard
group-items : list reporter -> wildcard ; runs
group-agents : agentset reporterblock -> wildcard ; block=-TPL draws
from-json : string -> wildcard
from-json-file : string -> wildcard
to-json : wildcard -> string
"""

    def make(self) -> Table:
        """An empty table."""
        return self.keep(Table())

    def _of(self, pairs: Iterable[tuple[Any, Any]]) -> Table:
        return self.keep(Table(pairs))

    def blank(self) -> Table:
        return Table()

    def fill(self, value: Table, content: str) -> None:
        for key, item in read_literal(content, self.world):
            value.put(key, item)

    def clear(self, table: Any) -> None:
        """Take all entries out."""
        _table(table).entries.clear()

    def put(self, table: Any, key: Any, value: Any) -> None:
        """Set the value of a key."""
        entries = _table(table).entries
        kind = key.__class__
        if kind is not float and kind is not str:
            _check_key(key)
        entries[_key(key)] = (key, value)

    def remove(self, table: Any, key: Any) -> None:
        """Take a key out, if it is there."""
        _table(table).entries.pop(_key(key), None)

    def get(self, table: Any, key: Any) -> Any:
        """The value of a key."""
        entry = _table(table).entries.get(_key(key))
        if entry is None:
            raise failure(f"No value for {dump(key)} in table.")
        return entry[1]

    def get_or_default(self, table: Any, key: Any, default: Any) -> Any:
        """The value of a key, or `default` where there is none."""
        return _table(table).get(key, default)

    def has_key_p(self, table: Any, key: Any) -> bool:
        """Whether a key is there."""
        return _key(key) in _table(table).entries

    def keys(self, table: Any) -> list[Any]:
        """All keys."""
        return [key for key, _ in _table(table).entries.values()]

    def values(self, table: Any) -> list[Any]:
        """All values."""
        return [value for _, value in _table(table).entries.values()]

    def to_list(self, table: Any) -> list[Any]:
        """A list of `[key value]`."""
        return _table(table).pairs()

    def length(self, table: Any) -> float:
        """How many keys there are."""
        return float(len(_table(table).entries))

    def from_list(self, pairs: Any) -> Table:
        """A table of `[key value]` pairs."""
        table = self.make()
        for pair in a_list(pairs):
            if pair.__class__ is not list or len(pair) < 2:
                raise failure(f"expected a two-element list: {dump(pair)}")
            table.put(pair[0], pair[1])
        return table

    def counts(self, items: Any) -> Table:
        """How often each item is in a list."""
        table = self.make()
        for item in a_list(items):
            table.put(item, table.get(item, 0.0) + 1.0)
        return table

    def group_items(self, items: Any, classify: Callable[[Any], Any]) -> Table:
        """Lists of the items for which `classify` reports the same."""
        table = self.make()
        for item in a_list(items):
            group = classify(item)
            _check_key(group)
            table.put(group, [*table.get(group, ()), item])
        return table

    def group_agents(self, agents: AgentSet, classify: Callable[[Any], Any]) -> Table:
        """Agentsets of the agents that report the same; the agents are asked in random order."""
        members = Table()
        for agent in agents.ask_order(self.world.rng):
            group = classify(agent)
            _check_key(group)
            members.put(group, [*members.get(group, ()), agent])
        return self._of((key, make_set(agents.kind, found)) for key, found in members.entries.values())

    def from_json(self, text: Any) -> Table:
        """The object that a JSON text holds; its objects become tables, `null` becomes nobody."""
        try:
            return self._of(read_json(a_string(text), self._of))
        except ValueError as error:
            raise failure(f"The string given to FROM-JSON was not valid. {error}") from error

    def from_json_file(self, name: Any) -> Table:
        """The object in a JSON file."""
        path = readable(self.world, a_string(name))
        try:
            return self._of(read_json(read_text(path), self._of))
        except FileNotFoundError as error:
            raise failure(f"{name} does not exist.") from error
        except OSError as error:
            raise failure(f"{path}: {error.strerror}") from error
        except ValueError as error:
            hint = "It is probably missing a colon or comma. See the line number on the next line: "
            raise failure(f"Error trying to read the JSON file. {hint}{error}") from error

    def to_json(self, table: Any) -> str:
        """The table as a JSON object."""
        try:
            return write_json(_table(table).pairs(), _as_pairs)
        except ValueError as error:
            raise failure(str(error)) from error


def _as_pairs(value: Any) -> list[Any] | None:
    return value.pairs() if isinstance(value, Table) else None


def _table(value: Any) -> Table:
    if value.__class__ is Table:
        return value
    raise failure(f"not a table: {dump(value)}")


def _is_key(key: Any) -> bool:
    kind = key.__class__
    return kind is float or kind is str or kind is bool or (kind is list and all(map(_is_key, key)))


def _check_key(key: Any) -> None:
    """Refuse what may not be a key."""
    if not _is_key(key):
        raise _invalid_key(key)


def _invalid_key(key: Any) -> LogoError:
    allowed = "a number, a string, true or false, or a list whose items are valid keys"
    return failure(f"{dump(key)} is not a valid table key (a table key may only be {allowed})")


EXTENSION = TableExtension
