"""`crims scenario`: files that say what to run, explained line by line."""

from pathlib import Path

import click

from bridge.base.whole_files import aside
from bridge.errors import RecordError
from bridge.run.scenario_file import SLIDERS, check_sliders, option_types, options_of, read_scenario
from bridge.run.scenario_text import slider_value, toml_value
from bridge.scenario.scenario import Scenario


@click.group("scenario")
def command() -> None:
    """Write a scenario file, or check one."""


@command.command("new")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "source", type=click.Path(path_type=Path), help="Begin with those of a run or file.")
def new(file: Path, source: Path | None) -> None:
    """Write FILE, a .toml with every option, its meaning and its default.

    Example: crims scenario new leeds.toml, then: crims run leeds.toml
    """
    if file.exists():
        raise RecordError(f"{str(file)!r} exists; choose another name")
    scenario = Scenario.of() if source is None else read_scenario(source)
    with aside(file) as part:
        part.write_text(explained(scenario), encoding="utf-8", newline="\n")
    click.echo(f"written: {file}; run it with: crims run {file}")


@command.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check scenario files without running them.

    Example: crims scenario check *.toml
    """
    for file in files:
        check_sliders(read_scenario(file))
        click.echo(f"{file}: ok")


def explained(scenario: Scenario) -> str:
    """A scenario as TOML, each key below what the command line says of it."""
    from bridge.cli.run_commands.run import command as run_command

    helps = {one.name: getattr(one, "help", None) or "" for one in run_command.params}
    given, usual = options_of(scenario), options_of(Scenario.of())
    lines = [
        "# A scenario: what `crims run` simulates. A line that begins with # is a comment or a default;",
        "# take the # away and change the value. Paths start at this file's folder.",
    ]
    for key in option_types():
        name = key.replace("-", "_")
        if name not in helps:
            continue
        value = given.get(name)
        shown = toml_value(value)
        lines += ["", *_comment(helps[name])]
        changed = value is not None and (value != usual.get(name) or key in ("force", "start", "end", "seed"))
        lines.append(f"{key} = {shown}" if changed else f"# {key} = {shown}")
    for table in ("loading", SLIDERS):
        option = "settings" if table == SLIDERS else table
        lines += ["", *_comment(helps.get(option, "")), f"[{table}]"]
        for text in given.get(option, ()):
            name, _, value = text.partition("=")
            lines.append(f'"{name}" = {slider_value(value)}')
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    return [f"# {' '.join(text.split())}"] if text else []
