"""Test cases of every check: texts that it must report, and texts that it must not.

They are its tests and the examples of `padanan checks ID`.
"""

from importlib.resources import files

CASE_FOLDER = files("checks.cases")
