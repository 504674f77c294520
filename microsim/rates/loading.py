"""Loading factors: the dimensionless dials that turn rates up and down, 1 being the observed rate.

Factors of the force, of a category, an offence, an authority and an area apply together by multiplication.
Apart from the sampler because the police model, a user and a scenario all set them, by any kind of name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import RateError, UnknownNameError
from microsim.reference.known_names import CATEGORIES, known, near, plain, resolve

FloatArray = npt.NDArray[np.float64]

WindowLoading: TypeAlias = Mapping[str, float] | Mapping[str | tuple[str, str], float] | FloatArray
"""Factors of one window: by category, or by (category, area), which wins over the category alone, 1 where
left out; or an array of all of them, shape (categories, areas)."""

KINDS = ("force", "category", "offence", "authority", "area")


class Factor(NamedTuple):
    """One factor that is not 1, as `Loading` lists it."""

    kind: str
    name: str
    factor: float


def checked_factor(factor: float, name: str) -> float:
    """The factor as a float.

    Raises:
        RateError: it is negative, not finite, or no number.
    """
    if isinstance(factor, bool) or not isinstance(factor, (int, float, np.integer, np.floating)):
        raise RateError(f"loading of {name!r}: expected a number >= 0, got {factor!r}")
    if not math.isfinite(factor) or factor < 0:
        raise RateError(f"loading of {name!r}: expected a finite factor >= 0, got {factor!r}")
    return float(factor)


class Loading:
    """The standing loading factors of one model: set, get, list, reset.

    Names are compared without case. Kinds are `force`, `category`, `offence` (code or description),
    `authority` (local authority) and `area` (MSOA code). A factor of 0 gives no crimes; what is not set is 1.
    """

    def __init__(self, force: str, offences: pd.DataFrame, areas: pd.DataFrame) -> None:
        self._force = force
        self._offences = {
            plain(text): code for text, code in zip(offences["description"], offences["code"], strict=True)
        }
        self._codes = list(offences["code"])
        self._descriptions = list(offences["description"])
        self._areas = list(areas.index)
        self._area_place = {name: place for place, name in enumerate(self._areas)}
        self._authorities = list(dict.fromkeys(areas["authority"]))
        self._authority_of = np.array(
            [self._authorities.index(name) for name in areas["authority"]], dtype=np.int64
        )
        self._factors: dict[tuple[str, str], float] = {}
        self.version = 0
        """Counts the changes, so that a sampler knows when its tables are out of date."""

    def set(self, kind: str, name: str, factor: float) -> None:
        """Set one factor.

        Raises:
            UnknownNameError: no such kind, or nothing of that name.
            RateError: the factor is negative or not finite.
        """
        key = self._key(kind, name)
        self._factors[key] = checked_factor(factor, name)
        self.version += 1

    def set_many(self, kind: str, factors: Mapping[str, float]) -> None:
        """Set several factors of one kind, or none of them if any is refused."""
        keys = {self._key(kind, name): checked_factor(factor, name) for name, factor in factors.items()}
        self._factors.update(keys)
        self.version += 1

    def get(self, kind: str, name: str) -> float:
        """The factor of one name, 1 where none was set."""
        return self._factors.get(self._key(kind, name), 1.0)

    def find(self, text: str) -> tuple[str, str]:
        """The kind and name that a person means by `kind:name`, or by a name alone.

        A name alone is looked for among the kinds in the order of `KINDS`.

        Raises:
            UnknownNameError: nothing of that name; the message lists near matches of every kind.
        """
        kind, colon, name = text.partition(":")
        if colon and plain(kind) in KINDS:
            return self._key(kind, name.strip())
        for kind in KINDS:
            with suppress(UnknownNameError):
                return self._key(kind, text)
        names = (self._force, *CATEGORIES, *self._descriptions, *self._authorities, *self._areas)
        raise UnknownNameError(
            f"expected the name of a force, category, offence, authority or area, got {text!r}"
            f"{near(text, names) or known(CATEGORIES)}"
        )

    def __iter__(self) -> Iterator[Factor]:
        """The factors that were set, by kind and name."""
        for kind in KINDS:
            for (of_kind, name), factor in sorted(self._factors.items()):
                if of_kind == kind:
                    yield Factor(kind, name, factor)

    def reset(self, kind: str | None = None) -> None:
        """Forget all factors, or all of one kind."""
        if kind is not None:
            kind = resolve(kind, KINDS, "kind of loading")
        self._factors = {key: factor for key, factor in self._factors.items() if kind not in (None, key[0])}
        self.version += 1

    def categories(self) -> FloatArray:
        """Factor of each category, the force's factor included, shape (categories,)."""
        force = self._factors.get(("force", self._force), 1.0)
        return np.array([force * self._factors.get(("category", name), 1.0) for name in CATEGORIES])

    def offences(self) -> FloatArray:
        """Factor of each offence, shape (offences,)."""
        return np.array([self._factors.get(("offence", code), 1.0) for code in self._codes])

    def areas(self) -> FloatArray:
        """Factor of each area, its local authority's factor included, shape (areas,)."""
        by_authority = np.array([self._factors.get(("authority", name), 1.0) for name in self._authorities])
        by_area = np.array([self._factors.get(("area", name), 1.0) for name in self._areas])
        factors: FloatArray = by_area * by_authority[self._authority_of]
        return factors

    def window(self, loading: WindowLoading | None) -> FloatArray:
        """The factors of one window, checked.

        Returns:
            Shape (categories,), or (categories, areas) where some are of an area.

        Raises:
            UnknownNameError: a name that is no category or area; the message lists near matches.
            RateError: a factor is negative or not finite, or an array of another shape.
        """
        if isinstance(loading, np.ndarray):
            return self._checked_window(loading)
        factors = category_factors({key: by for key, by in (loading or {}).items() if isinstance(key, str)})
        of_areas = [(*key, by) for key, by in (loading or {}).items() if not isinstance(key, str)]
        if not of_areas:
            return factors
        by_area = np.repeat(factors[:, None], len(self._areas), axis=1)
        for category, area, factor in of_areas:
            place = (_place(category, _CATEGORY_PLACE, "category"), _place(area, self._area_place, "area"))
            by_area[place] = checked_factor(factor, f"{category}, {area}")
        return by_area

    def _checked_window(self, factors: FloatArray) -> FloatArray:
        shape = (len(CATEGORIES), len(self._areas))
        if factors.shape not in (shape, shape[:1]):
            raise RateError(
                f"expected loading factors of shape {shape} (categories, areas), got {factors.shape}"
            )
        wrong = np.argwhere(~(np.isfinite(factors) & (factors >= 0)))
        if len(wrong):
            place = tuple(wrong[0].tolist())
            name = ", ".join([CATEGORIES[place[0]], *(self._areas[index] for index in place[1:])])
            raise RateError(
                f"loading of {name!r}: expected a finite factor >= 0, got {float(factors[place])!r}"
            )
        return factors.astype(np.float64)

    def _key(self, kind: str, name: str) -> tuple[str, str]:
        kind = resolve(kind, KINDS, "kind of loading")
        if kind == "offence":
            if name in self._codes:
                return kind, name
            if plain(name) in self._offences:
                return kind, self._offences[plain(name)]
            return kind, self._offence_code(name)
        names = {
            "force": [self._force],
            "category": list(CATEGORIES),
            "authority": self._authorities,
            "area": self._areas,
        }[kind]
        return kind, resolve(name, names, kind)

    def _offence_code(self, name: str) -> str:
        try:
            return resolve(name, self._codes, "offence")
        except UnknownNameError:
            resolve(name, self._descriptions, "offence")  # its near matches say more than those of codes
            raise


_CATEGORY_PLACE = {name: place for place, name in enumerate(CATEGORIES)}


def _place(name: str, places: Mapping[str, int], what: str) -> int:
    """The position of a name, found at once where it is spelled as listed."""
    found = places.get(name)
    return places[resolve(name, list(places), what)] if found is None else found


def category_factors(loading: Mapping[str, float] | None) -> FloatArray:
    """Factors by category name as an array, 1 where a category is left out, shape (categories,).

    Raises:
        UnknownNameError: a name that is no category; the message lists near matches.
        RateError: a factor is negative or not finite.
    """
    factors = np.ones(len(CATEGORIES))
    for name, factor in (loading or {}).items():
        factors[CATEGORIES.index(resolve(name, CATEGORIES, "category"))] = checked_factor(factor, name)
    return factors
