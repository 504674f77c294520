"""Fixtures for tests of NetLogo code on the embedded engine; pytest finds them once the package is installed.

A model under test runs commands, calls procedures with Python values and answers reporters. `netlogo_model`
opens a whole model file, `netlogo_code` puts an include or some code into a small world of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from netlogo.workspace import Workspace

SEED = 1
MAX_PXCOR = 2


class ModelUnderTest:
    """A model with the verbs of a test. `workspace` is the engine's own face, for all else."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def command(self, text: str) -> None:
        """Run commands as the observer."""
        self.workspace.command(text)

    def report(self, text: str) -> Any:
        """A reporter's value: numbers are floats, strings str, booleans bool, lists list."""
        return self.workspace.report(text)

    def call(self, procedure: str, *inputs: Any) -> Any:
        """Call a procedure of the model; of a reporter the value."""
        value = self.workspace.call(procedure, inputs)
        return value if self.workspace.procedures[procedure.lower()].is_reporter else None

    def set(self, **values: Any) -> None:
        """Give globals values; a Python name's `_` stands for `-`: `set(start_hour=8)`."""
        for name, value in values.items():
            self.workspace.set_global(_dashed(name), value)

    def check(self, *conditions: str) -> None:
        """Assert that boolean reporters are true; the message quotes those that are not."""
        __tracebackhide__ = True
        failed = [text for text in conditions if self.report(text) is not True]
        if failed:
            pytest.fail("; ".join(f"not true in the model: {text}" for text in failed))


MakeModel = Callable[..., ModelUnderTest]


@pytest.fixture
def netlogo_model(request: pytest.FixtureRequest) -> MakeModel:
    """A function `(path, *, seed=1, setup=True, **settings)` that opens a model and runs its `setup`.

    The path counts from the test's folder. Settings are globals of the interface, with `_` for `-`, set
    before `setup`.
    """

    def make(
        path: str | Path, *, seed: int = SEED, setup: bool = True, **settings: float | str | bool
    ) -> ModelUnderTest:
        from netlogo.workspace import Workspace

        model = ModelUnderTest(Workspace.open(request.path.parent / path, seed=seed))
        model.set(**settings)
        if setup:
            model.command("setup")
        return model

    return make


@pytest.fixture
def netlogo_code(request: pytest.FixtureRequest) -> MakeModel:
    """A function `(*includes, code="", size=2, wrap=False, seed=1, **interface)` that puts `.nls` files, and
    code beside them, into a world from -size to size.

    Paths count from the test's folder. What the include takes from an interface is given by name, with `_`
    for `-`. The ticks have been started.
    """

    def make(
        *includes: str | Path,
        code: str = "",
        size: int = MAX_PXCOR,
        wrap: bool = False,
        seed: int = SEED,
        **interface: float | str | bool,
    ) -> ModelUnderTest:
        from netlogo.modelfile.model import InterfaceGlobal
        from netlogo.workspace import Workspace

        files = " ".join(f'"{(request.path.parent / one).as_posix()}"' for one in includes)
        widgets = [
            InterfaceGlobal(
                "switch" if isinstance(value, bool) else "input",
                _dashed(name),
                float(value) if isinstance(value, int) and not isinstance(value, bool) else value,
            )
            for name, value in interface.items()
        ]
        workspace = Workspace.from_code(
            f"__includes [ {files} ]\n{code}" if includes else code,
            min_pxcor=-size,
            max_pxcor=size,
            min_pycor=-size,
            max_pycor=size,
            wrap_x=wrap,
            wrap_y=wrap,
            interface=widgets,
            folder=request.path.parent,
            seed=seed,
        )
        workspace.command("reset-ticks")
        return ModelUnderTest(workspace)

    return make


def _dashed(name: str) -> str:
    return name.replace("_", "-")
