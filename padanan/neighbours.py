"""Verifying that the packages named `tm`, `checks` … are Padanan's own.

Their names are short, so a package of another project may have the same one and come
first on `sys.path`; then imports would fail far from the cause, or not at all.
"""

import os.path
import sys
from importlib.machinery import ModuleSpec

_OWN_PACKAGES = ("tm", "glossary", "checks", "exports")


def require_own_packages(file: str) -> None:
    """Raise ImportError if a package is not next to the package of `file`.

    Nothing is imported, and only the folders on `sys.path` are looked at.
    """
    root = os.path.dirname(os.path.dirname(os.path.realpath(file)))
    for name in _OWN_PACKAGES:
        folder = _find_folder(_find_spec(name))
        if folder is None:
            raise ImportError(
                f"Padanan's package {name!r} is missing from {root}; install Padanan "
                "again, in an environment of its own"
            )
        if os.path.dirname(folder) != root:
            raise ImportError(
                f"the package {name!r} in {folder} is not Padanan's, which is in "
                f"{os.path.join(root, name)}: rename yours, or run Padanan in an "
                "environment of its own"
            )


def _find_spec(name: str) -> ModuleSpec | None:
    """Find a spec like `importlib.util.find_spec`, which is slow to import."""
    if name in sys.modules:
        return sys.modules[name].__spec__
    specs = (finder.find_spec(name, None) for finder in sys.meta_path)
    return next((spec for spec in specs if spec is not None), None)


def _find_folder(spec: ModuleSpec | None) -> str | None:
    """Return the folder of a package, or the file of a single module."""
    if spec is None or spec.origin is None:
        return None
    path = os.path.realpath(spec.origin)
    return os.path.dirname(path) if spec.submodule_search_locations else path
