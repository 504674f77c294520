"""What is drawn for each incident besides its place, time and type: report, grade, minutes on the scene.

Each has its own named stream under the incident's key (see `streams`), so that runs that share an incident
share these as well.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microsim.offences.incident_tables import Handling, ReportDelays
from microsim.sampling.streams import KeyArray, normals, uniforms

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

AT_ONCE_SPREAD, LATER_SPREAD = 1.0, 1.5
"""Standard deviations of the logarithm of the delay of reports made at once, and later: assumptions."""

MAX_DELAY_DAYS = 60
"""No report is later. The few that the distribution puts beyond are spread evenly over these days: a crime
reported after years was recorded in its month all the same, and rates are of recorded crimes."""

DAY_MINUTES = 1440


def report_minutes(delays: ReportDelays, offence: IntArray, minute: IntArray, key: KeyArray) -> IntArray:
    """When each crime is reported, in whole minutes since 1970-01-01, not before it happens.

    Args:
        offence: position of each crime's offence in `delays`.
        minute: when it happens.
    """
    part = uniforms(key, "report")
    at_once = part < delays.at_once[offence]
    found = ~at_once & (part < (delays.at_once + delays.found)[offence])
    delay = np.empty(len(minute))
    spread = np.where(at_once, AT_ONCE_SPREAD, LATER_SPREAD)
    median = np.where(at_once, delays.at_once_minutes[offence], delays.later_hours[offence] * 60)
    delay = median * np.exp(spread * normals(key, "delay of report"))
    delay[found] = _until_found(delays, offence[found], minute[found], key[found])
    longest = MAX_DELAY_DAYS * DAY_MINUTES
    late = np.flatnonzero(delay > longest)
    delay[late] = longest * uniforms(key[late], "late report")
    whole: IntArray = delay.astype(np.int64)
    return minute + whole


def _until_found(delays: ReportDelays, offence: IntArray, minute: IntArray, key: KeyArray) -> FloatArray:
    """Minutes until the next time of day at which somebody comes by, one moment in each of the spans."""
    share = uniforms(key, "time of finding")[:, None]
    first, last = delays.found_from[offence], delays.found_to[offence]
    time_of_day = (first + share * (last - first)) * 60
    wait: FloatArray = ((time_of_day - (minute % DAY_MINUTES)[:, None]) % DAY_MINUTES).min(axis=1)
    return wait


def grades(handling: Handling, kind: IntArray, key: KeyArray) -> npt.NDArray[np.int8]:
    """The grade of each incident, 1 to 4.

    Args:
        kind: position of each incident's type in `handling`.
    """
    number = uniforms(key, "grade")
    drawn = np.ones(len(number), dtype=np.int8)
    for above in np.cumsum(handling.grade, axis=1).T[:3]:
        drawn += number >= above[kind]
    return drawn


def scene_minutes(handling: Handling, kind: IntArray, key: KeyArray) -> FloatArray:
    """Minutes of work of one unit on the scene of each incident, lognormal by type, to a tenth of a
    minute."""
    spread = np.sqrt(2 * np.log(handling.scene_mean / handling.scene_median))
    minutes = handling.scene_median[kind] * np.exp(spread[kind] * normals(key, "scene minutes"))
    rounded: FloatArray = np.round(minutes, 1)
    return rounded
