"""Every test that a page names as proof of a promise exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`((?:\.\./)?[\w/]*test_\w+\.py)?(?:::)?(test_\w+)?`")


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/protocol.md"])
def test_the_tests_that_a_page_names_exist(page: str) -> None:
    file, found = "", 0
    for path, test in NAMED.findall((ROOT / page).read_text(encoding="utf-8")):
        file = path or file  # a second test of the same file is named alone
        if not file:
            continue
        found += 1
        tests = ROOT / "tests" / "bridge"
        text = (tests / file if "/" in file else next(tests.rglob(file))).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in text, f"{file}::{test}"
    assert found > 10
