"""The examples in docstrings of all packages.

Only modules that have some are imported: pytest's own `--doctest-modules` imports and
searches all modules before the first test, in each process.
"""

import doctest
import re
from importlib import import_module

import pytest

from tests.paths import ROOT

_PACKAGES = (
    *("tm", "glossary", "checks", "exports", "padanan", "batch", "cli", "web"),
    "tests",
)
_MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for package in _PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if re.search(r"^\s*>>> ", path.read_text("utf-8"), re.MULTILINE)
]


@pytest.mark.parametrize("name", _MODULES)
def test_examples_in_docstrings_print_what_they_say(name: str) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder().find(import_module(name), name):
        runner.run(test)
    failed, tried = runner.summarize()
    assert tried > 0
    assert failed == 0
