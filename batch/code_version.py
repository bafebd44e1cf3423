"""The version of the code, by which outputs of different programs are told apart."""

import platform
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from batch.partitions.content_hash import ContentHash

_PACKAGES = ("tm", "glossary", "checks", "exports", "batch")
_CODE_FOLDER = Path(__file__).parents[1]


def read_code_version() -> str:
    """Read the version, with a hash of all code and data that results depend on.

    Part of it are the versions of Python and of the required libraries, too: segments,
    numbers or matches may depend on them.
    """
    content_hash = ContentHash()
    for package in _PACKAGES:
        for path in sorted((_CODE_FOLDER / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                content_hash.update(str(path.relative_to(_CODE_FOLDER)).encode())
                content_hash.update(path.read_bytes())
    for name, library_version in _list_library_versions():
        content_hash.update(f"{name} {library_version}".encode())
    return f"{version('padanan')}+{content_hash.hexdigest()[:12]}"


def _list_library_versions() -> list[tuple[str, str]]:
    versions = [("python", ".".join(platform.python_version_tuple()[:2]))]
    for requirement in requires("padanan") or ():
        if "extra ==" in requirement:
            continue
        name = requirement.partition(">")[0].strip()
        try:
            versions.append((name, version(name)))
        except PackageNotFoundError:
            versions.append((name, ""))
    return versions
