"""The format `xliff`: XLIFF 2.1 written, and any version read."""

from exports.xliff.reader import read
from exports.xliff.v2.writer import write
from exports.xliff.validation import validate

__all__ = ["read", "validate", "write"]
