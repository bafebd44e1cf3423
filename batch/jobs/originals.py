"""The originals of texts and pages, which a job reads next to its parts."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from batch.jobs.stage import JobSettings
from batch.partitions.cutting import cut_files
from batch.partitions.part import Part

_NEVER_CUT = 1 << 62


def describe_originals(original_by_path: Mapping[str, str]) -> dict[str, Any]:
    """Describe the originals for the settings of a job, each as a part by itself."""
    return {
        str(Path(path).absolute()): asdict(cut_files([original_path], _NEVER_CUT)[0])
        for path, original_path in original_by_path.items()
    }


def find_original(settings: JobSettings, part: Part) -> Part:
    """Find the original of a part, which is a whole file."""
    return Part(**settings["originals"][part.path])
