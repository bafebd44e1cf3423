"""The checks that come with Padanan: importing this module registers them.

They are discovered: each module in the folder of a family is imported.
"""

import os
from importlib import import_module
from pathlib import Path

from checks.engine.check import CHECKS, select_checks

__all__ = ["CHECKS", "FAMILIES", "select_checks"]

FAMILIES = (
    "typography",
    "markup",
    "words",
    "numbers",
    "dates",
    "names",
    "titles",
    "terms",
    "meaning",
    "segments",
    "termbase",
)
"""The folders of the families of checks."""


def _register() -> None:
    """Import the modules of all families, in the order of their names."""
    folder = Path(__file__).parent
    for family in FAMILIES:
        for file_name in sorted(os.listdir(folder / family)):
            if file_name.endswith(".py") and file_name != "__init__.py":
                import_module(f"checks.{family}.{file_name.removesuffix('.py')}")


_register()
