"""The report of one run."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from bridge.base.time_windows import stamp
from bridge.errors import RecordError
from bridge.record.record import MANIFEST, SUMMARY, Manifest, read_manifest
from bridge.reports.cautions import cautions
from bridge.reports.page import Bullets, Code, Part, Report, Section, Table, Text, from_rich
from bridge.results.report_tables import tables
from bridge.results.result_files import in_a_sentence
from bridge.results.summary import Summary
from bridge.run.scenario_text import brief, changed_options
from bridge.scenario.scenario import Scenario

TELLING = 0.02
"""Districts are told apart where the shares of time in use differ by so much."""


def run_report(folder: Path, misfit: Sequence[str] = ()) -> Report:
    """The report of a complete run.

    Args:
        folder: of the run.
        misfit: what a validation found, as `cautions.misfit_of`.

    Raises:
        RecordError: there is no complete run, or its results cannot be read.
    """
    from bridge.reports.run_pictures import run_pictures  # late: matplotlib

    manifest = read_manifest(folder)
    if manifest.state != "complete":
        raise RecordError(
            f"expected a complete run to report on, {str(folder)!r} is {manifest.state}; "
            f"go on with: crims run --resume {folder}"
        )
    summary, scenario = read_summary(folder), manifest.options
    place = ", ".join(scenario.areas) or scenario.force
    numbers = [from_rich(one) for one in tables(summary)]
    return Report(
        title=f"{place}: one simulated run",
        subtitle=f"{scenario.start:%d %B %Y} to {scenario.end:%d %B %Y}, "
        f"{scenario.model_path.stem}, seed {scenario.seed}",
        findings=list(findings(summary)),
        sections=[
            Section("What was asked", asked(scenario)),
            Section("What came out", numbers),
            Section("Pictures", run_pictures(folder, scenario, summary)),
            Section("What to be careful about", [Bullets(list(cautions(manifest, summary, folder, misfit)))]),
            Section("What was run", [*what_was_run(manifest), *result_files(manifest)]),
            Section("How to repeat it", repeat(folder, scenario)),
        ],
    )


def read_summary(folder: Path) -> Summary:
    """The summary of a complete run.

    Raises:
        RecordError: it is missing or damaged.
    """
    try:
        return msgspec.json.decode((folder / SUMMARY).read_bytes(), type=Summary)
    except (OSError, msgspec.DecodeError) as error:
        raise RecordError(f"{str(folder)!r} has no summary: {error}") from error


def findings(summary: Summary) -> Iterator[str]:
    """What a run came to, in sentences."""
    whole = in_a_sentence(summary)
    yield f"{whole[0].upper()}{whole[1:]}"
    response = summary.response
    if response is None:
        return
    for priority, name in (("2", "Priority calls"), ("3", "Standard calls")):
        one = response.priorities.get(priority)
        if one is not None and one.mean is not None:
            yield (
                f"{name} were reached in {one.mean:.1f} minutes on average, half of them within "
                f"{one.median:.1f} and nine of ten within {one.percentile_90:.1f}."
            )
    ranked = sorted(response.districts.items(), key=lambda one: -one[1].utilisation)
    if len(ranked) > 1 and ranked[0][1].utilisation - ranked[-1][1].utilisation >= TELLING:
        (busy, most), (quiet, least) = ranked[0], ranked[-1]
        yield (
            f"The units of {busy} were the busiest, {most.utilisation:.0%} of their time, those of "
            f"{quiet} the "
            f"least, {least.utilisation:.0%}."
        )


def asked(scenario: Scenario) -> list[Part]:
    """The question: what differs from a run without options."""
    rows = [(key, _plain(value)) for key, value in changed_options(scenario).items()]
    rows += [(f"slider {name}", value) for name, value in scenario.settings.items()]
    rows += [(f"loading {name}", f"{factor:g}") for name, factor in scenario.loading.items()]
    return [
        Text(
            f"What happens in {', '.join(scenario.areas) or scenario.force} from {stamp(scenario.start)} to "
            f"{stamp(scenario.end)}, when crime and police act on each other every "
            f"{scenario.interval.words()}?"
        ),
        Table("Options that were given, or that always matter", ("option", "value"), rows, texts=2),
    ]


def what_was_run(manifest: Manifest) -> list[Part]:
    """Engine, versions, hashes, settings and notes of a run."""
    scenario = manifest.options
    seeds = ", ".join(f"{name} {seed}" for name, seed in manifest.streams.items())
    facts = [
        ("model", f"{scenario.model_path.name} on the {manifest.engine} engine"),
        ("areas", f"{manifest.areas:,}"),
        ("exchanges", f"{manifest.exchanges:,}, every {scenario.interval.words()}"),
        ("seeds of the random streams", seeds),
        ("begun and ended (UTC)", f"{manifest.started}, {manifest.finished or '-'}"),
        ("resumed", f"{manifest.resumed} times" if manifest.resumed else "never"),
    ]
    settings = [(name, _plain(value)) for name, value in manifest.settings.items()]
    return [
        Table("The run", ("", "value"), facts, texts=2),
        Bullets([f"{one[0].upper()}{one[1:]}." for one in manifest.notes]),
        Table("Versions", ("package", "version"), list(manifest.versions.items()), texts=2, folded=True),
        Table("Inputs by SHA-256", ("input", "hash"), list(manifest.inputs.items()), texts=2, folded=True),
        Table("Settings of the model", ("setting", "value"), settings, texts=2, folded=True),
    ]


def result_files(manifest: Manifest) -> list[Part]:
    """The hashes of the results."""
    rows = list(manifest.results.items())
    return [Table("Results by SHA-256", ("file", "hash"), rows, texts=2, folded=True)]


def repeat(folder: Path, scenario: Scenario) -> list[Part]:
    """How somebody else gets the same bytes."""
    name = folder.resolve().name
    return [
        Text(
            "The same versions, inputs and seed give the same bytes. Save the scenario below as a file, then:"
        ),
        Code(
            f"crims run scenario.toml --out {name}-again\ncrims verify {name}-again\n"
            f"crims compare {name} {name}-again",
            "Commands that repeat the run",
        ),
        Text(f"Or, with the folder of this run at hand: crims run {name}/{MANIFEST} --out {name}-again"),
        Code(brief(scenario), "The scenario as a file"),
    ]


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
