"""The capitalised words of the texts of a document; those of a long one wait in a file.

Several checks read each text, and finding its capitals takes five times as long as
reading them again.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from checks.capitals import Capitals, capitals, read_capitals
from checks.subject import Subject
from tm.spool import Spool


def of_sources(subjects: Sequence[Subject]) -> Iterator[Capitals]:
    """Those of the source of each unit, in order; of none there are none."""
    if isinstance(subjects, Spool):
        return iter(_sources_of(subjects))
    return (capitals(subject.source or "") for subject in subjects)


def of_targets(subjects: Sequence[Subject]) -> Iterator[Capitals]:
    """Those of the target of each unit, in order."""
    if isinstance(subjects, Spool):
        return iter(_targets_of(subjects))
    return (capitals(subject.target) for subject in subjects)


@lru_cache(maxsize=1)
def _sources_of(document: Spool[Subject]) -> Spool[Capitals]:
    return _held(subject.source or "" for subject in document)


@lru_cache(maxsize=1)
def _targets_of(document: Spool[Subject]) -> Spool[Capitals]:
    return _held(subject.target for subject in document)


def _held(texts: Iterator[str]) -> Spool[Capitals]:
    found: Spool[Capitals] = Spool(block=16)
    for text in texts:
        found.append(read_capitals(text))
    return found
