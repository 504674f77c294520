"""What an experiment is: the commands and reporters of its runs, and the settings of every run in NetLogo's
order.

Settings are numbered and made one by one from the value sets, so that an experiment of a million runs takes
no memory.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, TypeAlias

from netlogo.errors import NetLogoError

Settings: TypeAlias = tuple[tuple[str, Any], ...]
"""Name and value of every variable of a run, in the order of the experiment."""

_PRECISION = Context(prec=34)  # NetLogo steps in decimal numbers of 34 digits, so 0.1 * 3 is 0.3

MOST_VALUES = 1_000_000_000
"""Of one variable in an experiment."""


class ExperimentError(NetLogoError):
    """An experiment cannot be read or run as it stands."""


@dataclass(frozen=True, slots=True)
class Enumerated:
    """A variable with a list of values."""

    variable: str
    values: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)


@dataclass(frozen=True, slots=True)
class Stepped:
    """A variable that goes from `first` to `last` (included if met) in steps."""

    variable: str
    first: Decimal
    step: Decimal
    last: Decimal

    def __post_init__(self) -> None:
        try:
            span = _PRECISION.subtract(self.last, self.first)
        except ArithmeticError as error:
            raise ExperimentError(f"expected numbers for {self.variable!r}, got {self}") from error
        if self.step == 0 or (span != 0 and (span < 0) != (self.step < 0)):
            raise ExperimentError(
                f"expected a step from {self.first} towards {self.last} for {self.variable!r},"
                f" got {self.step}"
            )

    def __len__(self) -> int:
        try:
            steps = _PRECISION.divide(_PRECISION.subtract(self.last, self.first), self.step)
        except ArithmeticError as error:
            raise ExperimentError(f"expected numbers for {self.variable!r}, got {self}") from error
        if not steps < MOST_VALUES:
            raise ExperimentError(
                f"expected at most {MOST_VALUES:,} values of {self.variable!r}, got {steps:.3g}"
            )
        return int(steps) + 1

    def __iter__(self) -> Iterator[float]:
        for i in range(len(self)):
            yield float(_PRECISION.add(self.first, _PRECISION.multiply(self.step, Decimal(i))))


ValueSet: TypeAlias = Enumerated | Stepped


@dataclass(frozen=True, slots=True)
class Experiment:
    """One experiment as it stands in a model; texts are NetLogo code, empty where there is none.

    `time_limit` is in steps, 0 for none. `sub_experiments` replace or add to the values of `constants`.
    """

    name: str
    pre_experiment: str = ""
    setup: str = ""
    go: str = ""
    post_run: str = ""
    post_experiment: str = ""
    repetitions: int = 1
    sequential: bool = True
    every_step: bool = True
    metrics_condition: str = ""
    time_limit: int = 0
    exit_condition: str = ""
    metrics: tuple[str, ...] = ()
    constants: tuple[ValueSet, ...] = ()
    sub_experiments: tuple[tuple[ValueSet, ...], ...] = ()

    def value_sets(self) -> list[tuple[ValueSet, ...]]:
        """The value sets of each sub-experiment, all with the same variables in the same order.

        Raises:
            ExperimentError: a sub-experiment has no value for a variable that another one sets.
        """
        if not self.sub_experiments:
            return [self.constants]
        given = {one.variable: one for one in reversed(self.constants)}
        every = [*self.constants, *itertools.chain.from_iterable(self.sub_experiments)]
        filled = []
        for number, sub in enumerate(self.sub_experiments, 1):
            own = given | {one.variable: one for one in reversed(sub)}
            names = dict.fromkeys(one.variable for one in every)
            missing = [name for name in names if name not in own]
            if missing:
                raise ExperimentError(
                    f"expected a value of {missing[0]!r} in sub-experiment {number} of {self.name!r},"
                    " got none; give it one there or for the whole experiment"
                )
            filled.append(tuple(own[name] for name in names))
        return filled

    @property
    def variables(self) -> list[str]:
        """The names of the variables, in the order of the columns."""
        return [one.variable for one in self.value_sets()[0]]

    @property
    def number_of_runs(self) -> int:
        """How many runs there are."""
        return self.repetitions * sum(math.prod(len(one) for one in sets) for sets in self.value_sets())

    def runs(self) -> Iterator[Settings]:
        """The settings of run 1, 2, ... as NetLogo numbers them.

        In sequential order the repetitions of one combination follow each other and the last variable
        changes fastest; otherwise all combinations are repeated in turn and the first variable changes
        fastest.
        """
        if self.sequential:
            for sets in self.value_sets():
                names = [one.variable for one in sets]
                for values in itertools.product(*sets):
                    yield from itertools.repeat(tuple(zip(names, values, strict=True)), self.repetitions)
            return
        for _ in range(self.repetitions):
            for sets in self.value_sets():
                names = [one.variable for one in sets]
                for values in itertools.product(*reversed(sets)):
                    yield tuple(zip(names, reversed(values), strict=True))
