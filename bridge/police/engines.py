"""Which engine runs the police model: the embedded one, or NetLogo itself in this process.

What drives NetLogo is imported only when a run asks for it.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dotenv import dotenv_values

from bridge.demand.crime_rows import Row
from bridge.errors import EngineUnavailable
from bridge.police.reports import Loading, read_loading, read_pairs
from bridge.police.supply import EmbeddedSupply, LastingSupply, ModelSupply
from bridge.scenario.scenario import Scenario

if TYPE_CHECKING:
    from netlogo.jvm import Installation, JvmWorkspace

ENGINES = ("embedded", "netlogo")
VARIABLE = "NETLOGO_HOME"


def _never() -> bool:
    return False


class NetLogoSupply(ModelSupply):
    """A NetLogo model on NetLogo itself."""

    def __init__(
        self,
        model: Path,
        settings: Mapping[str, str] | None = None,
        *,
        home: Path | None = None,
        interrupted: Callable[[], bool] = _never,
    ) -> None:
        """Start NetLogo, open the model and set its interface values.

        Args:
            model: a .nlogo file.
            settings: interface global -> value as typed by a person.
            home: NetLogo's folder; looked for where it is None.
            interrupted: asked ten times a second while NetLogo works; true, or an exception, stops it.

        Raises:
            EngineUnavailable: NetLogo, Java or JPype is missing; the message says how to mend it.
            netlogo.NetLogoError: the model does not compile.
            BridgeError: as for `ModelSupply`.
        """
        from netlogo.jvm import JvmWorkspace, NetLogoUnavailable

        try:
            installation = locate(home)
            workspace = JvmWorkspace(model, installation, interrupted=interrupted)
        except NetLogoUnavailable as error:
            raise EngineUnavailable(str(error)) from error
        self._take_up(workspace, model, settings, installation.version)

    def _take_up(
        self, workspace: "JvmWorkspace", model: Path, settings: Mapping[str, str] | None, release: str
    ) -> None:
        self._netlogo = workspace
        versions = {"netlogo": release, "jpype1": version("jpype1")}
        try:
            super().__init__(workspace, model, settings, engine="netlogo", versions=versions)
        except BaseException:
            workspace.close()
            raise
        self._hour = self._netlogo.compile_call("receive-crimes", then="go")
        self._waiting: list[Row] = []
        self._report_metrics = self._netlogo.compile_pairs("report-metrics")
        self._report_loading = self._netlogo.compile_pairs("report-loading")

    def receive(self, crimes: Sequence[Row], calls: Sequence[Row]) -> None:
        """Hand the calls over, and keep the crimes: they go to NetLogo with the tick itself, in one call."""
        if self.needs.calls:
            self._netlogo.call("receive-calls", [list(calls)])
        self._waiting = list(crimes)

    def tick(self) -> None:
        """Run `receive-crimes` and `go`."""
        crimes, self._waiting = self._waiting, []
        self._hour([crimes])

    def metrics(self) -> dict[str, float]:
        """Read `report-metrics`; its pairs are checked on NetLogo's side already."""
        value = self._report_metrics()
        return value if isinstance(value, dict) else read_pairs(value, "report-metrics", "number")

    def loading(self) -> Loading:
        """Read `report-loading`."""
        value = self._report_loading()
        return Loading(value, {}) if isinstance(value, dict) else read_loading(value)

    def close(self) -> None:
        """End NetLogo's thread; safe to repeat."""
        self._netlogo.close()


class LinkedSupply(NetLogoSupply):
    """A model that the user has open on NetLogo, by pyNetLogo; it stays open after the run."""

    def __init__(self, link: Any, model: Path, settings: Mapping[str, str] | None = None) -> None:
        """Take up the model of a `pynetlogo.NetLogoLink`.

        Args:
            link: without a window, and with `model` loaded.
            model: the file that is loaded: pyNetLogo does not say which.
            settings: as for `NetLogoSupply`.

        Raises:
            EngineUnavailable: the link has no model, or a window.
            BridgeError: as for `ModelSupply`.
        """
        from netlogo.jvm import JvmWorkspace

        try:
            field = link.link.getClass().getDeclaredField("workspace")  # private, and all there is
            field.setAccessible(True)
            java = field.get(link.link)
        except (AttributeError, TypeError) as error:
            raise EngineUnavailable(
                f"expected a NetLogoLink of pynetlogo or of netlogo.pynetlogo, got {link!r:.60}"
            ) from error
        if java is None or "HeadlessWorkspace" not in str(java.getClass().getName()):
            raise EngineUnavailable("expected a NetLogoLink(gui=False) with a model loaded")
        release = str(java.report("netlogo-version"))
        self._take_up(JvmWorkspace.around(java, model), model, settings, release)


def maker_of_link(link: Any) -> Callable[[Scenario], LastingSupply]:
    """What makes the supply of a run from a model that the user has open: a `NetLogoLink` of pyNetLogo, or of
    `netlogo.pynetlogo`. The scenario names the model's file.
    """

    def make(scenario: Scenario) -> LastingSupply:
        from netlogo import pynetlogo

        if isinstance(link, pynetlogo.NetLogoLink):
            return ModelSupply(link.workspace, scenario.model_path, scenario.settings, engine="embedded")
        return LinkedSupply(link, scenario.model_path, scenario.settings)

    return make


def maker(
    home: Path | None = None,
    interrupted: Callable[[], bool] = _never,
    writable: Sequence[Path] = (),
) -> Callable[[Scenario], LastingSupply]:
    """What brings up a scenario's police model on the engine that it names.

    Args:
        home: NetLogo's folder, if it is to be used.
        interrupted: as for `NetLogoSupply`.
        writable: as for `EmbeddedSupply`; NetLogo itself writes anywhere.
    """

    def make(scenario: Scenario) -> LastingSupply:
        if scenario.abm == "netlogo":
            return NetLogoSupply(scenario.model_path, scenario.settings, home=home, interrupted=interrupted)
        return EmbeddedSupply(scenario.model_path, scenario.settings, writable)

    return make


def locate(home: Path | None = None) -> "Installation":
    """NetLogo: of `--netlogo-home`, `NETLOGO_HOME`, `.env` in this folder, or where it was installed.

    Raises:
        netlogo.jvm.NetLogoUnavailable: it is in none of them, or the first that is set holds none.
    """
    from netlogo.jvm import find_netlogo

    return find_netlogo(
        [
            ("--netlogo-home", home),
            (VARIABLE, os.environ.get(VARIABLE)),
            (f"{VARIABLE} in .env", _from_file(Path(".env"))),
            (f"the folder {str(installed_folder())!r}", _installed()),
        ]
    )


def installed_folder() -> Path:
    """Where `crims netlogo install` puts NetLogo unless told otherwise: the user's folder for data."""
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "share") / "crims" / "netlogo"


def _from_file(path: Path) -> str | None:
    values: dict[str, Any] = dict(dotenv_values(path)) if path.is_file() else {}
    return values.get(VARIABLE)


def _installed() -> Path | None:
    """The newest NetLogo there."""
    found = sorted(installed_folder().glob("NetLogo *"), key=_release)
    return found[-1] if found else None


def _release(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.name.removeprefix("NetLogo ").split(".") if part.isdigit())
