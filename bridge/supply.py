"""The supply side of the coupling: one interface for police models, and a NetLogo model behind it, on either
engine.

Enters a model file, its settings and hourly lists of crimes; leaves metrics and loading factors. The contract
with the model (procedures, reporters, globals) is checked here once, before anything runs.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bridge.crimes import Row
from bridge.errors import ContractError
from bridge.inputs import hash_model, versions_of
from bridge.settings import Setting, Settings, check_settings

if TYPE_CHECKING:
    from netlogo.model_file import InterfaceGlobal

log = logging.getLogger(__name__)

RECEIVED = "crimes-received"
"""The metric every coupled model has: crimes handed to it so far."""
INCIDENTS = "incidents-created"
"""The metric that is checked as well where a model has it."""

CLOCK = ("start-hour", "start-weekday", "start-date")
"""Interface globals that tell a model its first hour; set from the run's start where a model has them."""

CONTRACT = {
    "setup": ("command", 0),
    "receive-crimes": ("command", 1),
    "go": ("command", 0),
    "report-loading": ("reporter", 0),
    "report-metrics": ("reporter", 0),
}
"""What a coupled model must define: name -> kind and number of inputs."""


@dataclass(frozen=True, slots=True)
class SupplyInfo:
    """What a supply side was made from."""

    engine: str
    settings: Settings
    """Every interface value in force before ``setup``, also those left at their defaults."""
    inputs: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)


class Supply(Protocol):
    """A police model that takes crimes and runs hour by hour."""

    @property
    def info(self) -> SupplyInfo:
        """What runs, and with which settings."""

    def setup(self, start: datetime, seed: int) -> None:
        """Seed the model's random numbers, tell it the first hour, and run its ``setup``."""

    def receive(self, crimes: Sequence[Row]) -> None:
        """Hand over the crimes of the coming hour; called every hour, also with none."""

    def tick(self) -> None:
        """Run one hour."""

    def metrics(self) -> dict[str, float]:
        """The model's figures after the last tick, always the same names in the same order."""

    def loading(self) -> dict[str, float]:
        """The factor by category that the demand is to use from now on; those left out are 1."""

    def close(self) -> None:
        """Free what is held."""


class ModelSupply:
    """A NetLogo model in a workspace of either engine; both have the same face."""

    def __init__(
        self,
        workspace: Any,
        model: Path,
        settings: Mapping[str, str] | None = None,
        *,
        engine: str,
        versions: Mapping[str, str] | None = None,
    ) -> None:
        """Check the model and set its interface values.

        Args:
            workspace: a ``netlogo.Workspace``, or one like it, with the model open.
            model: the model's file.
            settings: interface global -> value as typed by a person.
            engine: the engine's name for the manifest.
            versions: of the programs that only this engine needs.

        Raises:
            ScenarioError: no such slider, switch, chooser or input, or a value it cannot take.
            ContractError: the model lacks what a coupled model must have.
        """
        self._workspace = workspace
        check_contract(self._procedures(), model.name)
        specs = self._known_settings()
        for name, value in check_settings(settings or {}, specs).items():
            self._workspace.set_global(name, value)
        self._globals = {*self._workspace.interface_globals, *self._workspace.globals}
        self._info = SupplyInfo(
            engine=engine,
            settings={name: self._workspace.get_global(name) for name in specs},
            inputs=hash_model(model),
            versions=versions_of(()) | dict(versions or {}),
        )
        self._receive: Callable[[list[Any]], Any] = lambda crimes: self._workspace.call(
            "receive-crimes", crimes
        )
        self._go = self._workspace.compile_command("go")
        self._report_metrics = self._workspace.compile_reporter("report-metrics")
        self._report_loading = self._workspace.compile_reporter("report-loading")

    @property
    def info(self) -> SupplyInfo:
        """What runs, and with which settings."""
        return self._info

    def setup(self, start: datetime, seed: int) -> None:
        """Seed, tell the first hour through those of the three optional globals that exist, run ``setup``."""
        self._workspace.command(f"random-seed {seed}")
        clock = (float(start.hour), float(start.weekday()), start.date().isoformat())
        for name, value in zip(CLOCK, clock, strict=True):
            if name in self._globals:
                self._workspace.set_global(name, value)
        self._workspace.command("setup")

    def receive(self, crimes: Sequence[Row]) -> None:
        """Hand over the crimes of the coming hour."""
        self._receive([list(crimes)])

    def tick(self) -> None:
        """Run ``go`` once."""
        self._go()

    def metrics(self) -> dict[str, float]:
        """Read ``report-metrics``."""
        return read_pairs(self._report_metrics(), "report-metrics", "number")

    def loading(self) -> dict[str, float]:
        """Read ``report-loading``."""
        return read_pairs(self._report_loading(), "report-loading", "factor")

    def close(self) -> None:
        """Nothing is held besides memory."""

    def _procedures(self) -> dict[str, tuple[str, int]]:
        return {
            name: ("reporter" if spec.is_reporter else "command", spec.arity)
            for name, spec in self._workspace.procedures.items()
        }

    def _known_settings(self) -> dict[str, Setting]:
        specs = self._workspace.interface_globals
        return {name: self._setting(spec) for name, spec in specs.items() if name not in CLOCK}

    def _setting(self, spec: "InterfaceGlobal") -> Setting:
        if spec.kind == "slider":
            return Setting("slider", self._bound(spec.minimum), self._bound(spec.maximum))
        if spec.kind == "chooser":
            return Setting(
                "chooser", choices=tuple(one for one in spec.choices if isinstance(one, float | bool | str))
            )
        if spec.kind == "switch":
            return Setting("switch")
        return Setting("input", numeric=isinstance(spec.default, float))

    def _bound(self, text: str) -> float:
        """A slider's limit, which is a number or a reporter."""
        try:
            return float(text)
        except ValueError:
            return float(self._workspace.report(text))


class EmbeddedSupply(ModelSupply):
    """A NetLogo model on the embedded engine."""

    def __init__(self, model: Path, settings: Mapping[str, str] | None = None) -> None:
        """Compile the model and set its interface values.

        Raises:
            netlogo.NetLogoError: the model does not compile.
            BridgeError: as for ``ModelSupply``.
        """
        import netlogo

        super().__init__(netlogo.Workspace.open(str(model)), model, settings, engine="embedded")


def check_contract(procedures: Mapping[str, tuple[str, int]], model: str) -> None:
    """Refuse a model that cannot be coupled.

    Args:
        procedures: name -> ('command' or 'reporter', number of inputs).
        model: the model's name for the message.

    Raises:
        ContractError: with every procedure that is missing or of the wrong form, not only the first.
    """
    faults = []
    for name, (kind, inputs) in CONTRACT.items():
        header = f"{'to' if kind == 'command' else 'to-report'} {name}{' [ crimes ]' if inputs else ''}"
        found = procedures.get(name)
        if found is None:
            faults.append(f"'{header}' is missing")
        elif found != (kind, inputs):
            faults.append(f"{name!r} must be '{header}', not a {found[0]} with {found[1]} inputs")
    if faults:
        raise ContractError(f"{model} cannot be coupled: {'; '.join(faults)}")


def read_pairs(value: object, reporter: str, what: str) -> dict[str, float]:
    """The dictionary of a reporter that gives a list of ``[name number]``.

    Raises:
        ContractError: another shape, a name twice, or something that is not a number.
    """
    if not isinstance(value, Iterable) or isinstance(value, str):
        raise ContractError(f"{reporter}: expected a list of [name {what}], got {value!r:.80}")
    found: dict[str, float] = {}
    for pair in value:
        match pair:
            case [str(name), float(number)] if name not in found:
                found[name] = number
            case [str(name), float()]:
                raise ContractError(f"{reporter}: expected each name once, got {name!r} again")
            case _:
                raise ContractError(f"{reporter}: expected [name {what}], got {pair!r:.80}")
    return found
