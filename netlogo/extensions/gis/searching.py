"""Features by what their properties are. Texts are compared with `*` for any letters and `?` for one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from netlogo.extensions.base import a_string
from netlogo.extensions.gis.values import Feature, vector
from netlogo.runtime.values import NOBODY, dump


class Searching:
    """The primitives that look for features."""

    def find_features(self, dataset: Any, name: Any, wanted: Any) -> list[Any]:
        """All features whose property is this, or is like this text."""
        return _where(dataset, name, _like(wanted))

    def find_one_feature(self, dataset: Any, name: Any, wanted: Any) -> Any:
        """The first of them, or nobody."""
        return next(iter(self.find_features(dataset, name, wanted)), NOBODY)

    def find_less_than(self, dataset: Any, name: Any, limit: Any) -> list[Any]:
        """All features whose property is less."""
        return _where(dataset, name, lambda value: value.__class__ is limit.__class__ and value < limit)

    def find_greater_than(self, dataset: Any, name: Any, limit: Any) -> list[Any]:
        """All features whose property is greater."""
        return _where(dataset, name, lambda value: value.__class__ is limit.__class__ and value > limit)

    def find_range(self, dataset: Any, name: Any, low: Any, high: Any) -> list[Any]:
        """All features whose property lies between."""
        return _where(
            dataset,
            name,
            lambda value: value.__class__ is low.__class__ is high.__class__ and low < value < high,
        )

    def property_minimum(self, dataset: Any, name: Any) -> Any:
        """The least value of a property."""
        return min(_values(dataset, name), default=NOBODY)

    def property_maximum(self, dataset: Any, name: Any) -> Any:
        """The greatest value of a property."""
        return max(_values(dataset, name), default=NOBODY)


def _values(dataset: Any, name: Any) -> list[Any]:
    found = vector(dataset)
    key = found.property_name(a_string(name))
    values = [feature.properties[key] for feature in found.features]
    return [
        value
        for value in values
        if value is not None and not (value.__class__ is float and math.isnan(value))
    ]


def _where(dataset: Any, name: Any, holds: Callable[[Any], bool]) -> list[Any]:
    found = vector(dataset)
    key = found.property_name(a_string(name))
    fitting: list[Feature] = []
    for feature in found.features:
        value = feature.properties[key]
        if value is not None and holds(value):
            fitting.append(feature)
    return fitting


def _like(wanted: Any) -> Callable[[Any], bool]:
    if not isinstance(wanted, str):
        return lambda value: value.__class__ is float and value == wanted
    signs = {"*": ".*", "?": "."}
    pattern = re.compile("".join(signs.get(sign, re.escape(sign)) for sign in wanted), re.DOTALL)
    return lambda value: pattern.fullmatch(dump(value)) is not None
