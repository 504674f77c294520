"""Settings of a model's interface: sliders, switches, choosers and inputs, and the values typed for them.

Texts such as `slider=value` become values that the model can take, or an error with the near matches.
"""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bridge.base.near_names import hint, resolve
from bridge.errors import ScenarioError
from common.reading import read_whole

Value = float | str | bool
Settings = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Setting:
    """One interface global."""

    kind: Literal["slider", "switch", "chooser", "input"]
    minimum: float = -float("inf")
    maximum: float = float("inf")
    choices: tuple[Value, ...] = ()
    """A chooser's; empty otherwise."""
    numeric: bool = True
    """Whether an input box takes a number; texts otherwise."""


def parse_assignments(texts: Iterable[str], form: str = "slider=value") -> dict[str, str]:
    """Split `name=value` texts; `form` is how a message writes one.

    Raises:
        ScenarioError: no equals sign, or a name twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise ScenarioError(f"expected a setting as {form!r}, got {text!r}")
        if name.strip() in found:
            raise ScenarioError(f"setting {name.strip()!r} is given twice; keep one of them")
        found[name.strip()] = value.strip()
    return found


def parse_loading(texts: Iterable[str]) -> dict[str, float]:
    """Split `name=factor` texts; whether there is such a name is for the microsimulation to say.

    Raises:
        ScenarioError: as `parse_assignments`, or a factor that is negative or no finite number.
    """
    found = {}
    for name, text in parse_assignments(texts, "name=factor").items():
        try:
            factor = float(text)
        except ValueError:
            factor = math.nan
        if not (math.isfinite(factor) and factor >= 0):
            raise ScenarioError(f"loading of {name!r}: expected a finite factor >= 0, got {text!r}")
        found[name] = factor
    return found


def read_loading(path: Path) -> list[str]:
    """The `name=factor` texts of a CSV file with the columns `name` and `factor`.

    Raises:
        ScenarioError: it cannot be read, lacks a column, or has a row without one of the two.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(read_whole(path).decode("utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ScenarioError(f"cannot read the loading factors in {str(path)!r}: {error}") from error
    for number, row in enumerate(rows, start=2):
        if not row.get("name") or not row.get("factor"):
            raise ScenarioError(
                f"{path.name}: row {number}: expected the columns 'name' and 'factor', got {row!r}"
            )
    return [f"{row['name']}={row['factor']}" for row in rows]


def check_settings(typed: Mapping[str, str], known: Mapping[str, Setting]) -> Settings:
    """The values of what was typed, under the model's own names.

    Raises:
        ScenarioError: unknown name, a value of the wrong kind, outside a slider's range, or not among the
            choices.
    """
    settings: Settings = {}
    for text, value in typed.items():
        name = resolve(text, known, "slider or other setting of the model")
        settings[name] = _value(name, value, known[name])
    return settings


def _value(name: str, text: str, spec: Setting) -> Value:
    if spec.kind == "switch":
        return _truth(name, text)
    if spec.kind == "chooser":
        return _choice(name, text, spec.choices)
    if spec.kind == "input" and not spec.numeric:
        return text
    try:
        number = float(text)
    except ValueError as error:
        raise ScenarioError(f"setting {name!r}: expected a number, got {text!r}") from error
    if not spec.minimum <= number <= spec.maximum:
        raise ScenarioError(
            f"setting {name!r}: expected a number from {spec.minimum:g} to {spec.maximum:g}, got {text!r}"
        )
    return number


def _truth(name: str, text: str) -> bool:
    truths = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
    if text.casefold() not in truths:
        raise ScenarioError(f"setting {name!r} is a switch: expected 'true' or 'false', got {text!r}")
    return truths[text.casefold()]


def _choice(name: str, text: str, choices: tuple[Value, ...]) -> Value:
    by_text = {written(one): one for one in choices}
    for known, value in by_text.items():
        if known.casefold() == text.casefold():
            return value
    raise ScenarioError(f"setting {name!r} has no choice {text!r}; {hint(text, by_text, listing='choices')}")


def written(value: Value) -> str:
    """A value as NetLogo writes it: `3`, `0.5`, `true`, or the text itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
