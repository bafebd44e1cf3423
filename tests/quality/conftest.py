"""The scorer of the development data, and what it says."""

import functools
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.quality.scoring import Score, scored


@pytest.fixture(scope="session")
def scorer(shared: Path) -> ModuleType:
    """The scorer's own functions."""
    path = shared / "tools" / "check_score.py"
    spec = importlib.util.spec_from_file_location("check_score", path)
    if spec is None or spec.loader is None:
        pytest.skip("the scorer check_score.py is not here")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def score_of(shared: Path, scorer: ModuleType) -> Callable[[str], Score]:
    """The score of a pair, which takes half a minute the first time."""
    return functools.cache(lambda pair: scored(pair, shared, scorer))
