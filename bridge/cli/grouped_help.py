"""Help of the commands with many options: what belongs together stands together."""

import click

GROUPS = {
    "Where and when": "force areas start end burn_in seed",
    "Crimes": "data lookup geography outcomes offences home_office home_office_year fit_months leave_out "
    "keep_doubtful rhythm rates trend loading loading_file crimes",
    "Police": "model settings plan staffing staffing_factor roads calls reference ticks_per_hour",
    "Coupling": "exchange transport endpoint server_key key patience restarts abm netlogo_home",
    "Results": "out overwrite resume checkpoint picture export writable",
}
"""Title -> names of the parameters, in the order in which they are shown."""


class GroupedCommand(click.Command):
    """A command whose help shows its options by `GROUPS`, and those of no group last."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for each group that has an option here."""
        lines = {
            str(one.name): line
            for one in self.get_params(ctx)
            if isinstance(one, click.Option) and (line := one.get_help_record(ctx)) is not None
        }
        for title, names in GROUPS.items():
            shown = [lines.pop(name) for name in names.split() if name in lines]
            if shown:
                with formatter.section(title):
                    formatter.write_dl(shown)
        with formatter.section("Other options"):
            formatter.write_dl(list(lines.values()))
