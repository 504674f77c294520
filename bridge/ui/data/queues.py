"""The queue of a run by hour and area: incidents that wait for a unit, and incidents that are open."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bridge.results.response import ATTENDED
from bridge.ui.data.run_data import RunData

HOUR = pd.Timedelta(hours=1)
HOURLY = ("waiting", "open")
"""The layers that a map can show hour by hour."""


def queue_of(run: RunData, name: str) -> NDArray[np.int64]:
    """Incidents in the queue at the end of each hour of the run, shape (24 x days, areas).

    Args:
        name: `waiting` counts incidents to be attended from report to dispatch, `open` all from report to
            clearance; those that never came so far stay in it.
    """
    if name not in run.queues:
        run.queues[name] = _counted(run, name)
    return run.queues[name]


def _counted(run: RunData, name: str) -> NDArray[np.int64]:
    frame = run.incidents
    assert frame is not None
    assert run.shapes is not None
    wanted = frame["at"].to_numpy() >= 0
    if name == "waiting":
        wanted &= frame["priority"].isin(ATTENDED).to_numpy()
    frame, hours, areas = frame[wanted], 24 * len(run.days), len(run.shapes.codes)
    at, change = frame["at"].to_numpy(), np.zeros((hours + 1) * areas, dtype=np.int64)
    for column, sign in (("reported", 1), ("dispatched" if name == "waiting" else "cleared", -1)):
        hour = ((frame[column] - run.days[0]) // HOUR).fillna(hours).to_numpy(dtype=np.int64)
        change += sign * np.bincount(np.clip(hour, 0, hours) * areas + at, minlength=len(change))
    queue: NDArray[np.int64] = change.reshape(hours + 1, areas).cumsum(axis=0)[:hours]
    return queue
