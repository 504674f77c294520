"""The supply side of the coupling: one interface for police models, and a NetLogo model behind it.

The model runs on either engine, takes hourly lists of crimes and gives metrics and loading factors. The
contract with the model (`bridge.police.contract`) is checked once, before anything runs.
"""

import logging
import math
import shutil
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Protocol

from bridge.base.fingerprints import hash_model, versions_of
from bridge.demand.crime_rows import Row
from bridge.errors import RecordError
from bridge.police.contract import (
    CALL,
    CALL_ITEMS,
    CLOCK,
    CONTRACT,
    CRIME,
    CRIME_ITEMS,
    GIVEN,
    OPTIONAL,
    Needs,
    check_contract,
    forms,
)
from bridge.police.reports import (
    Loading,
    read_items,
    read_loading,
    read_pairs,
    read_rows,
    read_tables,
    read_ticks_per_hour,
)
from bridge.police.table_columns import TableColumns
from bridge.scenario.model_settings import Setting, Settings, check_settings

if TYPE_CHECKING:
    from netlogo import Workspace
    from netlogo.modelfile.model import InterfaceGlobal

log = logging.getLogger(__name__)

Given = Mapping[str, Sequence[Any]]
"""What a model is told of the force after `setup`: procedure of `contract.GIVEN` -> its rows."""


@dataclass(frozen=True, slots=True)
class SupplyInfo:
    """What a supply side was made from."""

    engine: str
    settings: Settings
    """Every interface value in force before `setup`, also those left at their defaults."""
    takes: frozenset[str] = frozenset()
    """The optional procedures of the contract that the model defines."""
    inputs: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What whoever starts a run should know of the engine, a sentence each."""


class Supply(Protocol):
    """A police model that takes crimes and runs tick by tick."""

    @property
    def info(self) -> SupplyInfo:
        """What runs, and with which settings."""

    @property
    def needs(self) -> Needs:
        """What the model wants to be told, and how long its ticks are; after `setup`."""

    def setup(self, start: datetime, seed: int, given: Given | None = None) -> None:
        """Seed the model's random numbers, tell it the first hour, run its `setup`, and hand over `given`."""

    def receive(self, crimes: Sequence[Row], calls: Sequence[Row]) -> None:
        """Hand over what is reported in the coming tick; called for every tick, also with nothing."""

    def tick(self) -> None:
        """Run one tick."""

    def metrics(self) -> dict[str, float]:
        """The model's figures after the last tick, always the same names in the same order."""

    def loading(self) -> Loading:
        """The factors that the demand is to use from now on; those left out are 1."""

    def tables(self, *, last: bool) -> list[TableColumns]:
        """Rows that are new since they were asked for; the `last` time those still open as well."""

    def notes(self) -> dict[str, float]:
        """What a reader of the results must know, each with how often it happened so far."""

    def reference(self) -> list[list[Any]]:
        """The world of this run, for the models of others to compare with; empty where it reports none."""

    def close(self) -> None:
        """Free what is held; safe to repeat."""


class LastingSupply(Supply, Protocol):
    """A police model that a run can be resumed with."""

    def keep_files_in(self, folder: Path) -> None:
        """Have the files that the model writes put into this folder; called before `setup`."""

    def snapshot(self) -> bytes | None:
        """The model's whole state, for `restore`; None where it cannot be written down."""

    def restore(self, state: bytes) -> None:
        """Take up a state of the same model with the same settings, after `setup`; it goes on as there."""


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
            workspace: a `netlogo.Workspace`, or one like it, with the model open.
            model: the model's file.
            settings: interface global -> value as typed by a person.
            engine: the engine's name for the manifest.
            versions: of the programs that only this engine needs.

        Raises:
            ScenarioError: no such slider, switch, chooser or input, or a value it cannot take.
            ContractError: the model lacks what a coupled model must have.
        """
        self._workspace = workspace
        self._procedures = frozenset(forms(self._workspace))
        check_contract(forms(self._workspace), model.name)
        specs = self._known_settings()
        for name, value in check_settings(settings or {}, specs).items():
            self._workspace.set_global(name, value)
        self._globals = {*self._workspace.interface_globals, *self._workspace.globals}
        self._info = SupplyInfo(
            engine=engine,
            settings={name: self._workspace.get_global(name) for name in specs},
            takes=self._procedures & OPTIONAL.keys(),
            inputs=hash_model(model),
            versions=versions_of(()) | dict(versions or {}),
            notes=workspace.notes if engine == "embedded" else (),
        )
        self._needs: Needs | None = None
        self._receive: Callable[[list[Any]], Any] = lambda crimes: self._workspace.call(
            "receive-crimes", crimes
        )
        # Compiled once: text would be parsed again in every hour.
        self._go = self._workspace.compile_command("go")
        self._report_metrics = self._workspace.compile_reporter("report-metrics")
        self._report_loading = self._workspace.compile_reporter("report-loading")

    @property
    def info(self) -> SupplyInfo:
        """What runs, and with which settings."""
        return self._info

    def configure(self, settings: Mapping[str, str]) -> None:
        """Give every interface value its default again, then those typed, for another run of the same model.

        Raises:
            ScenarioError: as at the start.
        """
        specs = self._known_settings()
        checked = check_settings(settings, specs)
        defaults = self._workspace.interface_globals
        for name in specs:
            self._workspace.set_global(name, checked.get(name, defaults[name].default))
        self._info = replace(self._info, settings={name: self._workspace.get_global(name) for name in specs})

    @property
    def needs(self) -> Needs:
        """What the model wants to be told; read once, after `setup`."""
        if self._needs is None:
            self._needs = self._read_needs()
        return self._needs

    def setup(self, start: datetime, seed: int, given: Given | None = None) -> None:
        """Seed, tell the first hour through those of the three optional globals that exist, run `setup`, and
        hand over what of `given` the model takes.
        """
        # Before setup, which draws random numbers already.
        self._workspace.command(f"random-seed {seed}")
        clock = (float(start.hour), float(start.weekday()), start.date().isoformat())
        for name, value in zip(CLOCK, clock, strict=True):
            if name in self._globals:
                self._workspace.set_global(name, value)
        self._workspace.command("setup")
        for name in GIVEN:
            if given is not None and name in given and name in self._procedures:
                self._workspace.call(name, [list(given[name])])
        self._needs = None

    def receive(self, crimes: Sequence[Row], calls: Sequence[Row]) -> None:
        """Hand over what is reported in the coming tick, calls first."""
        if self.needs.calls:
            self._workspace.call("receive-calls", [list(calls)])
        self._receive([list(crimes)])

    def tick(self) -> None:
        """Run `go` once."""
        self._go()

    def metrics(self) -> dict[str, float]:
        """Read `report-metrics`."""
        return read_pairs(self._report_metrics(), "report-metrics", "number")

    def loading(self) -> Loading:
        """Read `report-loading`."""
        return read_loading(self._report_loading())

    def tables(self, *, last: bool) -> list[TableColumns]:
        """Read `report-tables`, and the last time `report-open-tables`, where the model defines them."""
        found = read_tables(self._ask("report-tables", []), "report-tables")
        if last:
            found += read_tables(self._ask("report-open-tables", []), "report-open-tables")
        return found

    def notes(self) -> dict[str, float]:
        """Read `report-notes` where the model defines it."""
        return read_pairs(self._ask("report-notes", []), "report-notes", "count")

    def reference(self) -> list[list[Any]]:
        """Read `report-reference` where the model defines it."""
        return read_rows(self._ask("report-reference", []), "report-reference")

    def _ask(self, reporter: str, otherwise: Any) -> Any:
        return self._workspace.call(reporter) if reporter in self._procedures else otherwise

    def _read_needs(self) -> Needs:
        ticks: Any = 1.0
        if "ticks-per-hour" in self._procedures or "ticks-per-hour" in self._globals:
            ticks = self._workspace.report("ticks-per-hour")
        return Needs(
            ticks_per_hour=read_ticks_per_hour(ticks),
            crime_items=read_items(self._ask("report-crime-items", CRIME), "report-crime-items", CRIME_ITEMS),
            call_items=read_items(self._ask("report-call-items", CALL), "report-call-items", CALL_ITEMS),
            calls="receive-calls" in self._procedures,
        )

    def snapshot(self) -> bytes | None:
        """None on NetLogo itself: the worlds that it exports lose the order of agents on patches, which
        decides later draws.
        """
        return None

    def restore(self, state: bytes) -> None:
        """Refuse: no state of this engine is ever written.

        Raises:
            RecordError: always.
        """
        raise RecordError(f"the engine {self._info.engine!r} takes up no checkpoints; delete the file")

    def keep_files_in(self, folder: Path) -> None:
        """Nothing to do: where the engine cannot confine a model, it writes where it likes."""

    def close(self) -> None:
        """Nothing is held besides memory."""

    def _known_settings(self) -> dict[str, Setting]:
        specs = self._workspace.interface_globals
        return {
            name: setting_of(spec, self._workspace.report)
            for name, spec in specs.items()
            if name not in CLOCK
        }


def setting_of(spec: "InterfaceGlobal", report: Callable[[str], Any] | None = None) -> Setting:
    """What values a widget takes; a slider's limit that is no number counts where `report` is there."""

    def bound(text: str, unknown: float) -> float:
        try:
            return float(text)
        except ValueError:
            return unknown if report is None else float(report(text))

    if spec.kind == "slider":
        return Setting("slider", bound(spec.minimum, -math.inf), bound(spec.maximum, math.inf))
    if spec.kind == "chooser":
        choices = tuple(one for one in spec.choices if isinstance(one, float | bool | str))
        return Setting("chooser", choices=choices)
    if spec.kind == "switch":
        return Setting("switch")
    return Setting("input", numeric=isinstance(spec.default, float))


class EmbeddedSupply(ModelSupply):
    """A NetLogo model on the embedded engine."""

    def __init__(
        self, model: Path, settings: Mapping[str, str] | None = None, writable: Sequence[Path] = ()
    ) -> None:
        """Compile the model and set its interface values.

        Args:
            model: the model's file. Until `keep_files_in` says where, it may write no file in its own folder.
            settings: interface global -> value as typed by a person.
            writable: folders in which the model may write by their own names.

        Raises:
            netlogo.NetLogoError: the model does not compile.
            BridgeError: as for `ModelSupply`.
        """
        import netlogo

        # Told beforehand what it will be called with, the engine writes its code once.
        takes_rows: dict[str, list[list[Any]]] = {
            name: [[]] for name, (_, inputs) in (CONTRACT | OPTIONAL).items() if inputs == 1
        }
        workspace = netlogo.Workspace.open(str(model), calls=takes_rows)
        workspace.forget_plots()  # years of hourly points would be most of a long run's memory
        self._writable = tuple(writable)
        nowhere = mkdtemp(prefix="crims-model-")
        self._forget = weakref.finalize(self, shutil.rmtree, nowhere, True)
        workspace.confine(self._writable, output=nowhere)
        super().__init__(workspace, model, settings, engine="embedded")

    @property
    def workspace(self) -> "Workspace":
        """The model in its world, for whoever shows it."""
        found: Workspace = self._workspace
        return found

    def keep_files_in(self, folder: Path) -> None:
        """What the model writes beside itself lands in this folder, and is read back from there."""
        self._workspace.confine(self._writable, output=folder)

    def close(self) -> None:
        """Close the files that the model has left open; remove those of a model that nobody gave a folder.

        Raises:
            netlogo.NetLogoError: what was written last does not reach its file.
        """
        try:
            self._workspace.close_files()
        finally:
            self._forget()

    def snapshot(self) -> bytes | None:
        """The world's state; None, with a line in the log, where it cannot be written down."""
        from netlogo import NetLogoError

        try:
            state: bytes = self._workspace.snapshot()
        except NetLogoError as error:
            log.info("no checkpoints of this model: %s; a resume runs it again from the start", error)
            return None
        return state

    def restore(self, state: bytes) -> None:
        """Take up the world's state.

        Raises:
            RecordError: it is not of this model.
        """
        from netlogo import NetLogoError

        try:
            self._workspace.restore(state)
        except NetLogoError as error:
            raise RecordError(f"the checkpoint cannot be taken up: {error}; delete it") from error
