"""How NetLogo's window is started on a model: the command line, for this system and this installation.

Nothing is started here: whoever shows the window starts the program with these arguments.
"""

from __future__ import annotations

import sys
from pathlib import Path

from netlogo.jvm.finder import Installation, Java
from netlogo.jvm.unavailable import NetLogoUnavailable

APP = "org.nlogo.app.App"
_ADDED = ("java.base/java.lang", "java.desktop/sun.awt", "java.desktop/sun.java2d")
"""Packages that NetLogo's 3D view opens; NetLogo's own launcher adds the same."""
_LAUNCHERS = ("bin/NetLogo", "NetLogo", "NetLogo.exe", "Contents/MacOS/NetLogo*")
"""NetLogo's own programs, for a bundled Java machine that has no `java` program of its own."""


def window_command(installation: Installation, java: Java, model: Path) -> list[str]:
    """The command line that opens a model in NetLogo's window.

    Raises:
        NetLogoUnavailable: the Java machine cannot show windows, or has no program to start it with.
    """
    home = java_home(java)
    program = home / "bin" / ("java.exe" if sys.platform == "win32" else "java")
    if not program.is_file():
        launcher = _launcher(installation.home)
        if launcher is None:
            raise NetLogoUnavailable(
                f"expected a program 'java' in {str(home)!r} (of {java.source}) or NetLogo's own launcher in"
                f" {str(installation.home)!r}, got neither; set JAVA_HOME to a Java 17 or later with windows"
            )
        return [str(launcher), "--open", str(model)]
    if sys.platform.startswith("linux") and not (home / "lib" / "libawt_xawt.so").is_file():
        raise NetLogoUnavailable(
            f"expected a Java machine that can show windows, got one without them in {str(home)!r} (of"
            f" {java.source}); install one (on Debian: apt install openjdk-17-jre) or set JAVA_HOME to one"
        )
    folders = {"extensions": installation.extensions, "models": installation.home / "models"}
    return [
        str(program),
        "-Dfile.encoding=UTF-8",
        *(f"-Dnetlogo.{name}.dir={folder}" for name, folder in folders.items() if folder is not None),
        *(f"--add-exports={package}=ALL-UNNAMED" for package in _ADDED),
        "-cp",
        (";" if sys.platform == "win32" else ":").join(map(str, installation.jars)),
        APP,
        "--open",
        str(model),
    ]


def java_home(java: Java) -> Path:
    """The folder of a Java machine, from its library's place in it."""
    home = java.library.parents[2]  # lib/server/libjvm.so, bin/server/jvm.dll
    return home.parent if home.name == "lib" else home  # Java 8's lib/amd64/server


def _launcher(home: Path) -> Path | None:
    for base in (home, *home.glob("*.app")):
        for pattern in _LAUNCHERS:
            for found in sorted(base.glob(pattern)):
                if found.is_file():
                    return found
    return None
