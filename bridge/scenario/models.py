"""The models that come with the project, and how one of them or a file is named."""

from pathlib import Path

from bridge.errors import ScenarioError
from common.names import near

SUFFIXES = (".nlogo", ".nlogox")
DEFAULT = "police-patrol"
"""The model of a run that names none: the police on the map."""
HOURLY = "police-supply-demand"
"""The police without places, hour by hour."""


def police_model(name: str = DEFAULT) -> Path:
    """A model of this project by its name."""
    import netlogo

    return Path(netlogo.__file__).resolve().parent / "models" / f"{name}.nlogo"


def model_file(model: str) -> Path:
    """The file of a model that was named.

    Raises:
        ScenarioError: neither a file nor a model of this project.
    """
    path = Path(model)
    if path.suffix in SUFFIXES or path.parent != Path() or path.exists():
        if not path.is_file():
            raise ScenarioError(f"expected a model file, found none at {model!r}")
        return path
    own = {one.stem: one for one in sorted(police_model().parent.iterdir()) if one.suffix in SUFFIXES}
    if model not in own:
        raise ScenarioError(
            f"expected a model file or one of {', '.join(own)}, got {model!r}{near(model, own)}"
        )
    return own[model]
