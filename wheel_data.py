"""A step of building the wheel: write each data file as JSON next to it, too.

`tm.language_data.read_data_file` reads this JSON, which is faster than reading TOML.
"""

import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PACKAGES = ("tm", "glossary", "checks", "exports")


class DataHook(BuildHookInterface):
    """Adds the JSON files; a checkout and an editable installation have none."""

    # Any: the build backend defines the table.
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the JSON files to a temporary folder, and name them as contents."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, self.root)
        from tm.language_data import convert_to_json

        folder = Path(mkdtemp(prefix="padanan-data-"))
        for package in _PACKAGES:
            for toml_path in sorted((root / package).rglob("data/**/*.toml")):
                json_path = toml_path.relative_to(root).with_suffix(".json")
                (folder / json_path).parent.mkdir(parents=True, exist_ok=True)
                (folder / json_path).write_bytes(
                    convert_to_json(toml_path.read_bytes())
                )
                build_data["force_include"][str(folder / json_path)] = str(json_path)
        self._folder = folder

    def finalize(
        self, version: str, build_data: dict[str, Any], artifact_path: str
    ) -> None:
        """Remove the temporary folder."""
        if version != "editable":
            shutil.rmtree(self._folder)
