"""Reads experiments from XML: the section of a model file, or a file of experiments.

NetLogo 5 and 6 write one dialect, NetLogo 7 another; both give the same `Experiment` objects.
"""

from __future__ import annotations

import difflib
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from common.reading import read_whole
from netlogo.behaviorspace.experiment import Enumerated, Experiment, ExperimentError, Stepped, ValueSet
from netlogo.errors import LogoError
from netlogo.modelfile.model import ModelFile
from netlogo.runtime.primitives.literals import read_from_string

_OLD_NAMES = (
    ('runMetricsEveryTick="', 'runMetricsEveryStep="'),
    ('<timeLimit ticks="', '<timeLimit steps="'),
    ("<final>", "<postRun>"),
    ("</final>", "</postRun>"),
)
_ESCAPED_END = "]]\ue000>"  # how NetLogo 7 writes the end of a CDATA section inside one


def read_experiments(text: str, where: str) -> list[Experiment]:
    """All experiments of an XML text; `where` names it in errors.

    Raises:
        ExperimentError: the text is not XML of experiments.
    """
    for old, new in _OLD_NAMES:
        text = text.replace(old, new)
    if not text.strip():
        return []
    try:
        root = ET.fromstring(text.strip())
    except ET.ParseError as error:
        raise ExperimentError(
            f"expected experiments as XML in {where}, got text that is not XML: {error}"
        ) from error
    elements = [root] if root.tag == "experiment" else root.findall("experiment")
    if root.tag not in ("experiments", "experiment"):
        raise ExperimentError(f"expected an <experiments> element in {where}, got <{root.tag}>")
    return [_experiment(element, where) for element in elements]


def experiments_of(model: ModelFile, setup_file: str | Path | None = None) -> list[Experiment]:
    """The experiments of a model, or of a setup file if there is one.

    Raises:
        ExperimentError: the file or its XML cannot be read.
    """
    if setup_file is None:
        return read_experiments(model.experiments, repr(str(model.path or "the model")))
    path = Path(setup_file)
    try:
        text = read_whole(path).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExperimentError(
            f"expected a readable file of experiments, got {str(path)!r} ({error})"
        ) from error
    return read_experiments(text, repr(str(path)))


def choose(experiments: Iterable[Experiment], name: str | None, where: str) -> Experiment:
    """The experiment of that name; without a name the only one there is.

    Raises:
        ExperimentError: there is no such experiment, or there are several to choose from.
    """
    known = list(experiments)
    names = [one.name for one in known]
    if name is None:
        if len(known) == 1:
            return known[0]
        raise ExperimentError(
            f"expected the name of one of the experiments of {where}, got none; there are"
            f" {', '.join(map(repr, names)) or 'no experiments'}"
        )
    if name not in names:
        near = difflib.get_close_matches(name, names, 3, 0.4)
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"there are {names}"
        raise ExperimentError(f"expected an experiment of {where}, got {name!r}; {hint}")
    return known[names.index(name)]


def _experiment(element: ET.Element, where: str) -> Experiment:
    name = element.get("name", "")
    try:
        limit = element.find("timeLimit")
        steps = element.get("timeLimit", "0") if limit is None else limit.get("steps", "0")
        return Experiment(
            name=name,
            pre_experiment=_text(element, "preExperiment"),
            setup=_text(element, "setup"),
            go=_text(element, "go"),
            post_run=_text(element, "postRun"),
            post_experiment=_text(element, "postExperiment"),
            repetitions=int(element.get("repetitions", "1")),
            sequential=element.get("sequentialRunOrder", "true") in ("true", ""),
            every_step=element.get("runMetricsEveryStep", "true") == "true",
            metrics_condition=_text(element, "runMetricsCondition"),
            time_limit=int(steps),
            exit_condition=_text(element, "exitCondition").strip(),
            metrics=tuple(_clean(one.text) for one in element.iter("metric")),
            constants=_value_sets([*element, *element.findall("constants/*")]),
            sub_experiments=tuple(_value_sets(sub) for sub in element.iter("subExperiment")),
        )
    except (ValueError, ArithmeticError, LogoError) as error:
        raise ExperimentError(
            f"expected experiment {name!r} of {where} as NetLogo writes it: {error}"
        ) from error


def _value_sets(elements: Iterable[ET.Element]) -> tuple[ValueSet, ...]:
    return tuple(_value_set(one) for one in elements if one.tag in ("steppedValueSet", "enumeratedValueSet"))


def _value_set(element: ET.Element) -> ValueSet:
    variable = _attribute(element, "variable")
    if element.tag == "enumeratedValueSet":
        values = tuple(read_from_string(_attribute(one, "value")) for one in element.findall("value"))
        return Enumerated(variable, values)
    first, step, last = (Decimal(_attribute(element, name).strip()) for name in ("first", "step", "last"))
    return Stepped(variable, first, step, last)


def _attribute(element: ET.Element, name: str) -> str:
    value = element.get(name)
    if value is None:
        raise ValueError(f"<{element.tag}> lacks {name!r}")
    return value


def _text(element: ET.Element, name: str) -> str:
    found = element.find(name)
    return "" if found is None else _clean(found.text)


def _clean(text: str | None) -> str:
    return (text or "").replace(_ESCAPED_END, "]]>")
