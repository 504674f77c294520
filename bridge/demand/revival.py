"""A demand side that is started again when its service dies, and catches up.

The new service samples the past windows again, under their loading factors, before it goes on; so the crimes
are those of an undisturbed run. How often a service may be started again is bounded.
"""

import logging
from collections.abc import Callable, Mapping
from hashlib import blake2b

import msgspec

from bridge.base.time_windows import Window
from bridge.demand.area_factors import AreaFactors
from bridge.demand.crime_rows import Crimes
from bridge.demand.demand import Costs, Demand, DemandInfo
from bridge.errors import DemandLost, ProtocolError

log = logging.getLogger(__name__)


class RevivingDemand:
    """Passes everything on to a demand, and replaces it a bounded number of times when it is lost."""

    def __init__(self, start: Callable[[], Demand], tries: int) -> None:
        """Start the first demand.

        Args:
            start: brings a demand up at the run's start.
            tries: how many lost ones are replaced over the whole run; 0 means that the first loss ends it.
        """
        self._start = start
        self._tries = tries
        self._past: list[tuple[Window, dict[str, float], AreaFactors | None, bytes]] = []
        self._demand = self._started()

    @property
    def info(self) -> DemandInfo:
        """What the crimes are sampled from."""
        return self._demand.info

    def advance(
        self, window: Window, loading: Mapping[str, float], by_area: AreaFactors | None = None
    ) -> Crimes:
        """Sample the next window; raises `DemandLost` when no tries are left."""
        while True:
            try:
                crimes = self._demand.advance(window, loading, by_area)
                break
            except DemandLost as error:
                self._revive(error)
        # A digest and not the crimes: a year of them would stand in memory only to be compared.
        self._past.append((window, dict(loading), by_area, _digest(crimes)))
        return crimes

    def close(self) -> Costs:
        """End properly and say what the last demand took."""
        return self._demand.close()

    def abandon(self) -> None:
        """Free what is held."""
        self._demand.abandon()

    def _started(self) -> Demand:
        """A new demand; one that dies while it starts counts as a try."""
        while True:
            try:
                return self._start()
            except DemandLost as error:
                self._take_a_try(error)

    def _take_a_try(self, error: DemandLost) -> None:
        if self._tries <= 0:
            raise error
        self._tries -= 1
        log.warning("the demand service is started again, %d tries left: %s", self._tries, error)

    def _revive(self, error: DemandLost) -> None:
        """Replace the lost demand and sample the past again.

        Raises:
            DemandLost: no tries are left.
            ProtocolError: the new service's crimes differ from the old one's.
        """
        # It may still hold a process that does not answer, which would go on using memory.
        self._demand.abandon()
        while True:
            self._take_a_try(error)
            try:
                self._demand = self._started()
                for window, loading, by_area, digest in self._past:
                    if _digest(self._demand.advance(window, loading, by_area)) != digest:
                        raise ProtocolError(
                            f"the demand service started again gives other crimes for {window}"
                        )
                return
            except DemandLost as again:
                self._demand.abandon()
                error = again


def _digest(crimes: Crimes) -> bytes:
    columns = crimes.to_message(), crimes.calls.to_message()
    return blake2b(msgspec.msgpack.encode(columns), digest_size=16).digest()
