"""`python -m tests.detroit ROWS`: predicted and observed responses of Detroit side by side.

With `--fit` the parameters are fitted on a part of the rows first, and judged on the rest.
"""

from __future__ import annotations

import argparse

from tests.detroit.comparison import fit, parts, read_rows, side_by_side, windows
from tests.detroit.simulation import WEEKDAY, Detroit, Force


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="make detroit", description=__doc__)
    parser.add_argument(
        "rows", help="CSV, perhaps .gz: shift_type, call_time, precinct, beat, real_dispatch_min, ..."
    )
    parser.add_argument("--fit", type=int, default=0, metavar="ROUNDS", help="fit first, in so many rounds")
    options = parser.parse_args()
    rows = read_rows(options.rows)
    force, detroit = Force(), Detroit()
    by_window = windows(rows)
    known = by_window.get(WEEKDAY, rows)
    if options.fit:
        force = fit(rows, force, rounds=options.fit)
        known, rest = parts(rows)
        by_window = {"fitted on": known, "the rest of the weekday window": rest, **by_window}
    print(force)
    for name, window in by_window.items():
        predicted = detroit.run(force, window, known)
        precincts = ", ".join(map(str, sorted(window.precinct.unique())))
        print(f"\n{name}: precincts {precincts}; units busy {100 * detroit.busy:.0f} %")
        print(side_by_side(window, predicted))


if __name__ == "__main__":
    main()
