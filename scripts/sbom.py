"""Writes what is installed, with versions and licences, as a bill of materials in CycloneDX's JSON."""

import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

PROJECT = "crims-bridge"


def component(one: Distribution) -> Component:
    """A package as CycloneDX has it."""
    name, version = one.metadata["Name"], one.version
    said = one.metadata.get("License-Expression") or one.metadata.get("License") or ""
    licences = [LicenseFactory().make_from_string(said)] if said and "\n" not in said else []
    kind = ComponentType.APPLICATION if name == PROJECT else ComponentType.LIBRARY
    return Component(
        name=name,
        version=version,
        type=kind,
        purl=PackageURL("pypi", name=name.lower().replace("_", "-"), version=version),
        bom_ref=f"{name}=={version}",
        licenses=licences,
    )


def main(path: Path) -> int:
    """Write the file; 1 where nothing is installed."""
    found = {one.metadata["Name"].lower(): one for one in distributions()}
    bom = Bom(components=[component(found[name]) for name in sorted(found)])
    make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_5).output_to_file(
        str(path), allow_overwrite=True, indent=1
    )
    print(f"sbom: {len(found)} packages in {path}")
    return not found


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
