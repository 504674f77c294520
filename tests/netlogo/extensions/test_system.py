"""What reaches out of a model is off unless the run allows it, and confined where the model is."""

from pathlib import Path

import pytest

from netlogo import LogoError, NetLogoError, Workspace

CODE = "extensions [ py shell fetch pathdir ]"
OFF = {
    'py:setup "python3"': "py",
    "print py:python": "py",
    'print shell:exec "true"': "shell",
    'print shell:getenv "HOME"': "shell",
    'print pathdir:get-env-var "HOME"': "shell",
    'print fetch:url "file:///etc/hostname"': "fetch",
}


@pytest.mark.parametrize("commands", OFF)
def test_what_reaches_out_is_off(commands: str) -> None:
    workspace = Workspace.from_code(CODE)
    workspace.allow({"py", "shell", "fetch"} - {OFF[commands]})
    with pytest.raises(LogoError, match=f"--allow {OFF[commands]}"):
        workspace.command(commands)


def test_a_permission_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NetLogoError, match="expected fetch, py, shell to be allowed, got 'everything'"):
        Workspace.from_code("").allow(["everything"])


@pytest.mark.parametrize(
    "commands",
    ['pathdir:create "../else"', 'pathdir:delete "../kept"', 'pathdir:move "../kept" "mine"',
     'pathdir:move "mine" "../kept/mine"'],
)  # fmt: skip
def test_folders_outside_stay_as_they_are(commands: str, tmp_path: Path) -> None:
    for name in ("model", "model/mine", "kept"):
        (tmp_path / name).mkdir()
    workspace = Workspace.from_code(CODE, folder=tmp_path / "model")
    workspace.confine([tmp_path / "model"])
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(LogoError, match="may write files in"):
        workspace.command(commands)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_goes_to_an_output_folder_is_seen_there(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    workspace = Workspace.from_code(CODE, folder=tmp_path / "model")
    workspace.confine([], output=tmp_path / "out")
    workspace.command('pathdir:create "a/b" file-open "a/b/c" file-print 1 file-close')
    assert workspace.report('pathdir:list "a/b"') == ["c"]
    assert [path.name for path in (tmp_path / "model").iterdir()] == []
    assert (tmp_path / "out/a/b/c").exists()


def test_python_imports_beside_the_model_and_prints_into_its_output(tmp_path: Path) -> None:
    (tmp_path / "helper_of_a_model.py").write_text("def greet(): print('hello')\n")
    workspace = Workspace.from_code(CODE, folder=tmp_path)
    workspace.allow(["py"])
    workspace.command('py:setup py:python py:run "import helper_of_a_model as h; h.greet()"')
    assert workspace.output == "hello\n"


def test_each_world_has_python_names_of_its_own() -> None:
    one, other = Workspace.from_code(CODE), Workspace.from_code(CODE)
    for workspace in (one, other):
        workspace.allow(["py"])
        workspace.command("py:setup py:python")
    one.command('py:set "x" 5')
    with pytest.raises(LogoError, match="name 'x' is not defined"):
        other.report('py:runresult "x"')
