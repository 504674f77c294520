"""Loading factors by category and area, in one block of numbers.

Apart from the factors by category, since most models have none of these, and since a force has thousands of
them: they travel and are kept as one array.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bridge.errors import ProtocolError
from bridge.wire import protocol


@dataclass(frozen=True, eq=False, slots=True)
class AreaFactors:
    """Factors that count instead of the factor of their category; dimensionless, 1 is the observed rate."""

    categories: tuple[str, ...]
    areas: tuple[str, ...]
    """Codes, in the order of the demand side."""
    factors: NDArray[np.float64]
    """Shape (categories, areas)."""

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, AreaFactors)
            and (self.categories, self.areas) == (other.categories, other.areas)
            and self.factors.tobytes() == other.factors.tobytes()
        )

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def of(
        cls,
        named: Mapping[str, Mapping[str, float]],
        by_category: Mapping[str, float],
        categories: Sequence[str],
        areas: Sequence[str],
    ) -> Self | None:
        """Factors as a model names them; None where it names none.

        Args:
            named: category -> code of the area -> factor.
            by_category: the factor of the areas that `named` leaves out of a category.
            categories: all there are; names of `named` are among them.
            areas: codes of all areas; codes of `named` are among them.
        """
        rows = [category for category in categories if category in named]
        if not rows:
            return None
        factors = [[named[row].get(code, by_category.get(row, 1.0)) for code in areas] for row in rows]
        return cls(tuple(rows), tuple(areas), np.array(factors, dtype=np.float64))

    @classmethod
    def from_message(cls, columns: protocol.AreaLoading) -> Self:
        """Read the columns of a message.

        Raises:
            ProtocolError: another number of factors, one that is negative or not finite, or a name twice.
        """
        shape = len(columns.categories), len(columns.areas)
        factors = protocol.unpack(columns.factors, "float64", shape[0] * shape[1], "factors")
        if not ((factors >= 0) & (factors <= protocol.MAX_FACTOR)).all():
            raise ProtocolError(f"expected factors from 0 to {protocol.MAX_FACTOR:g} by area, got others")
        for names in (columns.categories, columns.areas):
            if len(set(names)) < len(names):
                raise ProtocolError("expected each category and area once in the loading by area")
        return cls(tuple(columns.categories), tuple(columns.areas), factors.reshape(shape))

    def to_message(self) -> protocol.AreaLoading:
        """The same for a message."""
        return protocol.AreaLoading(
            categories=list(self.categories),
            areas=list(self.areas),
            factors=protocol.pack(self.factors, "float64"),
        )

    @property
    def highest(self) -> float:
        """The largest factor."""
        return float(self.factors.max(initial=0.0))
