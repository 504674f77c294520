"""Scenario files: the options of a run as TOML, with comments, or as the `run.json` of an earlier run.

A key is an option of `Scenario.of` with hyphens for underscores; `[sliders]` holds interface values of the
model, `[loading]` standing factors. Everything is checked here, before anything is computed.
"""

import inspect
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bridge.errors import ScenarioError
from bridge.record.record import MANIFEST, read_manifest
from bridge.scenario.model_settings import check_settings
from bridge.scenario.models import police_model
from bridge.scenario.scenario import NO_CALLS, Scenario
from bridge.scenario.toml_text import TomlText

SLIDERS, LOADING = "sliders", "loading"
TABLES = {SLIDERS: "settings", LOADING: "loading"}
"""Table of the file -> the option that takes its `name=value` texts."""
NEVER = frozenset(TABLES.values()) - {LOADING}
"""Options that a file gives by their table only."""


def option_types() -> dict[str, Any]:
    """Key of a scenario file -> its type, in the order in which `Scenario.of` takes them."""
    hints = get_type_hints(Scenario.of)
    names = [name for name in inspect.signature(Scenario.of).parameters if name in hints]
    return {name.replace("_", "-"): hints[name] for name in names if name not in NEVER and name != LOADING}


def read_scenario(path: Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of a file.

    Args:
        path: a `.toml` file, the `run.json` of a run, or a folder that holds one.
        overrides: options of `Scenario.of` that count instead of the file's; sliders and loading factors are
            added to the file's, name by name.

    Raises:
        ScenarioError: an unknown key, a wrong type or an impossible value, with file and line.
        RecordError: the `run.json` cannot be read.
    """
    if path.is_dir() or path.name == MANIFEST:
        return _again(path if path.is_dir() else path.parent, overrides or {})
    return scenario_of(TomlText.read(path), overrides)


def scenario_of(file: TomlText, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario that a parsed file describes; relative paths start at the file's folder.

    Raises:
        ScenarioError: as `read_scenario`.
    """
    types = option_types()
    file.refuse_unknown([*types, *TABLES])
    options = {
        key.replace("-", "_"): _typed(file, key, value, types[key])
        for key, value in file.content.items()
        if key in types
    }
    for table, option in TABLES.items():
        options[option] = _assignments(file, table)
    changed = merged(options, overrides or {})
    try:
        return Scenario.of(**changed)
    except ScenarioError as error:
        raise _placed(file, options, overrides or {}, error) from error


def check_sliders(scenario: Scenario, file: TomlText | None = None) -> None:
    """Refuse interface values that the model has not or cannot take, without compiling it.

    Raises:
        ScenarioError: the first one, with its line where it comes from a file.
        netlogo.ModelFileError: the model cannot be read.
    """
    from bridge.police.contract import CLOCK
    from bridge.police.supply import setting_of
    from netlogo import read_model

    widgets = read_model(scenario.model_path).globals
    specs = {one.name.lower(): setting_of(one) for one in widgets if one.name.lower() not in CLOCK}
    for name, value in scenario.settings.items():
        try:
            check_settings({name: value}, specs)
        except ScenarioError as error:
            if file is None or name not in file.table(SLIDERS):
                raise
            raise file.error(name, str(error), SLIDERS) from error


def _again(folder: Path, overrides: Mapping[str, Any]) -> Scenario:
    """The scenario of an earlier run, with other values for some options."""
    before = read_manifest(folder).options
    if not overrides:
        return before
    options = options_of(before)
    return Scenario.of(**merged(options, overrides))


def options_of(scenario: Scenario) -> dict[str, Any]:
    """The options of `Scenario.of` that make this scenario."""
    hints = get_type_hints(Scenario.of)
    options: dict[str, Any] = {}
    for name in inspect.signature(Scenario.of).parameters:
        value = getattr(scenario, name, None)
        if isinstance(value, datetime):
            options[name] = value.isoformat(timespec="minutes")
        elif isinstance(value, dict):
            options[name] = [f"{key}={one}" for key, one in value.items()]
        elif isinstance(value, str) and takes(hints[name], Path):
            options[name] = Path(value)
        elif value is not None:
            options[name] = value
    return options


def merged(options: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The options, with overrides; of `name=value` texts the later one of a name counts."""
    found = {**options, **overrides}
    for option in TABLES.values():
        texts = {one.partition("=")[0].strip(): one for one in options.get(option, ())}
        texts.update((one.partition("=")[0].strip(), one) for one in overrides.get(option, ()))
        found[option] = list(texts.values())
    return found


def _placed(
    file: TomlText, options: Mapping[str, Any], overrides: Mapping[str, Any], error: ScenarioError
) -> ScenarioError:
    """The error at the line of the one key that is wrong by itself; else of the file as a whole."""
    for name, value in options.items():
        if name in overrides:
            continue
        try:
            Scenario.of(**{name: value})
        except ScenarioError as alone:
            if str(alone) == str(error):
                table = next((one for one, option in TABLES.items() if option == name), None)
                inside = [key for key in file.table(table) if repr(key) in str(error)] if table else []
                key = inside[0] if inside else table or name.replace("_", "-")
                return file.error(key, str(error), table if inside else None)
    return ScenarioError(f"{file.path}: {error}")


def _typed(file: TomlText, key: str, value: Any, kind: Any) -> Any:
    """A TOML value as the option takes it."""
    if isinstance(value, date) and takes(kind, str):
        return value.isoformat() if not isinstance(value, datetime) else value.isoformat(timespec="minutes")
    if isinstance(value, str) and takes(kind, Path):
        if is_name(key, value):
            return Path(value)
        return file.path.parent / value if value else None
    if isinstance(value, bool) != takes(kind, bool):
        raise file.error(key, f"{key}: expected {_words(kind)}, got {value!r}")
    if takes(kind, float) and isinstance(value, int):
        return float(value)
    if get_origin(kind) is not None and _is_list(kind):
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise file.error(key, f'{key}: expected a list of texts such as ["Leeds"], got {value!r}')
        return value
    if _literals(kind) and value not in _literals(kind):
        raise file.error(key, f"{key}: expected {' or '.join(map(repr, _literals(kind)))}, got {value!r}")
    if not any(isinstance(value, one) for one in _plain(kind)):
        raise file.error(key, f"{key}: expected {_words(kind)}, got {value!r}")
    return value


def is_name(key: str, value: str) -> bool:
    """Whether a text that could be a path is the name of a model of this project, or says `none`."""
    return (key, value) == ("calls", NO_CALLS) or (key == "model" and police_model(value).is_file())


def _assignments(file: TomlText, table: str) -> list[str]:
    texts = []
    for name, value in file.table(table).items():
        if isinstance(value, dict | list) or (table == LOADING and isinstance(value, str | bool)):
            raise file.error(name, f"{name}: expected a value, got {value!r}", table)
        texts.append(f"{name}={str(value).lower() if isinstance(value, bool) else value}")
    return texts


def _plain(kind: Any) -> list[type]:
    """The classes that a type stands for, those of a union each, without None."""
    if get_origin(kind) in (Union, UnionType):
        return [one for part in get_args(kind) for one in _plain(part)]
    if get_origin(kind) is Literal:
        return [str]
    return [kind] if isinstance(kind, type) and kind is not type(None) else []


def takes(kind: Any, what: type) -> bool:
    """Whether an option of a type takes values of a class."""
    return what in _plain(kind)


def _is_list(kind: Any) -> bool:
    return isinstance(get_origin(kind), type) and issubclass(get_origin(kind), Iterable)


def _literals(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) is Literal else ()


def _words(kind: Any) -> str:
    names = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", Path: "a path"}
    return " or ".join(names.get(one, one.__name__) for one in _plain(kind)) or "a list of texts"
