"""The format `xliff1`: XLIFF 1.2 written, and any version read."""

from exports.xliff.reader import read
from exports.xliff.validation import validate
from exports.xliff.writing_one import write

__all__ = ["read", "validate", "write"]
