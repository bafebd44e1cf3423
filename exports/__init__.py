"""File formats of units and terms, and reports: bytes to values and back.

The front door is below: `read`, `write`, `convert`, `validate` and `formats`. What
judges units (`checks`) and what talks to people (`cli`, `padanan`) is not in here.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports.conversion import convert
    from exports.files import read, write
    from exports.format_registries import formats, term_formats
    from exports.validation import validate

__all__ = ["convert", "formats", "read", "term_formats", "validate", "write"]

_MODULE_BY_NAME = {
    "convert": "exports.conversion",
    "formats": "exports.format_registries",
    "read": "exports.files",
    "term_formats": "exports.format_registries",
    "validate": "exports.validation",
    "write": "exports.files",
}


def __getattr__(name: str) -> object:
    """Import a public function on first use, since there are many formats."""
    if name not in _MODULE_BY_NAME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULE_BY_NAME[name]), name)
