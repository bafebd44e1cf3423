"""What is wrong with a PO file: its header, its entries, and what must agree in them.

The rules are those that `msgfmt --check` has for every file: entries that nobody has
translated, or that are fuzzy or obsolete, are not judged by their translation.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import polib

from exports.entry import FormatViolation
from tm.errors import InvalidLocale
from tm.text.input.encoding import is_encoding
from tm.text.locale import Locale
from tm.text.segment import content_key

_CHARSET = re.compile(r"charset=([\w.:-]+)")
_PLURAL = re.compile(r"\s*nplurals\s*=\s*(\d{1,3})\s*;\s*plural\s*=\s*([^;]+);?\s*")
_EXPRESSION = re.compile(r"(?:n|\d+|[=!<>]=|[<>%!?:()\s]|&&|\|\||[+*/-])+")
_C = re.compile(
    r"%(?:%|(?P<place>\d+\$)?[-+ #0']*(?:\*|\d+)?(?:\.(?:\*|\d+))?"
    r"(?P<length>hh?|ll?|[qjztL])?(?P<kind>[diouxXeEfFgGaAcCsSpn]))"
)
_PYTHON = re.compile(
    r"%(?:%|(?P<place>\(\w+\))?[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?"
    r"(?P<length>[hlL])?(?P<kind>[diouxXeEfFgGcrsa]))"
)
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<place>[^{}:!]*)(?P<kind>)[^{}]*\}")
_FORMATS = {"c-format": _C, "python-format": _PYTHON, "python-brace-format": _BRACES}
_SHOWN = 60


class PoValidator:
    """Judges the header of a file, and then its entries one by one."""

    def __init__(
        self, path: str, metadata: Mapping[str, str], *, template: bool
    ) -> None:
        """`metadata`: the header's fields. `template`: nothing is translated yet."""
        self._path = path
        self._metadata = metadata
        self._template = template
        rule = _PLURAL.fullmatch(metadata.get("Plural-Forms", ""))
        self._forms = None if rule is None else int(rule[1])
        self._lacks_rule = not (template or metadata.get("Plural-Forms"))
        self._lines: dict[bytes, int] = {}
        """By a hash of context and msgid, the line of the first entry with them."""

    def of_header(self) -> Iterator[FormatViolation]:
        """What is wrong with it."""
        for reason in _header(self._metadata, template=self._template):
            yield FormatViolation(self._path, 1, reason)

    def of(self, entry: polib.POEntry, domain: str) -> Iterator[FormatViolation]:
        """What is wrong with an entry of a domain, given those before it."""
        if entry.obsolete:
            return
        line = entry.linenum or 1
        for reason in self._reasons(entry, line, domain):
            yield FormatViolation(self._path, line, reason)

    def _reasons(self, entry: polib.POEntry, line: int, domain: str) -> Iterator[str]:
        if entry.msgid_plural and self._lacks_rule and self._metadata:
            self._lacks_rule = False
            yield "a plural entry, but the header has no Plural-Forms"
        context = entry.msgctxt
        identity = (
            (domain, entry.msgid) if context is None else (domain, context, entry.msgid)
        )
        first_line = self._lines.setdefault(content_key(*identity)[:8], line)
        if first_line != line:
            yield f"{entry.msgid[:_SHOWN]!r} is in line {first_line} already"
        yield from _of_entry(entry, self._forms)


def _header(metadata: Mapping[str, str], *, template: bool) -> Iterator[str]:
    if not metadata:
        yield "there is no header: an entry whose msgid is empty, with Content-Type"
        return
    charset = _CHARSET.search(metadata.get("Content-Type", ""))
    if charset is None:
        yield "the header has no charset; say text/plain; charset=UTF-8 as Content-Type"
    elif not (template and charset[1] == "CHARSET") and not is_encoding(charset[1]):
        yield f"the header names the charset {charset[1]!r}, which nobody knows"
    if template:
        return
    language = metadata.get("Language", "").strip()
    if not language:
        yield "the header does not name the Language"
    elif (reason := _unknown(language)) is not None:
        yield f"Language: {reason}"
    rule = metadata.get("Plural-Forms", "")
    if rule and not _is_rule(rule):
        yield f"Plural-Forms: {rule[:_SHOWN]!r} is not nplurals=…; plural=…;"


def _unknown(language: str) -> str | None:
    try:
        Locale.parse(language)
    except InvalidLocale as error:
        return str(error)
    return None


def _is_rule(rule: str) -> bool:
    match = _PLURAL.fullmatch(rule)
    return match is not None and bool(_EXPRESSION.fullmatch(match[2].strip()))


def _of_entry(entry: polib.POEntry, forms: int | None) -> Iterator[str]:
    if entry.fuzzy:
        return
    if not entry.msgid_plural:
        if entry.msgstr:
            yield from _of_pair(entry.msgid, entry.msgstr, entry.flags, "msgstr")
        return
    # Any: polib has integers or texts for the numbers of the forms.
    texts = {int(number): text for number, text in entry.msgstr_plural.items()}
    if not any(texts.values()):
        return
    if forms is not None and sorted(texts) != list(range(forms)):
        noun = "form" if len(texts) == 1 else "forms"
        yield f"{len(texts)} plural {noun}, but the header says nplurals={forms}"
    for number, text in sorted(texts.items()):
        name = f"msgstr[{number}]"
        if not text:
            yield f"{name} is empty, and other forms are not"
        else:
            yield from _of_pair(
                entry.msgid_plural, text, entry.flags, name, pattern_name=True
            )


def _of_pair(
    source: str, target: str, flags: list[str], name: str, *, pattern_name: bool = False
) -> Iterator[str]:
    """What must be the same in a text and its translation.

    `pattern_name`: of a plural form, which may leave the number out.
    """
    if source.startswith("\n") != target.startswith("\n"):
        yield f"msgid and {name} do not both begin with \\n"
    if source.endswith("\n") != target.endswith("\n"):
        yield f"msgid and {name} do not both end with \\n"
    for flag, pattern in _FORMATS.items():
        if flag not in flags:
            continue
        source_placeholders, target_placeholders = (
            _places(source, pattern),
            _places(target, pattern),
        )
        missing, additional = (
            source_placeholders - target_placeholders,
            target_placeholders - source_placeholders,
        )
        if pattern_name and missing.total() == 1 and not additional:
            continue
        if missing:
            yield f"{name} lacks {_listed(missing)} of the msgid ({flag})"
        if additional:
            yield f"{name} has {_listed(additional)}, which the msgid has not ({flag})"


def _places(text: str, pattern: re.Pattern[str]) -> Counter[str]:
    """The placeholders of a text: place and kind of each, which must be the same."""
    placeholders: Counter[str] = Counter()
    for match in pattern.finditer(text):
        groups = match.groupdict()
        if groups["kind"] is None and groups["place"] is None:
            continue  # a sign that stands for itself
        placeholders[_name(groups, pattern)] += 1
    return (
        Counter(dict.fromkeys(placeholders, 1))
        if _is_named(placeholders)
        else placeholders
    )


def _name(groups: dict[str, str | None], pattern: re.Pattern[str]) -> str:
    position, kind = groups["place"] or "", groups["kind"] or ""
    if pattern is _BRACES:
        return f"{{{position}}}"
    kind = "d" if kind == "i" else kind
    return f"%{position}{groups['length'] or ''}{kind}"


def _is_named(placeholders: Counter[str]) -> bool:
    """Whether placeholders have names, and may come as often as is wanted."""
    return all(
        "(" in name or (name[0] == "{" and len(name) > 2) for name in placeholders
    )


def _listed(placeholders: Counter[str]) -> str:
    return ", ".join(sorted(placeholders.elements()))
