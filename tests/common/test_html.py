"""Tables for notebooks."""

from common.html import figures_table


def test_names_values_and_notes_are_escaped() -> None:
    shown = figures_table("<b>", {"<i>": "<u>"}, "<s>")
    assert not any(tag in shown for tag in ("<b><", "<i>", "<u>", "<s>"))
    assert "&lt;u&gt;" in shown
