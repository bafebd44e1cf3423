"""Pages about the folders of the repository: what lives there, and language data."""

import ast
import tomllib
from collections.abc import Sequence
from pathlib import Path

import checks.language_data
import glossary.language_data
import tm.language_data
from docs.markdown import escape_markup, join_lines, table_lines

ROOT = Path(__file__).parents[1]


def languages_page() -> str:
    """The files of data that a language may have, and which languages have them."""
    languages = sorted(
        folder.name
        for folder in (ROOT / "tm" / "data").iterdir()
        if folder.is_dir() and folder.name != tm.language_data.GENERAL_FOLDER
    )
    packages = (tm.language_data, glossary.language_data, checks.language_data)
    rows: list[Sequence[str]] = []
    for package in packages:
        for files in zip(*map(package.list_files, languages), strict=True):
            name = files[0].file.replace(f"/{languages[0]}/", "/LANGUAGE/")
            present = [
                language
                for language, file in zip(languages, files, strict=True)
                if file.is_present
            ]
            path = f"`{files[0].package}/{name}`"
            cost = files[0].cost_of_absence
            rows.append((path, files[0].purpose, cost, " ".join(present)))
    heading = ("file", "what it holds", "without it", "languages")
    return join_lines(
        [
            "# Languages",
            "",
            "A language without data works by general rules.",
            "`padanan language LANGUAGE` shows what one language has and lacks.",
            "",
            *table_lines(heading, rows),
        ]
    )


def layout_page() -> str:
    """Every folder with what its docstring says, and the contracts between folders."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["importlinter"]["root_packages"]
    lines = ["# Folders and contracts", "", "## Folders", ""]
    for package in sorted(packages):
        rows = [
            (f"`{path.parent.relative_to(ROOT)}`", _module_docstring(path))
            for path in sorted((ROOT / package).rglob("__init__.py"))
        ]
        lines += [
            f"### {package}",
            "",
            *table_lines(("folder", "what lives there"), rows),
        ]
        lines.append("")
    lines += ["## Contracts", "", "Higher layers import lower ones only.", ""]
    for contract in project["tool"]["importlinter"]["contracts"]:
        lines += [f"**{escape_markup(contract['name'])}** ({contract['type']})", ""]
        names = contract.get("layers") or contract.get("modules") or []
        lines += ["```text", *names, "```", ""]
    return join_lines(lines)


def _module_docstring(path: Path) -> str:
    """The docstring of a module in one line, up to its first example."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(text.partition(">>>")[0].split())
