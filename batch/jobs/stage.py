"""What a job consists of: stages of tasks, each of which writes one output."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from batch.partitions.part import Part

JobSettings: TypeAlias = Mapping[str, Any]
"""All that the results of a job depend on but its input, as JSON."""
Counts: TypeAlias = dict[str, Any]
"""What a task reports besides its output, as JSON: counts, remarks, offsets."""


@dataclass(frozen=True, slots=True)
class EarlierOutput:
    """What a task of an earlier stage wrote and reported."""

    path: Path
    counts: Counts


ReadOutputs = Callable[[str], Iterable[EarlierOutput]]
"""Takes the name of an earlier stage, and gives what its tasks wrote, in order."""


@dataclass(frozen=True, slots=True)
class TaskInput:
    """What a task may read."""

    number: int
    """The number of the task within its stage, from 0; in the first, of its part."""
    parts: Sequence[Part]
    """All parts of the input."""
    read_outputs: ReadOutputs

    @property
    def part(self) -> Part:
        """The part of the task of this number."""
        return self.parts[self.number]

    def extract_part(self) -> AbstractContextManager[Path]:
        """Give the path of a file with just the part of the task."""
        return self.part.extract()


RunTask = Callable[[TaskInput, BinaryIO], Counts]
"""Reads its input, writes its output, and reports counts."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Tasks that do not depend on each other, but on all those of earlier stages."""

    name: str
    """Begins the names of its outputs: `part`, `corpus`."""
    task_count: int
    run: RunTask
    suffix: str = ".jsonl"
    is_result: bool = True
    """Whether its outputs are results; others are read by later stages only."""


MakeStages = Callable[[JobSettings, Sequence[Part]], Sequence[Stage]]
"""Makes the stages of a job; called once in each process that works on it."""
