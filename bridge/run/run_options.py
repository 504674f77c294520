"""How a run is carried out, as opposed to what is run, which a `Scenario` says: no result depends on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bridge.coupling.coupler import Exchange
from bridge.demand.remote import Elsewhere
from bridge.police.supply import EmbeddedSupply, LastingSupply
from bridge.record.record import Manifest
from bridge.scenario.scenario import Scenario
from bridge.wire.transport import Patience

MakeSupply = Callable[[Scenario], LastingSupply]


class Observer(Protocol):
    """Is told how a run goes on; changes nothing."""

    def phase(self, what: str) -> None:
        """Something that takes a while begins, such as reading data."""

    def begin(self, manifest: Manifest, folder: Path) -> None:
        """Everything is ready; the first exchange comes next."""

    def tick(self, end: datetime, metrics: Mapping[str, float]) -> None:
        """An hour is over."""

    def exchange(self, exchange: Exchange) -> None:
        """An exchange is recorded."""


class Silent:
    """An observer that looks away."""

    def phase(self, what: str) -> None:
        """Nothing is shown."""

    def begin(self, manifest: Manifest, folder: Path) -> None:
        """Nothing is shown."""

    def tick(self, end: datetime, metrics: Mapping[str, float]) -> None:
        """Nothing is shown."""

    def exchange(self, exchange: Exchange) -> None:
        """Nothing is shown."""


def embedded(scenario: Scenario) -> LastingSupply:
    """The scenario's model on the embedded engine."""
    return EmbeddedSupply(scenario.model_path, scenario.settings)


def never() -> bool:
    """A run that nobody stops."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a run is carried out, anew or from its record."""

    make_supply: MakeSupply = embedded
    """Brings up the police model."""
    restarts: int = 0
    """How often a demand service that died is started again."""
    checkpoint: int | None = None
    """Exchanges from one checkpoint of the police model to the next, 0 for none; None keeps as many as cost
    next to nothing.
    """
    patience: Patience | None = None
    """How long to wait for a demand service; the transport's own unless given."""
    service: Elsewhere | None = None
    """Where the demand is; a process of our own, or this one, unless given."""
    picture: bool = True
    """Whether to draw `summary.png`, which takes a second."""
    observer: Observer = field(default_factory=Silent)
    """Told about progress."""
    stopped: Callable[[], bool] = never
    """Asked after every exchange; the run ends there once it says so."""


USUAL = RunOptions()
