"""What a reader of results must be careful about, in sentences, from what a run says of itself."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bridge.base.time_windows import stamp
from bridge.errors import RecordError, ScenarioError
from bridge.record.record import Manifest
from bridge.record.verify import differences
from bridge.results.metric_names import BACKLOG
from bridge.results.response import ATTENDED
from bridge.results.summary import Summary
from bridge.scenario.scenario import Scenario

GROWTH = 1.1
"""A backlog at the end of more than so many times its mean is still growing."""
ASSUMPTIONS = {
    "elasticity-violent": "how violent crime answers to visible police (literature: -0.34; 0 is not at all)",
    "elasticity-property": "how property crime answers to visible police (literature: -0.17)",
    "elasticity-other": "how other crime answers to visible police (no estimate: 0)",
    "hot-spot-elasticity": "how crime answers to where the patrols are (from field trials: about -0.18)",
    "arrest-chance": "the chance of an arrest where a suspect is known",
    "arrest-minutes": "the minutes that an arrest takes",
    "backup-scene-share": "the work of a second unit as a share of the first one's",
    "investigation-non-crime-share": "the investigators' time that goes to what is no crime",
}
"""Settings of the police patrol model that results rest on and that nobody measured for this force."""


def cautions(manifest: Manifest, summary: Summary, folder: Path, misfit: Sequence[str] = ()) -> Iterator[str]:
    """The sentences for one run.

    Args:
        misfit: what a validation of the same force found, where there is one.
    """
    scenario = manifest.options
    yield (
        "This is one run with one seed: it says nothing about chance. Make several with `crims experiment` "
        "before small differences are believed."
    )
    yield from warm_up(scenario)
    backlog = summary.metrics.get(BACKLOG)
    if backlog is not None and backlog.last > GROWTH * backlog.mean > 0:
        yield (
            f"The backlog was still growing: {backlog.last:,.0f} person-hours at the end, "
            f"{backlog.mean:,.0f} on "
            "average. Figures of a longer run would differ."
        )
    yield from _waits(summary)
    yield from (f"The model notes: {text} ({count:,g} times)." for text, count in summary.notes.items())
    yield from _assumptions(manifest.settings)
    for change in manifest.changes:
        yield f"Changed by hand in mid-run, at {stamp(change.hour)}: {change.name} became {change.value}."
    yield from misfit or (
        "How well the simulated demand fits the observed one is not a part of this report. It is measured by "
        f"{validate_command(scenario)}; give its .json to `crims report` with --validation.",
    )
    yield from (f"{one[0].upper()}{one[1:]}." for one in differences(folder))


def warm_up(scenario: Scenario) -> Iterator[str]:
    """What is to be said of the burn-in."""
    if scenario.burn_in is None:
        yield (
            "There was no burn-in: the run begins with empty queues, and investigations last weeks. "
            "The first "
            "month is a warm-up; give --burn-in 1M, or more."
        )
    else:
        yield (
            f"The {scenario.burn_in} before {stamp(scenario.start)} were run and are left out of the results."
        )


def validate_command(scenario: Scenario) -> str:
    """What measures the misfit of a scenario's demand."""
    data = "" if scenario.data is None else f" --data {scenario.data}"
    return f'`crims validate --force "{scenario.force}"{data}`'


def misfit_of(path: Path) -> list[str]:
    """What a validation says of the demand, from the .json beside its page.

    Raises:
        ScenarioError: it is not such a file.
        RecordError: it cannot be read.
    """
    try:
        found: Any = msgspec.json.decode(path.read_bytes())
        error, index = float(found["error"]), float(found["dispersion"]["index"])
        force, months = str(found["force"]), [str(one) for one in found["test_months"]]
        held_out = bool(found["held_out"])
    except OSError as problem:
        raise RecordError(f"cannot read {str(path)!r}: {problem.strerror}") from problem
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as problem:
        raise ScenarioError(
            f"expected the .json that crims validate writes beside its page, got {path.name!r} ({problem!r})"
        ) from problem
    span = months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
    more = "more" if error > 0 else "fewer"
    known = "" if held_out else " (months that it was fitted on, so this is no test of a forecast)"
    return [
        f"Misfit of the demand of {force} in {span}{known}: {abs(error):.1%} {more} crimes were "
        "observed than the "
        f"model expects; single cells vary {index:.2f} times as much as chance alone."
    ]


def _waits(summary: Summary) -> Iterator[str]:
    """Incidents that nobody had reached by the end, which no mean contains."""
    if summary.response is None:
        return
    for priority in map(str, ATTENDED):
        one = summary.response.priorities.get(priority)
        if one is not None and one.waiting:
            yield (
                f"{one.waiting:,} of {one.incidents:,} incidents of priority {priority} "
                f"({one.share_waiting:.1%}) had "
                "not been reached when the run ended; means, medians and shares leave them out, and "
                "so are too "
                "favourable."
            )


def _assumptions(settings: Mapping[str, object]) -> Iterator[str]:
    named = [f"{name} = {settings[name]} ({what})" for name, what in ASSUMPTIONS.items() if name in settings]
    if named:
        yield (
            "Assumed, not measured for this force; repeat the run over their range before results "
            "that rest on "
            f"them are quoted: {'; '.join(named)}."
        )
