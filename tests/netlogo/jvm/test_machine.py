"""One Java machine per process, with a JPype made for the purpose."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from netlogo.jvm import Installation, NetLogoUnavailable, machine

HERE = Installation(Path("/nl"), "6.4.0", (Path("/nl/netlogo-6.4.0.jar"),), Path("/nl/extensions"))
OTHER = Installation(Path("/b"), "6.2.2", (Path("/b/netlogo-6.2.2.jar"),), None)


class FakeClass:
    """Any Java class: every member can be called and gives another such object."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return FakeClass()

    def __call__(self, *_: object) -> "FakeClass":
        return FakeClass()


@pytest.fixture
def jpype(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A JPype whose machine starts at once and remembers with what."""
    fake: Any = ModuleType("jpype")
    fake.config = ModuleType("jpype.config")
    fake.started = []
    fake.loadable = True

    def load(name: str) -> FakeClass:
        if not fake.loadable and "nlogo" in name:
            raise TypeError(f"Class {name} is not found")
        return FakeClass()

    fake.JClass, fake.JProxy = load, lambda *_, **__: FakeClass()
    fake.isJVMStarted = lambda: bool(fake.started)
    fake.startJVM = lambda *options, **rest: fake.started.append((options, rest))
    monkeypatch.setitem(sys.modules, "jpype", fake)
    monkeypatch.setitem(sys.modules, "jpype.config", fake.config)
    monkeypatch.setattr(machine, "_STATE", machine._State())
    monkeypatch.setattr(machine.atexit, "register", lambda close: None)
    monkeypatch.setattr(
        machine, "find_java", lambda home: machine.Java(Path("/j/lib/server/libjvm.so"), "test")
    )
    return fake  # type: ignore[no-any-return]


def test_only_netlogos_own_jars_are_on_the_class_path(jpype: Any) -> None:
    machine.start(HERE, ["-Xmx4g"])
    options, rest = jpype.started[0]
    assert rest["classpath"] == ["/nl/netlogo-6.4.0.jar"]
    assert {"-Xrs", "-Djava.awt.headless=true", "-Dnetlogo.extensions.dir=/nl/extensions"} < set(options)
    assert options[-1] == "-Xmx4g"
    assert jpype.config.destroy_jvm is False


def test_the_machine_starts_once(jpype: Any) -> None:
    machine.start(HERE, ["-Xmx4g"])
    machine.start(HERE, ["-Xmx4g"])
    machine.start(HERE)
    assert len(jpype.started) == 1


def test_other_options_are_refused(jpype: Any) -> None:
    machine.start(HERE, ["-Xmx4g"])
    with pytest.raises(NetLogoUnavailable, match=r"got \['-Xmx8g'\].*first time"):
        machine.start(HERE, ["-Xmx8g"])


def test_another_netlogo_is_refused(jpype: Any) -> None:
    machine.start(HERE)
    with pytest.raises(NetLogoUnavailable, match=r"netlogo-6\.2\.2\.jar"):
        machine.start(OTHER)


def test_a_machine_of_other_code_is_used_only_with_netlogo_in_it(jpype: Any) -> None:
    jpype.started.append(((), {}))
    machine.start(HERE)
    jpype.loadable = False
    with pytest.raises(NetLogoUnavailable, match="started by other code"):
        machine.start(HERE)


def test_a_failed_start_names_the_machine(jpype: Any) -> None:
    jpype.loadable = False
    with pytest.raises(NetLogoUnavailable, match=r"libjvm\.so.*Java 17"):
        machine.start(HERE)


def test_a_missing_jpype_is_told_with_what_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jpype", None)
    with pytest.raises(NetLogoUnavailable, match="pip install jpype1"):
        machine.start(HERE)
