"""Imported by a script, lets it import the package `checks` beside `checks.py`.

Python looks for a module in the folder of the script first; here it comes last.
"""

import sys
from pathlib import Path

_HERE = Path(__file__).parent.resolve()

sys.path.sort(key=lambda folder: Path(folder).resolve() == _HERE)
