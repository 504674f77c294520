"""`crims plan`: plans of officers and districts, their scores and pictures."""

import importlib

import click

COMMANDS = {
    "officers": ("officers", "How many units stand where and on which shift."),
    "districts": ("districts", "Where the lines of the districts run."),
    "routes": ("routes", "Which hotspots units stop at, in which order and when."),
    "score": ("score", "Judge plans in the coupled simulation, side by side."),
    "show": ("show", "Draw a plan, or list what it has."),
    "compare": ("compare", "What moves from where to where between two plans."),
}
"""Subcommand -> module here that has it as `command`, and its line in the help."""


class _Lazy(click.Group):
    """Imports a subcommand when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a plan is made."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(
            f"bridge.cli.plan_commands.{COMMANDS[cmd_name][0]}"
        ).command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group("plan", cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Make plans from a force's demand, judge them in the coupled simulation, draw and compare them."""
