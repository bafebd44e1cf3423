"""Validation of a PO file: its header, its entries, and their texts.

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
_MAX_QUOTE_LENGTH = 60


class PoValidator:
    """Validator of the header of a file, and of its entries one by one."""

    def __init__(
        self, path: str, metadata: Mapping[str, str], *, template: bool
    ) -> None:
        """`metadata`: the header's fields. `template`: nothing is translated yet."""
        self._path = path
        self._metadata = metadata
        self._is_template = template
        rule = _PLURAL.fullmatch(metadata.get("Plural-Forms", ""))
        self._form_count = None if rule is None else int(rule[1])
        self._lacks_rule = not (template or metadata.get("Plural-Forms"))
        self._first_lines: dict[bytes, int] = {}
        """The line of the first entry with a context and msgid, by their hash."""

    def check_header(self) -> Iterator[FormatViolation]:
        """Find what is wrong with the header."""
        for reason in _find_header_faults(self._metadata, template=self._is_template):
            yield FormatViolation(self._path, 1, reason)

    def check_entry(
        self, entry: polib.POEntry, domain: str
    ) -> Iterator[FormatViolation]:
        """Find what is wrong with an entry of a domain, given the earlier entries."""
        if entry.obsolete:
            return
        line = entry.linenum or 1
        for reason in self._find_faults(entry, line, domain):
            yield FormatViolation(self._path, line, reason)

    def _find_faults(
        self, entry: polib.POEntry, line: int, domain: str
    ) -> Iterator[str]:
        if entry.msgid_plural and self._lacks_rule and self._metadata:
            self._lacks_rule = False
            yield "a plural entry, but the header has no Plural-Forms"
        context = entry.msgctxt
        identity = (
            (domain, entry.msgid) if context is None else (domain, context, entry.msgid)
        )
        first_line = self._first_lines.setdefault(content_key(*identity)[:8], line)
        if first_line != line:
            yield f"{entry.msgid[:_MAX_QUOTE_LENGTH]!r} is in line {first_line} already"
        yield from _find_entry_faults(entry, self._form_count)


def _find_header_faults(
    metadata: Mapping[str, str], *, template: bool
) -> Iterator[str]:
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
    elif (reason := _find_language_fault(language)) is not None:
        yield f"Language: {reason}"
    rule = metadata.get("Plural-Forms", "")
    if rule and not _is_plural_rule(rule):
        yield f"Plural-Forms: {rule[:_MAX_QUOTE_LENGTH]!r} is not nplurals=…; plural=…;"


def _find_language_fault(language: str) -> str | None:
    try:
        Locale.parse(language)
    except InvalidLocale as error:
        return str(error)
    return None


def _is_plural_rule(rule: str) -> bool:
    match = _PLURAL.fullmatch(rule)
    return match is not None and bool(_EXPRESSION.fullmatch(match[2].strip()))


def _find_entry_faults(entry: polib.POEntry, form_count: int | None) -> Iterator[str]:
    if entry.fuzzy:
        return
    if not entry.msgid_plural:
        if entry.msgstr:
            yield from _find_pair_faults(
                entry.msgid, entry.msgstr, entry.flags, "msgstr"
            )
        return
    # Any: polib has integers or texts for the numbers of the forms.
    texts = {int(number): text for number, text in entry.msgstr_plural.items()}
    if not any(texts.values()):
        return
    if form_count is not None and sorted(texts) != list(range(form_count)):
        noun = "form" if len(texts) == 1 else "forms"
        yield f"{len(texts)} plural {noun}, but the header says nplurals={form_count}"
    for number, text in sorted(texts.items()):
        name = f"msgstr[{number}]"
        if not text:
            yield f"{name} is empty, and other forms are not"
        else:
            yield from _find_pair_faults(
                entry.msgid_plural, text, entry.flags, name, is_plural_form=True
            )


def _find_pair_faults(
    source: str,
    target: str,
    flags: list[str],
    name: str,
    *,
    is_plural_form: bool = False,
) -> Iterator[str]:
    """Compare a text and its translation for what must be the same.

    `is_plural_form`: of a plural form, which may leave the number out.
    """
    if source.startswith("\n") != target.startswith("\n"):
        yield f"msgid and {name} do not both begin with \\n"
    if source.endswith("\n") != target.endswith("\n"):
        yield f"msgid and {name} do not both end with \\n"
    for flag, pattern in _FORMATS.items():
        if flag not in flags:
            continue
        source_placeholders, target_placeholders = (
            _count_placeholders(source, pattern),
            _count_placeholders(target, pattern),
        )
        missing, additional = (
            source_placeholders - target_placeholders,
            target_placeholders - source_placeholders,
        )
        if is_plural_form and missing.total() == 1 and not additional:
            continue
        if missing:
            yield f"{name} lacks {_list_placeholders(missing)} of the msgid ({flag})"
        if additional:
            placeholders = _list_placeholders(additional)
            yield f"{name} has {placeholders}, which the msgid has not ({flag})"


def _count_placeholders(text: str, pattern: re.Pattern[str]) -> Counter[str]:
    """Count the placeholders of a text, by their argument and kind."""
    placeholders: Counter[str] = Counter()
    for match in pattern.finditer(text):
        groups = match.groupdict()
        if groups["kind"] is None and groups["place"] is None:
            continue  # a sign that stands for itself
        placeholders[_format_placeholder(groups, pattern)] += 1
    return (
        Counter(dict.fromkeys(placeholders, 1))
        if _have_names(placeholders)
        else placeholders
    )


def _format_placeholder(groups: dict[str, str | None], pattern: re.Pattern[str]) -> str:
    argument, kind = groups["place"] or "", groups["kind"] or ""
    if pattern is _BRACES:
        return f"{{{argument}}}"
    kind = "d" if kind == "i" else kind
    return f"%{argument}{groups['length'] or ''}{kind}"


def _have_names(placeholders: Counter[str]) -> bool:
    """Whether all placeholders have names, and so may be repeated."""
    return all(
        "(" in name or (name[0] == "{" and len(name) > 2) for name in placeholders
    )


def _list_placeholders(placeholders: Counter[str]) -> str:
    return ", ".join(sorted(placeholders.elements()))
