"""The format `xliff`: XLIFF 2.1 written, and any version read."""

from exports.xliff.reader import read
from exports.xliff.validation import validate
from exports.xliff.writing_two import write

__all__ = ["read", "validate", "write"]
