"""Cases of every check: texts on which it must fire, and texts on which it must not.

They are its tests, and the examples of `padanan checks ID`.
"""

from importlib.resources import files

FOLDER = files("checks.cases")
