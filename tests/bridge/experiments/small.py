"""A small experiment, as the text of its file."""


def three_hours(replicates: int) -> str:
    """Calderdale's first three hours of July 2018 in one exchange, with the quick model."""
    return f"""
replicates = {replicates}
[scenario]
areas = ["Calderdale"]
model = "police-supply-demand"
start = "2018-07-01"
end = "2018-07-01T03:00"
exchange = "3h"
"""
