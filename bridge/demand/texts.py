"""Columns of texts as they travel: the distinct texts, and for each row the number of its text."""

from collections.abc import Sequence
from typing import Any, Self

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bridge.errors import ProtocolError


class Texts(msgspec.Struct, frozen=True, eq=False):
    """A column of texts: sorted distinct levels and, per row, the number of its level (uint32)."""

    levels: tuple[str, ...]
    codes: NDArray[np.uint32]

    @classmethod
    def of(cls, values: "pd.Series[Any]") -> Self:
        """Encode a pandas column; levels that do not occur are left out, so equal values give equal bytes."""
        if isinstance(values.array, pd.Categorical):
            codes, names = values.array.codes, values.array.categories
            used = np.flatnonzero(np.bincount(codes, minlength=len(names)))
            levels = names.take(used).to_numpy(dtype=object)
            order = np.argsort(levels, kind="stable")
            place = np.zeros(len(names), dtype=np.uint32)
            place[used[order]] = np.arange(len(used), dtype=np.uint32)
            return cls(tuple(levels[order]), place[codes])
        numbers, texts = pd.factorize(values.astype(str), sort=True)
        return cls(tuple(texts), numbers.astype(np.uint32))

    @classmethod
    def join(cls, parts: Sequence[Self]) -> Self:
        """One column after another."""
        levels = sorted({level for one in parts for level in one.levels})
        place = {level: number for number, level in enumerate(levels)}
        codes = [
            np.array([place[level] for level in one.levels], dtype=np.uint32)[one.codes] for one in parts
        ]
        return cls(tuple(levels), np.concatenate(codes))

    def rows(self, first: int, end: int) -> Self:
        """Some rows of the column, with the levels that occur in them."""
        used, codes = np.unique(self.codes[first:end], return_inverse=True)
        return type(self)(tuple(self.levels[k] for k in used.tolist()), codes.astype(np.uint32))

    def values(self) -> list[str]:
        """The texts, one per row."""
        levels = self.levels
        return [levels[k] for k in self.codes.tolist()]

    def counts(self) -> dict[str, int]:
        """How often each level occurs."""
        return dict(
            zip(self.levels, np.bincount(self.codes, minlength=len(self.levels)).tolist(), strict=True)
        )


def check_codes(codes: NDArray[np.uint32], names: Sequence[str], levels: object) -> None:
    """Refuse a code without a level.

    Args:
        codes: shape (columns, rows).
        names: of the columns, which are attributes of `levels`.
        levels: the texts of each column.

    Raises:
        ProtocolError: a code without a level; the message names the column.
    """
    if not codes.size:
        return
    for name, largest in zip(names, codes.max(axis=1).tolist(), strict=True):
        known = len(getattr(levels, name))
        if largest >= known:
            raise ProtocolError(f"column {name!r}: code {largest} has no level, there are {known}")
