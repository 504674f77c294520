"""The examples of docs/python.md run, one after the other."""

import re

import pytest

from tests.bridge.conftest import _own_cache as _own_cache
from tests.conftest import ROOT

SNIPPETS = re.findall(
    r"^```python\n(.*?)^```$", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), re.M | re.S
)


@pytest.mark.usefixtures("_own_cache")
def test_the_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for snippet in SNIPPETS:
        exec(compile(snippet, "docs/python.md", "exec"), names)  # noqa: S102
    printed = capsys.readouterr().out
    assert "person-hours" in printed
    assert "did you mean" in printed
    assert len(SNIPPETS) == 4
