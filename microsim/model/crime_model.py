"""The crime model as a neworder model: it samples a window, yields to its caller, and resumes.

The model samples a window in `step()`, under the loading factors given for it. All random numbers are made
from one number of neworder's Monte-Carlo stream, which is the model's seed; see `streams`.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import MicrosimError
from microsim.model.exchange_timeline import ExchangeTimeline
from microsim.model.neworder_import import neworder
from microsim.offences.calls import CallTable
from microsim.rates.fitted import FittedModel
from microsim.rates.loading import Factor, Loading, WindowLoading
from microsim.reference.clock import minutes, require_span, require_window
from microsim.reference.known_names import CATEGORIES
from microsim.sampling.call_sampler import CallSampler
from microsim.sampling.crime_frames import FrameMaker
from microsim.sampling.sampler import Sampler

FloatArray = npt.NDArray[np.float64]

MAX_SEED = 2**31 - 1
"""neworder's generator takes a signed 32-bit seed."""


class WindowRecord(NamedTuple):
    """What was in force in one window, and how many crimes it had."""

    start: datetime
    end: datetime
    crimes: int
    window: dict[str, float]
    """Factor by category that was given for the window, those of 1 left out; the mean over areas where they
    differ."""
    standing: tuple[Factor, ...]
    """The standing factors that were set."""


class CrimeModel(neworder.Model):
    """Samples the crimes of one force window by window.

    The same seed gives the same crimes however time is cut into windows. Two runs of one seed that differ in
    loading share every crime that both have, ids apart.

    Attributes:
        fitted: what is sampled.
        calls: the calls of the last window, columns `call_sampler.CALL_COLUMNS`; None before the first, and
            in a model without calls.
        loading: standing factors by force, category, offence, authority and area; they apply on top of
            those given for a window.
    """

    def __init__(
        self,
        fitted: FittedModel,
        start: datetime,
        end: datetime | None = None,
        seed: int = 1,
        replicate: int = 0,
        calls: CallTable | None = None,
        *,
        keep_history: bool = True,
    ) -> None:
        """Prepare a run; nothing is drawn yet.

        Args:
            start: first moment, naive local time, whole minutes.
            end: the run stops there; None for an open end.
            seed: 0 to 2147483647.
            replicate: number of an independent stream of the same seed; see `stream_seed`.
            calls: the calls that are not crimes; None is without.
            keep_history: record every window in `history`, which takes about a kilobyte each.

        Raises:
            MicrosimError: times that are not naive whole minutes, an end that is not after the start, a
                bad seed.
            DataError: calls per head, and areas without population.
        """
        require_span(start, end)
        stream = stream_seed(seed, replicate)
        clock = ExchangeTimeline(start, end)
        super().__init__(clock, lambda *_: stream)
        self._clock = clock
        self.fitted = fitted
        self.loading = Loading(fitted.force, fitted.offences, fitted.areas)
        root = self.mc.raw()
        self._sampler = Sampler(fitted, self.loading, root)
        self._calls = None if calls is None else CallSampler(fitted, calls, root)
        self.calls: pd.DataFrame | None = None
        self._frames = FrameMaker(fitted)
        self._factors = self.loading.window(None)
        self._next_id = 1
        self.history: list[WindowRecord] = []
        self._keep_history = keep_history
        self._crimes: pd.DataFrame | None = None

    @property
    def now(self) -> datetime:
        """The end of what has been sampled so far."""
        return self._clock.time

    def advance(self, until: datetime, loading: WindowLoading | None = None) -> pd.DataFrame:
        """Sample the crimes of [now, until) and move on to `until`.

        Args:
            until: naive local time, whole minutes, after `now` and not after the end of the run.
            loading: factors for this window by category, or by (category, area), which wins over the
                category's; 1 for what is left out. Or an array of shape (categories, areas).

        Returns:
            One row per crime in order of time, columns `frames.COLUMNS`: `id` (int64, counts on over the
            whole run), `MSOA`, `crime_category`, `code`, `description` (text categories), `time`
            (datetime64, minutes), `suspect` (bool), `severity` (float).

        Raises:
            MicrosimError: `until` is not after `now` or lies beyond the end.
            UnknownNameError: a loading for a name that is no category or area.
            RateError: a loading that is negative or not finite, or crimes beyond number.
        """
        require_window(self.now, until, self._clock.end)
        self._factors = self.loading.window(loading)
        start = self.now
        self._clock.until = until
        neworder.run(self)
        crimes = self._crimes
        assert crimes is not None  # step() has just made it
        self._crimes = None
        if self._keep_history:
            means = self._factors.reshape(len(CATEGORIES), -1).mean(axis=1)
            given = {name: float(f) for name, f in zip(CATEGORIES, means, strict=True) if f != 1}
            self.history.append(WindowRecord(start, until, len(crimes), given, tuple(self.loading)))
        return crimes

    def expected(self, until: datetime, loading: WindowLoading | None = None) -> FloatArray:
        """Mean number of crimes in [now, until) by category, in the order of `CATEGORIES`; draws nothing."""
        return self._sampler.expected(minutes(self.now), minutes(until), self.loading.window(loading))

    def step(self) -> None:
        """Sample one window; called by neworder, not by users."""
        clock = self._clock
        events = self._sampler.sample(minutes(clock.time), minutes(clock.until), self._factors)
        self._crimes = self._frames.frame(events, self._next_id)
        self._next_id += len(events.minute)
        if self._calls is not None:
            self.calls = self._calls.sample(minutes(clock.time), minutes(clock.until))
        if clock.until != clock.end:
            self.halt()  # yield to the caller; neworder.run() resumes here with the next window

    def check(self) -> bool:
        """Nothing to check: the sampler's own input was checked when it was set."""
        return True


def stream_seed(seed: int, replicate: int = 0) -> int:
    """The seed of one replicate's stream: replicate 0 is the seed itself, others are derived by numpy's
    SeedSequence.

    Raises:
        MicrosimError: a seed outside 0 to 2147483647, or a negative replicate.
    """
    if not 0 <= seed <= MAX_SEED:
        raise MicrosimError(f"expected a seed from 0 to {MAX_SEED}, got {seed!r}")
    if replicate < 0:
        raise MicrosimError(f"expected a replicate >= 0, got {replicate!r}")
    if replicate == 0:
        return seed
    return int(np.random.SeedSequence([seed, replicate]).generate_state(1)[0]) & MAX_SEED
