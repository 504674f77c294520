"""An engine that runs NetLogo 6.4 models in Python, with NetLogo's own numbers.

`Workspace` opens a model and runs it; the errors are those of NetLogo with the place added.
"""

from netlogo.errors import CompilerError, HaltError, InputTypeError, LogoError, NetLogoError, ProgramError
from netlogo.modelfile.model import InterfaceGlobal, ModelFile, ModelFileError
from netlogo.modelfile.read_model import read_model
from netlogo.runtime.agents.base import NOBODY
from netlogo.runtime.values import dump as to_text
from netlogo.workspace import ProcedureInfo, Workspace

__all__ = [
    "NOBODY",
    "CompilerError",
    "HaltError",
    "InputTypeError",
    "InterfaceGlobal",
    "LogoError",
    "ModelFile",
    "ModelFileError",
    "NetLogoError",
    "ProcedureInfo",
    "ProgramError",
    "Workspace",
    "read_model",
    "to_text",
]
