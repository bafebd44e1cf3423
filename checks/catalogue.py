"""The checks that come with Padanan: importing this module registers them.

A module with checks is any module in a folder of `checks` with a line that begins
with `@check(`. Others are not imported, since they may need a large library.
"""

from importlib import import_module
from pathlib import Path

from checks.engine.check import CHECKS, select_checks

__all__ = ["CHECKS", "find_check_modules", "select_checks"]

_PACKAGE_FOLDER = Path(__file__).parent


def find_check_modules() -> list[str]:
    """Find the modules with checks, in alphabetical order.

    >>> "checks.typography.spacing" in find_check_modules()
    True
    """
    return sorted(
        ".".join(module_path.relative_to(_PACKAGE_FOLDER.parent).with_suffix("").parts)
        for pattern in ("*/*.py", "*/*/*.py")  # `**` takes twice as long
        for module_path in _PACKAGE_FOLDER.glob(pattern)
        if b"\n@check(" in module_path.read_bytes()
    )


def _import_check_modules() -> None:
    """Import the modules with checks."""
    for module_name in find_check_modules():
        import_module(module_name)


_import_check_modules()
