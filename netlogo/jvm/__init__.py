"""Runs models on NetLogo itself, headless, inside this process: the same face as `netlogo.Workspace`.

Apart from the embedded engine because it needs NetLogo, a Java machine and the package JPype; they are loaded
when asked for.
"""

from netlogo.jvm.finder import Installation, find_java, find_netlogo
from netlogo.jvm.unavailable import NetLogoUnavailable
from netlogo.jvm.workspace import JvmWorkspace

__all__ = ["Installation", "JvmWorkspace", "NetLogoUnavailable", "find_java", "find_netlogo"]
