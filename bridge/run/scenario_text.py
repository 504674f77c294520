"""Scenarios as TOML text."""

from datetime import datetime
from typing import Any

from bridge.run.scenario_file import TABLES, option_types, options_of
from bridge.scenario.scenario import Scenario

ALWAYS = ("force", "start", "end", "seed")
"""Options that a text names also where they are the usual ones."""


def changed_options(scenario: Scenario) -> dict[str, Any]:
    """The options that differ from those of `crims run` without any, by their key in a file; and `ALWAYS`."""
    given, usual = options_of(scenario), options_of(Scenario.of())
    named = {key: key.replace("-", "_") for key in option_types()}
    return {
        key: given[name]
        for key, name in named.items()
        if name in given and (key in ALWAYS or given[name] != usual.get(name))
    }


def brief(scenario: Scenario) -> str:
    """A scenario as TOML, without what is as usual: `crims run` takes it."""
    lines = [f"{key} = {toml_value(value)}" for key, value in changed_options(scenario).items()]
    given = options_of(scenario)
    for table, option in TABLES.items():
        texts = [one.partition("=") for one in given.get(option, ())]
        if texts:
            lines += ["", f"[{table}]", *(f'"{name}" = {slider_value(value)}' for name, _, value in texts)]
    return "\n".join(lines) + "\n"


def toml_value(value: Any) -> str:
    """One value as TOML; nothing is an empty text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, datetime):
        return value.isoformat()
    text = "" if value is None else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def slider_value(text: str) -> str:
    """The text of a `name=value` as TOML: a switch, a number or a text."""
    if text in ("true", "false"):
        return text
    try:
        number = float(text)
    except ValueError:
        return toml_value(text)
    short = f"{number:g}"
    return short if float(short) == number else repr(number)
