"""`crims verify`: are the files of runs as they were written?"""

from pathlib import Path

import click

from bridge.errors import RecordError


@click.command(name="verify")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(folders: tuple[Path, ...]) -> None:
    """Compare every result of the runs in FOLDERS with the hash that `run.json` has of it.

    Example: crims verify runs/*
    """
    from bridge.record.verify import differences

    bad = 0
    for folder in folders:
        found = list(differences(folder))
        bad += bool(found)
        click.echo(f"{folder}: {'; '.join(found) or 'as it was written'}")
    if bad:
        raise RecordError(f"{bad} of {len(folders)} runs {'is' if bad == 1 else 'are'} not as written")
