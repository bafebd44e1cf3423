"""The format `xliff1`: XLIFF 1.2 written, and any version read."""

from exports.xliff.reader import read, read_file_locales
from exports.xliff.v1.writer import write
from exports.xliff.validation import validate

__all__ = ["read", "read_file_locales", "validate", "write"]
