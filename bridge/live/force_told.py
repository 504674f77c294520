"""What a live model is told of its force, asked for by the name of the procedure that takes it.

It is what `crims run` would tell the same model without a window: for `police-patrol-live.nlogo` with the
baseline of `police-patrol.nlogo`, from the same cache.
"""

import logging
from pathlib import Path
from typing import Any

import msgspec

from bridge.coupling.baseline import MakeDemand, Reference, reference_input, reference_of
from bridge.demand.demand import DemandInfo
from bridge.errors import ContractError
from bridge.police.contract import GIVEN
from bridge.police.deployment import Deployment, deployment_of
from bridge.police.supply import EmbeddedSupply
from bridge.scenario.models import police_model
from bridge.scenario.scenario import Scenario

log = logging.getLogger(__name__)

LIVE_SUFFIX = "-live"
REFERENCE = "receive-reference"
ALL = frozenset({*GIVEN, "receive-calls", "report-reference"})


class ForceTold:
    """The rows for the procedures of `contract.GIVEN`; each is made when it is asked for."""

    def __init__(self, scenario: Scenario, info: DemandInfo, make_demand: MakeDemand) -> None:
        """Take what the rows are made from.

        Args:
            scenario: of the window; its model is the live one.
            info: of the demand side.
            make_demand: brings a demand up for the baseline.
        """
        self._headless = without_window(scenario.model_path)
        usual = self._headless in (None, police_model())
        self._scenario = msgspec.structs.replace(
            scenario, model=None if usual else str(self._headless), transport="inproc"
        )
        self._info, self._make_demand = info, make_demand
        self._deployment: Deployment | None = None
        self._reference: Reference | None = None
        self._takes: frozenset[str] | None = None

    def rows(self, name: str) -> list[Any]:
        """The rows for a procedure; none where nothing is known.

        Raises:
            ContractError: there is no such procedure.
            BridgeError: areas, plan or staffing cannot be used.
        """
        if name not in GIVEN:
            raise ContractError(f"crims-given: expected one of {', '.join(GIVEN)}, got {name!r}")
        if name != REFERENCE:
            if self._deployment is None:
                self._deployment = deployment_of(self._scenario, self._info, ALL)
            return list(self._deployment.given.get(name, []))
        if self._reference is None and (self._headless is not None or self._scenario.reference is not None):
            self._reference = reference_of(
                self._scenario,
                self._info,
                self._takes_of(),
                self._make_demand,
                lambda text: log.info("%s", text),
            )
        return [] if self._reference is None else list(self._reference.rows)

    def _takes_of(self) -> frozenset[str]:
        """What the model without a window defines of the contract: its baseline is that of `crims run`."""
        if self._takes is None:
            if self._headless is None:
                return ALL
            supply = EmbeddedSupply(self._headless)
            self._takes = supply.info.takes
            supply.close()
        return self._takes

    @property
    def notes(self) -> list[str]:
        """Where the figures come from that were asked for."""
        of_force = [] if self._deployment is None else self._deployment.notes
        return [*of_force, *([] if self._reference is None else [f"reference: {self._reference.name}"])]

    @property
    def inputs(self) -> dict[str, str]:
        """The hashes of what they were made from."""
        of_force = {} if self._deployment is None else self._deployment.inputs
        return {**of_force, **reference_input(self._reference)}


def without_window(model: Path) -> Path | None:
    """The model of the same rules that runs without a window, where it lies beside the live one."""
    stem = model.stem.removesuffix(LIVE_SUFFIX)
    other = model.with_name(f"{stem}{model.suffix}")
    return other if other != model and other.is_file() else None
