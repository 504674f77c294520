"""What pyproject.toml cannot say: the optional kernel in C; the tables of data/ go into wheels."""

import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_py import build_py

KERNEL = Path("kernel")


class BuildWithData(build_py):
    """Puts data/ into wheels as common/data, where the installed packages look for it."""

    def run(self) -> None:
        """Copy the packages, then the tables."""
        super().run()
        if not self.editable_mode:
            self.copy_tree("data", str(Path(self.build_lib, "common", "data")))


setup(
    ext_modules=[
        Extension(
            "netlogo.runtime._kernel",
            sorted(str(path) for path in KERNEL.glob("*.c")),
            depends=sorted(str(path) for path in KERNEL.glob("*.h")),
            extra_compile_args=(
                [] if sys.platform == "win32" else ["-ffp-contract=off", "-fvisibility=hidden"]
            ),
            optional=True,  # without a C compiler the engine does the same in Python
        )
    ],
    cmdclass={"build_py": BuildWithData},
)
