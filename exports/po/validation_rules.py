"""Validation of a PO file: its header, its entries, and their texts.

The rules are those of `msgfmt --check`. The translations of fuzzy and obsolete entries
are not checked.
"""

import codecs
import gettext
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from itertools import chain

import polib

from exports.entry import FormatViolation
from tm.errors import InvalidLocale
from tm.text.input.encoding import is_encoding
from tm.text.locale import Locale
from tm.text.segment import compute_content_key

_UTF8_CODECS = ("utf-8", "ascii")
_CHARSET_PATTERN = re.compile(r"charset=([\w.:-]+)")
_PLURAL_FORMS_PATTERN = re.compile(
    r"\s*nplurals\s*=\s*(\d{1,3})\s*;\s*plural\s*=\s*([^;]+);?\s*"
)
_PLURAL_EXPRESSION_PATTERN = re.compile(
    r"(?:n|\d+|[=!<>]=|[<>%!?:()\s]|&&|\|\||[+*/-])+"
)
_C_PLACEHOLDER_PATTERN = re.compile(
    r"%(?:%|(?P<place>\d+\$)?[-+ #0']*(?:\*|\d+)?(?:\.(?:\*|\d+))?"
    r"(?P<length>hh?|ll?|[qjztL])?(?P<kind>[diouxXeEfFgGaAcCsSpn]))"
)
_PYTHON_PLACEHOLDER_PATTERN = re.compile(
    r"%(?:%|(?P<place>\(\w+\))?[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?"
    r"(?P<length>[hlL])?(?P<kind>[diouxXeEfFgGcrsa]))"
)
_BRACE_PLACEHOLDER_PATTERN = re.compile(
    r"\{\{|\}\}|\{(?P<place>[^{}:!]*)(?P<kind>)[^{}]*\}"
)
_PLACEHOLDER_PATTERN_BY_FLAG = {
    "c-format": _C_PLACEHOLDER_PATTERN,
    "python-format": _PYTHON_PLACEHOLDER_PATTERN,
    "python-brace-format": _BRACE_PLACEHOLDER_PATTERN,
}
_MAX_QUOTE_LENGTH = 60
_HIGHEST_NUMBER = 1000
"""The highest number whose plural form is looked at."""
_MAX_RARE_NUMBERS = 5
"""How many numbers a plural form is for that may omit them."""


class PoValidator:
    """Validator of the header of a file, and of its entries one by one."""

    def __init__(
        self, path: str, header_fields: Mapping[str, str], *, is_template: bool
    ) -> None:
        """`header_fields`: the header's fields. `is_template`: whether the file is a
        POT.
        """
        self._path = path
        self._header_fields = header_fields
        self._is_template = is_template
        plural_match = _PLURAL_FORMS_PATTERN.fullmatch(
            header_fields.get("Plural-Forms", "")
        )
        self._form_count = None if plural_match is None else int(plural_match[1])
        self._frequent_form_numbers = (
            frozenset()
            if plural_match is None
            else _list_frequent_forms(plural_match[2], int(plural_match[1]))
        )
        """The plural forms whose translations must have all placeholders."""
        self._lacks_plural_forms = not (
            is_template or header_fields.get("Plural-Forms")
        )
        self._first_line_number_by_hash: dict[bytes, int] = {}
        """The line of the first entry with a context and msgid, by their hash."""

    def check_header(self, encoding: str) -> Iterator[FormatViolation]:
        """Find what is wrong with the header of a file, read in an encoding."""
        for reason in _find_header_faults(
            self._header_fields, is_template=self._is_template
        ):
            yield FormatViolation(self._path, 1, reason)
        charset_match = _CHARSET_PATTERN.search(
            self._header_fields.get("Content-Type", "")
        )
        if (
            charset_match is not None
            and encoding == "utf-8"
            and is_encoding(charset_match[1])
            and codecs.lookup(charset_match[1]).name not in _UTF8_CODECS
        ):
            reason = f"the header names {charset_match[1]}, but the text is UTF-8"
            yield FormatViolation(self._path, 1, reason)

    def check_entry(
        self, entry: polib.POEntry, domain: str
    ) -> Iterator[FormatViolation]:
        """Find what is wrong with an entry of a domain, given the earlier entries."""
        line_number = entry.linenum or 1
        reasons = self._find_duplicate(entry, line_number, domain)
        if not entry.obsolete:
            reasons = chain(reasons, self._find_faults(entry))
        for reason in reasons:
            yield FormatViolation(self._path, line_number, reason)

    def _find_duplicate(
        self, entry: polib.POEntry, line_number: int, domain: str
    ) -> Iterator[str]:
        """Find an earlier entry with the same context and msgid, obsolete or not."""
        context = entry.msgctxt
        identity = (
            (domain, entry.msgid) if context is None else (domain, context, entry.msgid)
        )
        first_line_number = self._first_line_number_by_hash.setdefault(
            compute_content_key(*identity)[:8], line_number
        )
        if first_line_number != line_number:
            quotation = entry.msgid[:_MAX_QUOTE_LENGTH]
            yield f"msgid {quotation!r} repeats the entry of line {first_line_number}"

    def _find_faults(self, entry: polib.POEntry) -> Iterator[str]:
        if entry.msgid_plural and self._lacks_plural_forms and self._header_fields:
            self._lacks_plural_forms = False
            yield "the entry has a plural, but the header has no Plural-Forms"
        yield from _find_entry_faults(
            entry, self._form_count, self._frequent_form_numbers
        )


def _find_header_faults(
    header_fields: Mapping[str, str], *, is_template: bool
) -> Iterator[str]:
    """Find the faults of a header: charset, language and plural forms."""
    if not header_fields:
        yield "no header; begin with an entry of an empty msgid and a Content-Type"
        return
    charset_match = _CHARSET_PATTERN.search(header_fields.get("Content-Type", ""))
    if charset_match is None:
        yield "no charset in the header; add Content-Type: text/plain; charset=UTF-8"
    elif not (is_template and charset_match[1] == "CHARSET") and not is_encoding(
        charset_match[1]
    ):
        yield f"the header names the charset {charset_match[1]!r}, which nobody knows"
    if is_template:
        return
    language_tag = header_fields.get("Language", "").strip()
    if not language_tag:
        yield "the header does not name the Language"
    elif (reason := _find_language_fault(language_tag)) is not None:
        yield f"Language: {reason}"
    plural_forms = header_fields.get("Plural-Forms", "")
    if plural_forms and not _is_plural_rule(plural_forms):
        quotation = plural_forms[:_MAX_QUOTE_LENGTH]
        yield f"Plural-Forms is {quotation!r}; write nplurals=…; plural=…;"


def _find_language_fault(language_tag: str) -> str | None:
    try:
        Locale.parse(language_tag)
    except InvalidLocale as error:
        return str(error)
    return None


def _is_plural_rule(plural_rule: str) -> bool:
    rule_match = _PLURAL_FORMS_PATTERN.fullmatch(plural_rule)
    return rule_match is not None and bool(
        _PLURAL_EXPRESSION_PATTERN.fullmatch(rule_match[2].strip())
    )


def _list_frequent_forms(plural_expression: str, form_count: int) -> frozenset[int]:
    """List the plural forms of more than a few numbers.

    Other forms, such as that of `one file`, may omit the number. As in msgfmt, forms
    of more than five of the numbers up to 1000 are frequent.

    >>> _list_frequent_forms("n != 1", 2), _list_frequent_forms("0", 1)
    (frozenset({1}), frozenset({0}))
    """
    try:
        choose_form = gettext.c2py(plural_expression)
        number_count_by_form = Counter(map(choose_form, range(_HIGHEST_NUMBER + 1)))
    except (ValueError, ZeroDivisionError, RecursionError):
        return frozenset()
    return frozenset(
        form_number
        for form_number, number_count in number_count_by_form.items()
        if number_count > _MAX_RARE_NUMBERS and form_number < form_count
    )


def _find_entry_faults(
    entry: polib.POEntry, form_count: int | None, frequent_form_numbers: Set[int]
) -> Iterator[str]:
    """Find the faults of the texts of an entry, unless it is fuzzy."""
    if entry.fuzzy:
        return
    if not entry.msgid_plural:
        if entry.msgstr:
            yield from _find_translation_faults(
                entry.msgid, entry.msgstr, entry.flags, "msgstr"
            )
        return
    # Any: polib has integers or texts for the numbers of the forms.
    text_by_form = {
        int(form_number): text for form_number, text in entry.msgstr_plural.items()
    }
    if not any(text_by_form.values()):
        return
    if form_count is not None and sorted(text_by_form) != list(range(form_count)):
        noun = "form" if len(text_by_form) == 1 else "forms"
        yield (
            f"{len(text_by_form)} plural {noun}, but the header has "
            f"nplurals={form_count}"
        )
    for form_number, text in sorted(text_by_form.items()):
        field_name = f"msgstr[{form_number}]"
        if not text:
            yield f"{field_name} is empty, but other forms are not"
        else:
            yield from _find_translation_faults(
                entry.msgid_plural,
                text,
                entry.flags,
                field_name,
                may_omit_number=form_number not in frequent_form_numbers,
            )


def _find_translation_faults(
    source: str,
    target: str,
    flags: list[str],
    field_name: str,
    *,
    may_omit_number: bool = False,
) -> Iterator[str]:
    """Compare the line ends and placeholders of a text and its translation.

    `may_omit_number`: whether the translation is of so few numbers that it may omit
    the number itself.
    """
    if source.startswith("\n") != target.startswith("\n"):
        yield f"msgid and {field_name} do not both begin with \\n"
    if source.endswith("\n") != target.endswith("\n"):
        yield f"msgid and {field_name} do not both end with \\n"
    for flag, pattern in _PLACEHOLDER_PATTERN_BY_FLAG.items():
        if flag not in flags:
            continue
        # `%2$s … %1$u` has the arguments of `%u … %s`.
        is_numbered = pattern is _C_PLACEHOLDER_PATTERN and any(
            placeholder_match["place"]
            for text in (source, target)
            for placeholder_match in pattern.finditer(text)
        )
        source_counts, target_counts = (
            _count_placeholders(source, pattern, is_numbered=is_numbered),
            _count_placeholders(target, pattern, is_numbered=is_numbered),
        )
        missing_counts, additional_counts = (
            source_counts - target_counts,
            target_counts - source_counts,
        )
        if may_omit_number and missing_counts.total() == 1 and not additional_counts:
            continue
        if missing_counts:
            placeholders_text = _format_placeholder_list(missing_counts)
            yield f"{field_name} lacks {placeholders_text} of the msgid ({flag})"
        if additional_counts:
            placeholders_text = _format_placeholder_list(additional_counts)
            yield f"{field_name} has {placeholders_text}, missing in the msgid ({flag})"


def _count_placeholders(
    text: str, pattern: re.Pattern[str], *, is_numbered: bool
) -> Counter[str]:
    """Count the placeholders of a text, by their argument and kind.

    `is_numbered`: whether each gets the number of its argument.
    """
    placeholder_counts: Counter[str] = Counter()
    argument_number = 0
    for placeholder_match in pattern.finditer(text):
        text_by_group = placeholder_match.groupdict()
        if text_by_group["kind"] is None and text_by_group["place"] is None:
            continue  # an escaped sign
        if is_numbered and text_by_group["place"] is None:
            argument_number += 1 + placeholder_match[0].count("*")
            text_by_group["place"] = f"{argument_number}$"
        placeholder_counts[_format_placeholder(text_by_group, pattern)] += 1
    return (
        Counter(dict.fromkeys(placeholder_counts, 1))
        if is_numbered or _are_all_placeholders_named(placeholder_counts)
        else placeholder_counts
    )


def _format_placeholder(
    text_by_group: dict[str, str | None], pattern: re.Pattern[str]
) -> str:
    argument_reference, kind = text_by_group["place"] or "", text_by_group["kind"] or ""
    if pattern is _BRACE_PLACEHOLDER_PATTERN:
        return f"{{{argument_reference}}}"
    kind = "d" if kind == "i" else kind
    return f"%{argument_reference}{text_by_group['length'] or ''}{kind}"


def _are_all_placeholders_named(placeholder_counts: Counter[str]) -> bool:
    """Whether all placeholders have names, and so may be repeated."""
    return all(
        "(" in placeholder or (placeholder[0] == "{" and len(placeholder) > 2)
        for placeholder in placeholder_counts
    )


def _format_placeholder_list(placeholder_counts: Counter[str]) -> str:
    return ", ".join(sorted(placeholder_counts.elements()))
