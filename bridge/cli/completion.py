"""What a shell offers after an option: forces, areas, models and sliders, the same for every command."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import click
from click.shell_completion import CompletionItem

VARIABLE = "_CRIMS_COMPLETE"
"""Set by the shell while it asks (`click` looks at it)."""


def add_completion(command: click.Command) -> None:
    """Let the options of a command, and of those below it, offer names; only while a shell asks for them."""
    if VARIABLE not in os.environ:
        return
    for option in command.params:
        found = next((OFFERS[name] for name in option.opts if name in OFFERS), None)
        if found is not None:
            option._custom_shell_complete = _offer(found)
    for one in command.commands.values() if isinstance(command, click.Group) else ():
        add_completion(one)


def forces(_: click.Context, begun: str) -> list[str]:
    """The forces: without blanks, which is understood as well, or in full where a capital was typed."""
    from microsim.reference.forces import forces as known

    return [one.slug if begun == begun.casefold() else one.name for one in known()]


def areas(_: click.Context, __: str) -> list[str]:
    """The local authorities of the packaged geography."""
    from microsim.reference.geography import packaged_geography

    return sorted(set(packaged_geography(2021).areas["authority"]))


def models(_: click.Context, __: str) -> list[str]:
    """The models of this project, and those in the working folder."""
    from bridge.scenario.models import SUFFIXES, police_model

    own = [one.stem for one in police_model().parent.iterdir() if one.suffix in SUFFIXES]
    return sorted(own) + sorted(one.name for one in Path().iterdir() if one.suffix in SUFFIXES)


def sliders(context: click.Context, _: str) -> list[str]:
    """What can be set in the model that was named before, or in the default one."""
    from bridge.scenario.models import DEFAULT, model_file
    from netlogo.modelfile.read_model import read_model

    found = read_model(model_file(str(context.params.get("model") or DEFAULT)))
    return sorted(f"{one.name}=" for one in found.globals)


OFFERS: dict[str, Callable[[click.Context, str], list[str]]] = {
    "--force": forces,
    "--area": areas,
    "--model": models,
    "--set": sliders,
}


def _offer(
    names: Callable[[click.Context, str], list[str]],
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    def offer(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
        with suppress(Exception):  # a shell that asks is told nothing rather than a traceback
            plain = begun.casefold()
            return [CompletionItem(one) for one in names(context, begun) if one.casefold().startswith(plain)]
        return []

    return offer
