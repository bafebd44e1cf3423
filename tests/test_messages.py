"""The style of all messages in code: what is wrong, where, and what to do.

`docs/architecture/command-line.md` has the rules. The messages are those of errors that
are raised, and those that a command prints; the texts of findings are in catalogues.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import tm.errors
from tests.paths import ROOT
from tm.errors import PadananError

_PACKAGES = ("cli", "padanan", "tm", "glossary", "checks", "exports")
_ERRORS = {
    name
    for name, value in vars(tm.errors).items()
    if isinstance(value, type) and issubclass(value, PadananError)
}
_REASONS = {"FormatError", "OtherLocale", "SkippedEntry", "Loss", "FormatViolation"}
"""What these say follows a place, which they are given as well."""
_PRINTED = {"say": "note", "warn": "warning", "report_error": "error", "fail": "error"}
_NAMES = {"reason": "error", "problem": "error"}
"""Variables that hold a message, where a line is too long for it."""
_VERB = re.compile(
    r"(?:is|are|was|has|had|holds?|names|needs?|does|did|cannot|must|may|lists|ends|"
    r"contains|asks|leads|unpacks|consists|goes|seems)\b"
)
_RULES: dict[str, tuple[str, re.Pattern[str]]] = {
    "no full stop": ("note warning error", re.compile(r".*[.!]$", re.DOTALL)),
    "no capital at the beginning": ("warning error", re.compile(r"[A-Z][a-z]+\b")),
    "a capital at the beginning": ("note", re.compile(r"[a-z]")),
    "a file is a place, with a colon": (
        "note warning error",
        re.compile(
            r"\{(?:str\()?(?:self\.)?_?(?:\w+[._])*"
            r"(?:path|folder|file_name|document_name|location)\)?\} " + _VERB.pattern
        ),
    ),
    "a noun after a place": (
        "warning error",
        re.compile(r"(?:\{[^}]+\}(?::\d+)?: )" + _VERB.pattern),
    ),
    "a remedy after a semicolon": (
        "warning error",
        re.compile(
            r".*[^}-]: (?:give|run|use|write|save|unpack|export|leave|install|rename|"
            r"pipe|type|`)\b"
        ),
    ),
    "no `there is`": ("note warning error", re.compile(r".*\bthere (?:is|are)\b")),
    "`is not a`, not `is no`": (
        "note warning error",
        re.compile(r".*\b(?:is|are|was) no (?!longer|term|such)[a-z]"),
    ),
    "nobody speaks": (
        "note warning error",
        re.compile(r".*\b(?:we|us|our|please|sorry|oops)\b", re.IGNORECASE),
    ),
    "no contractions": ("note warning error", re.compile(r".*\b\w+n't\b")),
    "quotation by !r alone": (
        "warning error",
        re.compile(r".*(?:[“”‘’]|'\{[^}]*\}'|\"\{[^}]*\}\")"),
    ),
    "words of the project": (
        "note warning error",
        re.compile(
            r".*\b(?:disc|mend(?:ed|ing)?|file name|directory|invalid|illegal|"
            r"wrong locale|unknown locale|tool-tip|house)\b"
        ),
    ),
    "one space, one ellipsis": ("note warning error", re.compile(r".*(?:  |\.\.\.)")),
    "a way to say that only one is allowed": (
        "error",
        re.compile(r".*give one (?:of them|at a time)"),
    ),
}


@dataclass(frozen=True, slots=True)
class _Message:
    kind: str
    """`error`, `warning` or `note`."""
    text: str
    """Values stand in braces, as the code that yields them."""
    place: str
    follows_place: bool = False


def _template(node: ast.expr) -> str | None:
    """The text of a literal; None for one that is read elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_part, node.values))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _template(node.left)
    return None


def _part(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        mark = "!r" if part.conversion == ord("r") else ""
        return f"{{{ast.unparse(part.value)}{mark}}}"
    return str(part.value) if isinstance(part, ast.Constant) else ""


def _messages_of(node: ast.AST) -> Iterator[tuple[str, ast.expr, bool]]:
    """The kind of each message of a node, its text, and whether it follows a place."""
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        arguments = [*node.args, *(word.value for word in node.keywords)]
        if name == "FetchError":
            yield from (("error", text, True) for text in node.args[1:2])
        elif name == "UnknownName":
            return
        elif name in _ERRORS and name != "OtherLocale":
            follows = any(word.arg == "path" for word in node.keywords)
            yield from (("error", text, follows) for text in node.args[:1])
        elif name in _REASONS:
            yield from (("error", text, True) for text in arguments)
        elif isinstance(node.func, ast.Attribute) and name in _PRINTED:
            yield from ((_PRINTED[name], text, False) for text in node.args[:1])
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        if name in _NAMES:
            yield "error", node.value, False
        elif name.isupper() and name.endswith("_MESSAGE"):
            yield "error", node.value, True


def _read(path: Path) -> Iterator[_Message]:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        for kind, expression, follows in _messages_of(node):
            text = _template(expression)
            if text is not None and " " in text:
                place = f"{path.relative_to(ROOT)}:{expression.lineno}"
                yield _Message(kind, text, place, follows)


@cache
def _list_messages() -> list[_Message]:
    """Read when a test asks: it takes seconds, which no collection needs."""
    return [
        message
        for package in _PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for message in _read(path)
    ]


def broken_rules(message: _Message) -> list[str]:
    """The rules that a message breaks.

    >>> broken_rules(_Message("error", "there is no file {name}.", ""))
    ['no full stop', 'no `there is`', '`is not a`, not `is no`']
    >>> broken_rules(_Message("warning", "Lost: {count}", ""))
    ['no capital at the beginning']
    >>> broken_rules(_Message("error", "is empty", "", follows_place=True))
    ['a noun after a place']
    >>> broken_rules(_Message("error", "{path}: no such file; give another", ""))
    []
    """
    broken = [
        rule
        for rule, (kinds, pattern) in _RULES.items()
        if message.kind in kinds.split() and pattern.match(message.text)
    ]
    if message.follows_place and _VERB.match(message.text):
        broken.append("a noun after a place")
    return broken


@pytest.mark.parametrize("kind", ["error", "warning", "note"])
def test_messages_are_of_one_style(kind: str) -> None:
    faults = [
        f"{message.place}: {rule}: {message.text}"
        for message in _list_messages()
        if message.kind == kind
        for rule in broken_rules(message)
    ]
    assert not faults, "\n".join(faults)


def test_most_messages_are_found() -> None:
    counts = {kind: 0 for kind in _PRINTED.values()}
    for message in _list_messages():
        counts[message.kind] += 1
    assert counts["error"] > 500 and counts["warning"] > 20 and counts["note"] > 60


def test_commands_that_messages_name_exist() -> None:
    from tests.test_documents import fault

    wrong = {
        message.place: line
        for message in _list_messages()
        for line in re.findall(r"`(padanan [^`{…]+)`", message.text)
        if fault(line)
    }
    assert wrong == {}
