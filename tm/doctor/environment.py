"""Examination of what a database needs around it: libraries, rights and space."""

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from tm.doctor.symptom import ExaminedDatabase, Symptom
from tm.finding import Severity

_REQUIREMENT_PATTERN = re.compile(r"([A-Za-z0-9._-]+)(?:\[.*?\])?>=([0-9.]+)")


def find_old_libraries(examined_database: ExaminedDatabase) -> Iterator[Symptom]:
    """Find libraries that are missing, or older than Padanan needs."""
    for requirement in requires("padanan") or ():
        requirement_match = _REQUIREMENT_PATTERN.match(requirement)
        if requirement_match is None or "extra ==" in requirement:
            continue
        library_name, lowest_version = requirement_match.groups()
        try:
            installed_version = version(library_name)
        except PackageNotFoundError:
            installed_version = ""
        if _parse_version(installed_version) < _parse_version(lowest_version):
            yield Symptom(
                Severity.ERROR,
                f"{library_name} {installed_version or 'is missing'}; {lowest_version} "
                "or later is needed",
                "installed packages",
                f"pip install '{library_name}>={lowest_version}'",
            )


def find_wrong_rights(examined_database: ExaminedDatabase) -> Iterator[Symptom]:
    """Find files that cannot be written, or that others can read."""
    path = examined_database.database.path
    if path is None:
        return
    if not examined_database.database.is_writable:
        yield Symptom(
            Severity.WARNING,
            "the database is read-only here",
            str(path),
            "nothing can be stored; change its permissions or those of its folder",
        )
    index_folder = path.with_name(f"{path.name}.index")
    for checked_path in (path, index_folder):
        with suppress(OSError):
            mode = checked_path.stat().st_mode
            if mode & (stat.S_IROTH | stat.S_IWOTH):
                verb = "change" if mode & stat.S_IWOTH else "read"
                yield Symptom(
                    Severity.WARNING if mode & stat.S_IWOTH else Severity.INFO,
                    f"every user of this machine can {verb} it",
                    str(checked_path),
                    f"if they should not: chmod o-rwx '{checked_path}'",
                )
    for file_path in (path, *index_folder.rglob("*")):
        if not os.access(file_path, os.R_OK):
            yield Symptom(
                Severity.ERROR,
                "the file cannot be read",
                str(file_path),
                "change its permissions",
            )


def find_little_space(examined_database: ExaminedDatabase) -> Iterator[Symptom]:
    """Find out whether the disk has room for a copy of the database."""
    path = examined_database.database.path
    if path is None:
        return
    free_size, database_size = (
        shutil.disk_usage(path.absolute().parent).free,
        _read_size(path),
    )
    if free_size < database_size:
        yield Symptom(
            Severity.WARNING,
            f"{free_size >> 20:,} MB are free, and the database has "
            f"{database_size >> 20:,} MB",
            str(path.absolute().parent),
            "free some space: a large import or a backup may fail",
        )


def _read_size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _parse_version(text: str) -> tuple[int, ...]:
    """Parse the numbers at the beginning of a version."""
    version_match = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(map(int, version_match[0].split("."))) if version_match else ()


EXAMINATION_BY_NAME = {
    "libraries": find_old_libraries,
    "rights": find_wrong_rights,
    "space": find_little_space,
}
"""The examinations of this module, by the names that reports use."""
