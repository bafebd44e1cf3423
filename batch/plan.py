"""The plan of a batch job: its parts and settings, and the names of its outputs.

The plan is a file in the output folder, which all that work on the job read. Outputs
are named by a hash of all that they depend on, so that none is ever out of date.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from batch.jobs.stage import JobSettings, Stage
from batch.partitions.content_hash import hash_json
from batch.partitions.part import Part
from exports.io.replace_file import replace_file
from tm.errors import FormatError, InputError

_NAMED_KEY_LENGTH = 16
"""Hexadecimal digits of a hash in the name of a file."""
PLAN_PREFIX = "plan-"


@dataclass(frozen=True)
class Plan:
    """A job, its settings and its parts."""

    job_name: str
    settings: JobSettings
    code_version: str
    parts: Sequence[Part]

    @cached_property
    def key(self) -> str:
        """A hash of all that the results depend on."""
        return hash_json(self._make_record())[:_NAMED_KEY_LENGTH]

    def name_output(
        self, stages: Sequence[Stage], stage_index: int, task_number: int
    ) -> str:
        """Name the output of a task: its stage and number, and a hash of its input.

        A task of the first stage depends on its part alone, the others on all parts.
        """
        stage = stages[stage_index]
        input_description = (
            asdict(self.parts[task_number]) if stage_index == 0 else self.key
        )
        hashed_values = (
            self._common_key,
            stage.name,
            stage_index and task_number,
            input_description,
        )
        name_key = hash_json(hashed_values)[:_NAMED_KEY_LENGTH]
        return f"{stage.name}-{task_number:05}-{name_key}{stage.suffix}"

    def make_path(self, folder: Path) -> Path:
        """Find where the plan is in the output folder."""
        return folder / f"{PLAN_PREFIX}{self.key}.json"

    def write(self, folder: Path) -> None:
        """Write the plan into the output folder, unless it is there."""
        path = self.make_path(folder)
        if not path.exists():
            with replace_file(path) as file:
                file.write(json.dumps(self._make_record(), indent=1).encode())

    @cached_property
    def _common_key(self) -> str:
        return hash_json((self.job_name, self.settings, self.code_version))

    def _make_record(self) -> Mapping[str, Any]:  # JSON
        return {
            "job": self.job_name,
            "code": self.code_version,
            "settings": self.settings,
            "parts": [asdict(part) for part in self.parts],
        }


def read_plan(folder: Path, key: str) -> Plan:
    """Read a plan from the output folder. Raises InputError if it is not there."""
    path = folder / f"{PLAN_PREFIX}{key}.json"
    try:
        record = json.loads(path.read_bytes())
        parts = [Part(**part) for part in record["parts"]]
        return Plan(record["job"], record["settings"], record["code"], parts)
    except FileNotFoundError as error:
        raise InputError(
            f"{path}: not found on this machine; name an output folder that all "
            "machines share, under the same path"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise FormatError(f"not a plan of a job: {error}", path=str(path)) from error
