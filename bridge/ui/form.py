"""The form of a run: its fields come from the scenario's schema, its help from the command line's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from bridge.errors import ScenarioError
from bridge.run.scenario_file import SLIDERS, check_sliders, is_name, option_types, options_of, scenario_of
from bridge.run.scenario_text import slider_value, toml_value
from bridge.scenario.models import police_model
from bridge.scenario.scenario import Scenario
from bridge.scenario.toml_text import TomlText

FIRST = ("force", "areas", "start", "end", "burn-in", "seed", "staffing-factor", "model", "rates", "plan")
"""What most runs differ in, at the top of the form."""

Kind = Literal["text", "path", "number", "whole", "switch", "choice", "list"]


@dataclass(frozen=True, slots=True)
class FormField:
    """One option."""

    key: str
    kind: Kind
    default: str
    """As text; lists with commas."""
    choices: tuple[str, ...] = ()
    first: bool = False
    """Whether it stands at the top."""


def fields() -> list[FormField]:
    """Every option of a scenario, those that most runs differ in first."""
    usual = options_of(Scenario.of())
    found = [_field(key, kind, usual.get(key.replace("-", "_"))) for key, kind in option_types().items()]
    rank = {key: at for at, key in enumerate(FIRST)}
    return sorted(found, key=lambda one: rank.get(one.key, len(rank)))


def sliders(model: str = "") -> list[str]:
    """The names that a model's sliders have, for those who fill in the form; none where it cannot be read."""
    from bridge.police.contract import CLOCK
    from netlogo import NetLogoError, read_model

    try:
        found = police_model(model) if model else police_model()
        return sorted(one.name for one in read_model(found).globals if one.name.lower() not in CLOCK)
    except (OSError, NetLogoError):
        return []


def scenario_text(values: Mapping[str, str], settings: str = "") -> str:
    """What was filled in as the text of a scenario's file, checked.

    Args:
        values: option -> what was typed; what is empty or as usual is left out.
        settings: sliders as `name = value`, one a line.

    Raises:
        ScenarioError: a value that cannot be meant.
    """
    lines = []
    for one in fields():
        typed = values.get(one.key, "").strip()
        if typed and typed != one.default:
            lines.append(f"{one.key} = {toml_value(_value(one, typed))}")
    typed_sliders = [line for line in settings.splitlines() if line.strip()]
    if typed_sliders:
        lines += ["", f"[{SLIDERS}]"]
    for line in typed_sliders:
        name, equals, value = line.partition("=")
        if not equals or not name.strip():
            raise ScenarioError(f"expected sliders as name = value, one a line, got {line!r}")
        lines.append(f'"{name.strip()}" = {slider_value(value.strip())}')
    text = "\n".join(lines) + "\n"
    check_sliders(scenario_of(parsed(text)))
    return text


def experiment_text(scenario: str, factors: str, replicates: int) -> str:
    """The text of an experiment's file on a scenario's, checked.

    Args:
        factors: one a line, as in a file: `staffing-factor = [0.9, 1.0, 1.1]`.

    Raises:
        ScenarioError: a factor that cannot be meant.
    """
    import tomllib

    from bridge.experiments.experiment_file import experiment_of

    inner = scenario.replace(f"[{SLIDERS}]", f"[scenario.{SLIDERS}]")
    text = f"replicates = {replicates}\n\n[factors]\n{factors.strip()}\n\n[scenario]\n{inner}"
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"expected factors as name = [value, value], one a line: {error}") from error
    if not content.get("factors"):
        raise ScenarioError("expected at least one factor, such as staffing-factor = [0.9, 1.0]")
    experiment_of(TomlText(Path("experiment.toml"), text, content), scenario_of(parsed(scenario)), "form")
    return text


def parsed(text: str) -> TomlText:
    """TOML text as if it were a file here.

    Raises:
        ScenarioError: it is no TOML.
    """
    import tomllib

    try:
        return TomlText(Path("scenario.toml"), text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"what was filled in is no scenario: {error}") from error


def _field(key: str, kind: Any, default: Any) -> FormField:
    text = (
        ", ".join(map(str, default))
        if isinstance(default, list | tuple)
        else str(default if default is not None else "")
    )
    first = key in FIRST
    classes = set(_classes(kind))
    if get_origin(kind) is Literal:
        return FormField(key, "choice", text, tuple(map(str, get_args(kind))), first)
    if bool in classes:
        return FormField(key, "switch", text.lower(), (), first)
    if int in classes:
        return FormField(key, "whole", text, (), first)
    if float in classes:
        return FormField(key, "number", text, (), first)
    if Path in classes:
        return FormField(key, "path", text, (), first)
    return FormField(key, "text" if str in classes else "list", text, (), first)


def _classes(kind: Any) -> list[type]:
    if get_origin(kind) in (Union, UnionType):
        return [one for part in get_args(kind) for one in _classes(part)]
    return [kind] if isinstance(kind, type) and get_origin(kind) is None else []


def _value(one: FormField, typed: str) -> Any:
    try:
        if one.kind == "whole":
            return int(typed)
        if one.kind == "number":
            return float(typed)
    except ValueError as error:
        raise ScenarioError(f"{one.key}: expected a number, got {typed!r}") from error
    if one.kind == "path":  # of the server's working folder, wherever the file of the scenario will lie
        return typed if is_name(one.key, typed) else str(Path(typed).resolve())
    if one.kind == "switch":
        return typed == "true"
    if one.kind == "list":
        return [part.strip() for part in typed.split(",") if part.strip()]
    return typed
