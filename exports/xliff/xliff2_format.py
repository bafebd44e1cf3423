"""The format `xliff`: XLIFF 2.1 written, and any version read."""

from exports.xliff.reader import read, read_file_locales
from exports.xliff.v2.writer import write
from exports.xliff.validation import validate

__all__ = ["read", "read_file_locales", "validate", "write"]
