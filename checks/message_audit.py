"""Audit of the catalogues of messages: `python -m checks.message_audit`.

Prints the messages that lack a translation, have other arguments than in English, are
used by no check, or are in no catalogue, and the descriptions with more or fewer codes
in backquotes than in English. Exits with 1 if there is any.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from string import Formatter

from checks.catalogue import CHECKS
from checks.engine.messages import LANGUAGES, read_descriptions, read_messages
from checks.measuring.seeded_errors.error_kinds import list_error_kinds
from checks.runner.repeats import COUNTED_SUFFIX

_ROOT_FOLDER = Path(str(files("checks")))
_ENGINE_FOLDER = _ROOT_FOLDER / "engine"
_CODE_PATTERN = re.compile(r"`([^`]+)`")
_ARGUMENTS_INDEX_BY_TYPE = {"Finding": 3, "TermbaseFinding": 3}
"""By type of finding, the position of the message's arguments in its call."""


def audit_catalogues() -> list[str]:
    """List all faults of the catalogues, each as a sentence."""
    translated_languages = [
        message_language for message_language in LANGUAGES if message_language != "en"
    ]
    return [
        fault
        for message_language in translated_languages
        for faults in (
            compare_messages(
                read_messages("en"), read_messages(message_language), message_language
            ),
            compare_descriptions(read_descriptions(message_language), message_language),
            compare_codes(message_language),
        )
        for fault in faults
    ] + [
        *find_unused_keys(read_messages("en")),
        *find_finding_call_problems(read_messages("en")),
    ]


def compare_messages(
    english_template_by_key: Mapping[str, str],
    translated_template_by_key: Mapping[str, str],
    message_language: str,
) -> Iterator[str]:
    """Find messages that only one catalogue has, or that have other arguments."""
    yield from _compare_keys(
        english_template_by_key,
        translated_template_by_key,
        f"{message_language} messages",
    )
    for key in english_template_by_key.keys() & translated_template_by_key.keys():
        english_placeholders, translated_placeholders = (
            find_placeholders(english_template_by_key[key]),
            find_placeholders(translated_template_by_key[key]),
        )
        if english_placeholders != translated_placeholders:
            difference = (
                f"{sorted(translated_placeholders)}, not {sorted(english_placeholders)}"
            )
            yield f"{message_language} messages: {key} has {difference}"


def compare_descriptions(
    translated_description_by_key: Mapping[str, str], message_language: str
) -> list[str]:
    """Find checks, options and seeded errors without a description in a language."""
    expected_keys = {f"seeded_errors.{kind.name}" for kind in list_error_kinds()}
    for check in CHECKS.values():
        expected_keys.add(f"{check.id}.description")
        expected_keys |= {
            f"{check.id}.explanation.{paragraph_index}"
            for paragraph_index in range(len(check.explanation))
        }
        expected_keys |= {
            f"{check.id}.options.{option.name}" for option in check.options
        }
    return [
        *_compare_keys(
            expected_keys,
            translated_description_by_key,
            f"{message_language} descriptions",
        )
    ]


def compare_codes(
    message_language: str,
    described_texts: Iterable[tuple[str, str, str]] | None = None,
) -> list[str]:
    """Find descriptions whose code in backquotes is more or less than in English."""
    if described_texts is None:
        described_texts = _list_described_texts(message_language)
    return [
        f"{message_language} descriptions: {name}: codes in backquotes: "
        f"{translated_count}, but {english_count} in English: {english_text}"
        for name, english_text, translated_text in described_texts
        if (translated_count := len(_CODE_PATTERN.findall(translated_text)))
        != (english_count := len(_CODE_PATTERN.findall(english_text)))
    ]


def _list_described_texts(message_language: str) -> Iterator[tuple[str, str, str]]:
    """List what is described: its name, the English text and the translation."""
    for check in CHECKS.values():
        yield check.id, check.description, check.describe(message_language)
        for english_text, translated_text in zip(
            check.explanation, check.explain(message_language), strict=True
        ):
            yield check.id, english_text, translated_text
        for option in check.options:
            option_name = f"{check.id}.{option.name}"
            yield option_name, option.description, option.describe(message_language)
    for error_kind in list_error_kinds():
        translated_text = error_kind.describe(message_language)
        yield error_kind.name, error_kind.description, translated_text


def _compare_keys(
    expected_keys: Iterable[str], catalogue_keys: Iterable[str], catalogue_name: str
) -> Iterator[str]:
    """Find keys that only one of two catalogues has."""
    for key in sorted({*expected_keys}.difference(catalogue_keys)):
        yield f"{catalogue_name}: {key} is missing"
    for key in sorted({*catalogue_keys}.difference(expected_keys)):
        yield f"{catalogue_name}: {key} is not in English"


def find_unused_keys(english_template_by_key: Mapping[str, str]) -> Iterator[str]:
    """Find keys that no module of their check's folder, or of the engine, uses."""
    module_paths = [
        *_ROOT_FOLDER.rglob("*.py"),
        *_ROOT_FOLDER.parent.glob("cli/**/*.py"),
    ]
    literals_by_path = {
        module_path: _read_string_literals(module_path) for module_path in module_paths
    }
    all_literals = frozenset[str]().union(*literals_by_path.values())
    folder_by_check_id = {
        check.id: _find_folder(check.find.__module__) for check in CHECKS.values()
    }
    for full_key in english_template_by_key:
        check_id, _, message_key = full_key.removesuffix(COUNTED_SUFFIX).rpartition(".")
        if check_id in folder_by_check_id:
            is_used = any(
                message_key in literals_by_path[module_path]
                for folder in (folder_by_check_id[check_id], _ENGINE_FOLDER)
                for module_path in folder.glob("*.py")
            )
        else:
            is_used = full_key in all_literals or (
                check_id == "words" and message_key in all_literals
            )
        if not is_used:
            yield f"messages: no code uses {full_key}"


def find_finding_call_problems(
    english_template_by_key: Mapping[str, str],
) -> Iterator[str]:
    """Find findings whose key is in no catalogue, or whose arguments are incomplete."""
    placeholder_sets_by_key_by_folder: dict[Path, dict[str, list[set[str]]]] = {}
    for check in CHECKS.values():
        placeholder_sets_by_key = placeholder_sets_by_key_by_folder.setdefault(
            _find_folder(check.find.__module__), {}
        )
        for full_key, template in english_template_by_key.items():
            if full_key.rpartition(".")[0] == check.id:
                message_key = full_key.rpartition(".")[2]
                placeholder_sets_by_key.setdefault(message_key, []).append(
                    find_placeholders(template)
                )
    for folder, placeholder_sets_by_key in placeholder_sets_by_key_by_folder.items():
        for module_path in sorted(folder.glob("*.py")):
            for call, message_key, argument_names in _find_finding_calls(module_path):
                call_location = (
                    f"{module_path.relative_to(_ROOT_FOLDER.parent)}:{call.lineno}"
                )
                if message_key not in placeholder_sets_by_key:
                    yield (
                        f"{call_location}: no check of the folder has message "
                        f"{message_key!r}"
                    )
                elif argument_names is not None and not any(
                    template_placeholders <= argument_names
                    for template_placeholders in placeholder_sets_by_key[message_key]
                ):
                    yield (
                        f"{call_location}: {message_key!r} needs arguments "
                        f"{placeholder_sets_by_key[message_key]}"
                    )


def find_placeholders(template: str) -> set[str]:
    """Find the names in the braces of a template.

    >>> sorted(find_placeholders("Missing term: translate “{source}” as “{preferred}”"))
    ['preferred', 'source']
    """
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _find_finding_calls(
    module_path: Path,
) -> Iterator[tuple[ast.Call, str, set[str] | None]]:
    """Find the findings that a module makes, with the keys and names of arguments.

    The names are None if the arguments are not written out in the call.
    """
    for node in ast.walk(ast.parse(module_path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        arguments_index = _ARGUMENTS_INDEX_BY_TYPE.get(node.func.id)
        if arguments_index is None or not node.args:
            continue
        named_arguments = [
            keyword.value for keyword in node.keywords if keyword.arg == "arguments"
        ]
        arguments_node = (
            named_arguments[0]
            if named_arguments
            else node.args[arguments_index]
            if len(node.args) > arguments_index
            else None
        )
        argument_names: set[str] | None = set() if arguments_node is None else None
        if isinstance(arguments_node, ast.Dict) and all(arguments_node.keys):
            key_constants = (
                key for key in arguments_node.keys if isinstance(key, ast.Constant)
            )
            argument_names = {str(key.value) for key in key_constants}
        key_node = node.args[0]
        key_nodes = [key_node]
        if isinstance(key_node, ast.IfExp):
            key_nodes = [key_node.body, key_node.orelse]
        for key_node_branch in key_nodes:
            if isinstance(key_node_branch, ast.Constant) and isinstance(
                key_node_branch.value, str
            ):
                yield node, key_node_branch.value, argument_names


def _read_string_literals(module_path: Path) -> frozenset[str]:
    """Read the distinct string literals of a module."""
    return frozenset(
        node.value
        for node in ast.walk(ast.parse(module_path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _find_folder(module_name: str) -> Path:
    """Find the folder of a module."""
    return _ROOT_FOLDER.joinpath(*module_name.split(".")[1:-1])


if __name__ == "__main__":
    FAULTS = audit_catalogues()
    print("\n".join(FAULTS) or f"{len(read_messages('en'))} messages are complete")
    sys.exit(1 if FAULTS else 0)
