"""The table of jobs: the function that makes the stages of each."""

from importlib import import_module

from batch.jobs.stage import MakeStages
from tm.errors import UnknownName

_MODULES = {
    "check": "batch.jobs.check",
}


def find_job(name: str) -> MakeStages:
    """Find the function that makes the stages of a job. Raises UnknownName."""
    if name not in _MODULES:
        raise UnknownName("job", name, _MODULES)
    make_stages: MakeStages = import_module(_MODULES[name]).make_stages
    return make_stages
