"""The files that a model is made from are those that the compiler reads, however they are written."""

from pathlib import Path

import pytest

from netlogo.compiler.model_sources import model_sources

MODEL = Path(__file__).parents[3] / "netlogo" / "models" / "schelling-demo.nlogo"


def written(folder: Path, code: str, info: str = "") -> Path:
    """A model with this code and Info tab, its other sections those of the demonstration."""
    sections = MODEL.read_text(encoding="utf-8").split("@#$#@#$#@\n")
    sections[0], sections[2] = code + "\n", info + "\n"
    path = folder / "mine.nlogo"
    path.write_text("@#$#@#$#@\n".join(sections), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "code",
    [
        '__includes [ "a.nls" ]',
        '  __INCLUDES["a.nls"]',
        'globals [ x ] __includes [ "a.nls" ]',
        '__includes ; [ "no.nls" ]\n[\n"a.nls" ; ] "no.nls"\n]',
    ],
)
def test_every_form_that_the_compiler_reads(tmp_path: Path, code: str) -> None:
    (tmp_path / "a.nls").write_text('__includes [ "sub/b.nls" ]')
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.nls").write_text("to b end")
    model = written(tmp_path, code)
    assert model_sources(model) == [model, tmp_path / "a.nls", tmp_path / "sub" / "b.nls"]


def test_an_info_tab_that_shows_one_is_no_code(tmp_path: Path) -> None:
    model = written(tmp_path, "to go end", '__includes [ "shown.nls" ]')
    assert model_sources(model) == [model]
