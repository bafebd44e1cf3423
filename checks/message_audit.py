"""Audit of the catalogues of messages: `python -m checks.message_audit`.

Prints what lacks a translation, has other arguments than the English message, is used
by no check, or is used by a check and in no catalogue; exits with 1 if there is any.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter

from checks.catalogue import CHECKS
from checks.engine.messages import LANGUAGES, read_descriptions, read_messages
from checks.measuring.seeded_errors.error_kinds import list_error_kinds

_ROOT = Path(str(files("checks")))
_FINDINGS = {"Finding": 3, "TermbaseFinding": 3}
"""Types that are made with a key first, and where their arguments stand."""


def audit() -> list[str]:
    """All faults of the catalogues, each as a sentence."""
    translations = [language for language in LANGUAGES if language != "en"]
    return [
        fault
        for language in translations
        for faults in (
            compared_messages(read_messages("en"), read_messages(language), language),
            compared_descriptions(read_descriptions(language), language),
        )
        for fault in faults
    ] + [*unused_keys(read_messages("en")), *wrong_calls(read_messages("en"))]


def compared_messages(
    english: Mapping[str, str], translated: Mapping[str, str], language: str
) -> Iterator[str]:
    """Messages that only one of two catalogues has, or with other arguments."""
    yield from _compared_keys(english, translated, f"{language} messages")
    for key in english.keys() & translated.keys():
        expected, found = placeholders(english[key]), placeholders(translated[key])
        if expected != found:
            names = f"{sorted(found)}, not {sorted(expected)}"
            yield f"{language} messages: {key} has {names}"


def compared_descriptions(translated: Mapping[str, str], language: str) -> list[str]:
    """Checks, options and seeded errors without a description in a language."""
    expected = {f"seeded_errors.{kind.name}" for kind in list_error_kinds()}
    for check in CHECKS.values():
        expected.add(f"{check.id}.description")
        expected |= {
            f"{check.id}.explanation.{number}"
            for number in range(len(check.explanation))
        }
        expected |= {f"{check.id}.options.{option.name}" for option in check.options}
    return [*_compared_keys(expected, translated, f"{language} descriptions")]


def _compared_keys(
    expected: Iterable[str], found: Iterable[str], catalogue: str
) -> Iterator[str]:
    for key in sorted({*expected}.difference(found)):
        yield f"{catalogue}: {key} is missing"
    for key in sorted({*found}.difference(expected)):
        yield f"{catalogue}: {key} is not in English"


def unused_keys(english: Mapping[str, str]) -> Iterator[str]:
    """Keys that stand in no module of the folder of their check."""
    modules = [*_ROOT.rglob("*.py"), *_ROOT.parent.glob("cli/**/*.py")]
    everywhere = {text for path in modules for text in _texts(path)}
    folders = {check.id: _folder(check.find.__module__) for check in CHECKS.values()}
    for full_key in english:
        check, _, key = full_key.rpartition(".")
        if check in folders:
            is_used = any(key in _texts(path) for path in folders[check].glob("*.py"))
        else:
            is_used = full_key in everywhere or (check == "words" and key in everywhere)
        if not is_used:
            yield f"messages: no code uses {full_key}"


def wrong_calls(english: Mapping[str, str]) -> Iterator[str]:
    """Findings whose key is in no catalogue, or whose arguments lack a placeholder."""
    of_folder: dict[Path, dict[str, list[set[str]]]] = {}
    for check in CHECKS.values():
        keys = of_folder.setdefault(_folder(check.find.__module__), {})
        for full_key, template in english.items():
            if full_key.rpartition(".")[0] == check.id:
                key = full_key.rpartition(".")[2]
                keys.setdefault(key, []).append(placeholders(template))
    for folder, keys in of_folder.items():
        for path in sorted(folder.glob("*.py")):
            for call, key, names in _calls(path):
                place = f"{path.relative_to(_ROOT.parent)}:{call.lineno}"
                if key not in keys:
                    yield f"{place}: no check of the folder has the message {key!r}"
                elif names is not None and not any(one <= names for one in keys[key]):
                    yield f"{place}: {key!r} needs other arguments: {keys[key]}"


def placeholders(template: str) -> set[str]:
    """The names in the braces of a template.

    >>> sorted(placeholders("Missing term: translate “{source}” as “{preferred}”"))
    ['preferred', 'source']
    """
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _calls(path: Path) -> Iterator[tuple[ast.Call, str, set[str] | None]]:
    """Findings that a module makes, with a key and the names of their arguments.

    The names are absent where the arguments are not written out in the call.
    """
    for node in ast.walk(_tree(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        at = _FINDINGS.get(node.func.id)
        if at is None or not node.args:
            continue
        named = [word.value for word in node.keywords if word.arg == "arguments"]
        given = named[0] if named else node.args[at] if len(node.args) > at else None
        names: set[str] | None = set() if given is None else None
        if isinstance(given, ast.Dict) and all(given.keys):
            keys = (key for key in given.keys if isinstance(key, ast.Constant))
            names = {str(key.value) for key in keys}
        first = node.args[0]
        branches = [first]
        if isinstance(first, ast.IfExp):
            branches = [first.body, first.orelse]
        for branch in branches:
            if isinstance(branch, ast.Constant) and isinstance(branch.value, str):
                yield node, branch.value, names


@cache
def _texts(path: Path) -> frozenset[str]:
    """The texts in quotation marks that stand in a module."""
    return frozenset(
        node.value
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _folder(module: str) -> Path:
    return _ROOT.joinpath(*module.split(".")[1:-1])


if __name__ == "__main__":
    FAULTS = audit()
    print("\n".join(FAULTS) or f"{len(read_messages('en'))} messages are complete")
    sys.exit(1 if FAULTS else 0)
