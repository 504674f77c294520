"""The notebooks of examples/ run from their first cell to the last."""

import json
import os
import sys

import pytest

from tests.bridge.conftest import _own_cache as _own_cache
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


@pytest.mark.filterwarnings("default")  # of Jupyter's packages
@pytest.mark.usefixtures("_own_cache")
@pytest.mark.parametrize("name", [one.stem for one in NOTEBOOKS])
def test_a_notebook_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *filter(None, sys.path)]))
    notebook = nbformat.read(ROOT / "examples" / f"{name}.ipynb", as_version=4)
    nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    shown = [one for cell in notebook.cells if cell.cell_type == "code" for one in cell.outputs]
    assert any("text/html" in one.get("data", {}) for one in shown)


@pytest.mark.parametrize("name", [one.stem for one in NOTEBOOKS])
def test_a_notebook_is_kept_without_results(name: str) -> None:
    cells = json.loads((ROOT / "examples" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
    assert len(NOTEBOOKS) == 3
