"""Installs Weblate's Python package into an environment of its own, for its classes.

What it needs to draw, to back up and to read images is left out: that would need
compilers and libraries of the system.
"""

import subprocess
import sys
from pathlib import Path

_LEFT_OUT = "borgbackup pygobject pycairo tesserocr"
_LIST_REQUIREMENTS = f"""
from importlib.metadata import requires
from packaging.requirements import Requirement

for text in requires("weblate"):
    requirement = Requirement(text)
    if requirement.name.lower() in {_LEFT_OUT.split()}:
        continue
    if requirement.marker is None or requirement.marker.evaluate({{"extra": ""}}):
        requirement.marker = None
        print(requirement)
"""


def main(folder: str) -> None:
    """Make the environment, and install Weblate into it."""
    weblate = "5.14.3" if sys.version_info < (3, 12) else "2026.10.1"
    python = str(Path(folder, "bin", "python"))
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([*pip, "packaging"], check=True)
    # Says that nearly all is missing, which is installed next.
    subprocess.run(
        [*pip, "--no-deps", f"weblate=={weblate}"], check=True, capture_output=True
    )
    requirements = subprocess.run(
        [python, "-c", _LIST_REQUIREMENTS], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    subprocess.run(
        [*pip, *requirements, "psycopg[binary]"], check=True, capture_output=True
    )


if __name__ == "__main__":
    main(sys.argv[1])
