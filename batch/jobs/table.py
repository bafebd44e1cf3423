"""The table of jobs: the function that makes the stages of each."""

from importlib import import_module

from batch.jobs.stage import MakeStages
from tm.errors import UnknownName

_STAGE_MAKER_BY_JOB = {
    "align": "batch.jobs.align:make_stages",
    "analyse": "batch.jobs.memory_lookups:make_analyse_stages",
    "check": "batch.jobs.check:make_stages",
    "dedupe": "batch.jobs.dedupe:make_stages",
    "ingest": "batch.jobs.ingest:make_stages",
    "pretranslate": "batch.jobs.memory_lookups:make_pretranslate_stages",
    "terms": "batch.jobs.terms:make_stages",
}


def find_stage_maker(name: str) -> MakeStages:
    """Find the function that makes the stages of a job. Raises UnknownName."""
    if name not in _STAGE_MAKER_BY_JOB:
        raise UnknownName("job", name, _STAGE_MAKER_BY_JOB)
    module_name, _, function_name = _STAGE_MAKER_BY_JOB[name].partition(":")
    make_stages: MakeStages = getattr(import_module(module_name), function_name)
    return make_stages
