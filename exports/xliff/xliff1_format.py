"""The format `xliff1`: XLIFF 1.2 written, and any version read."""

from exports.xliff.reader import read
from exports.xliff.v1.writer import write
from exports.xliff.validation import validate

__all__ = ["read", "validate", "write"]
