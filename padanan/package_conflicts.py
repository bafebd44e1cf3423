"""Verifying that the packages named `tm`, `checks` … are Padanan's own.

Their names are short, so a package of another project may have the same one and come
first on `sys.path`; then imports would fail far from the cause, or not at all.
"""

import os.path
import sys
from importlib.machinery import ModuleSpec

_OWN_PACKAGES = ("tm", "glossary", "checks", "exports")


def require_own_packages(facade_path: str) -> None:
    """Raise ImportError if a package is not next to the package of `facade_path`.

    Nothing is imported, and only the folders on `sys.path` are looked at.
    """
    root_folder = os.path.dirname(os.path.dirname(os.path.realpath(facade_path)))
    for package_name in _OWN_PACKAGES:
        package_path = _find_package_path(_find_spec(package_name))
        if package_path is None:
            raise ImportError(
                f"Padanan's package {package_name!r} is missing from {root_folder}; "
                "install Padanan again, in an environment of its own"
            )
        if os.path.dirname(package_path) != root_folder:
            raise ImportError(
                f"the package {package_name!r} in {package_path} is not Padanan's, "
                "which is in "
                f"{os.path.join(root_folder, package_name)}: rename yours, or run "
                "Padanan in an environment of its own"
            )


def _find_spec(package_name: str) -> ModuleSpec | None:
    """Find a spec like `importlib.util.find_spec`, which is slow to import."""
    if package_name in sys.modules:
        return sys.modules[package_name].__spec__
    possible_specs = (finder.find_spec(package_name, None) for finder in sys.meta_path)
    return next((spec for spec in possible_specs if spec is not None), None)


def _find_package_path(module_spec: ModuleSpec | None) -> str | None:
    """Return the folder of a package, or the file of a single module."""
    if module_spec is None or module_spec.origin is None:
        return None
    origin_path = os.path.realpath(module_spec.origin)
    return (
        os.path.dirname(origin_path)
        if module_spec.submodule_search_locations
        else origin_path
    )
