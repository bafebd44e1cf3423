"""The check of names of one thing that a page mixes: Komite Sentral, Komite Pusat."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from checks.engine.check import Level, check
from checks.engine.document import report_rarer_forms
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language_words import is_english_text
from checks.text.phrase_search import QuotationsOfText
from checks.text.territory_names import is_territory
from tm.finding import Finding, Severity, Span
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.word_pattern import LETTERS_PATTERN

_FILE_KIND = LanguageFileKind(
    "mixed_names.toml",
    "names of one thing, and forms of address, that a page should not mix",
    "term.mixed is silent",
)

_PREVIOUS_WORD_PATTERN = re.compile(
    r"(?P<before>[^.!?:“\"\s]\s+)?(?P<word>[^\W\d_][\w-]*)[ -]$"
)
"""The word before a name, and whether it is inside a sentence."""
_MAX_PRECEDING_LETTERS = 100
"""How many letters before a name are searched for that word."""


class _NameGroupKind(StrEnum):
    """What the forms of a group are, and so where they count."""

    NAMES = "names"
    """Beside a capitalised word, a form is part of another name."""
    BODIES = "bodies"
    """The same, except before the name of a country: Kemlu Vietnam."""
    TITLES = "titles"
    """A form counts before a name, outside of quotations."""
    WORDS = "words"
    """A form counts in any capitals, outside of quotations and names."""


@dataclass(frozen=True, slots=True)
class _NameForm:
    """A form of a group; the first of a group is the one to write."""

    kind: _NameGroupKind
    group_index: int
    form_index: int


@dataclass(frozen=True, slots=True, eq=False)
class _MixedNames:
    """The groups of a language, by their forms."""

    phrase_list: PhraseList
    form_by_text: dict[str, _NameForm]
    joining_words: frozenset[str]
    """Small words inside names in any language: Bank of China."""


@lazy_constant
def _read_mixed_names(locale: Locale) -> _MixedNames:
    table = read_table(locale.language, _FILE_KIND)
    form_by_text: dict[str, _NameForm] = {}
    group_index = 0
    for group_kind in _NameGroupKind:
        for form_texts in table[group_kind]:
            for form_index, form_text in enumerate(form_texts):
                form_by_text[form_text] = _NameForm(group_kind, group_index, form_index)
            group_index += 1
    return _MixedNames(
        PhraseList(
            shared_prefilter(locale.language),
            "mixed names",
            form_by_text,
            is_unspaced=not locale.uses_spaces,
        ),
        form_by_text,
        frozenset(table["joining"].split()),
    )


def _read_listed_words(context: Context) -> None:
    _read_mixed_names(context.target_locale)


@check(
    "term.mixed",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    read_words=_read_listed_words,
    yields_to=("term.deprecated", "term.forbidden", "term.variant", "title.variant"),
)
def find_mixed_names(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """One body, country or person has several listed names on a page.

    The list has names such as `Komite Sentral` and `Komite Pusat`, and forms of address
    such as `Pak` and `Bapak` of the same person. Each rarer one is reported once. The
    check ignores names that are part of another one (`Bank of China`) or explain one in
    brackets, and forms of address and common words in quotations.
    """
    mixed_names = _read_mixed_names(context.target_locale)
    if not mixed_names.form_by_text:
        return
    positions_by_group_and_person: dict[
        tuple[int, str], dict[str, list[tuple[int, Span]]]
    ] = defaultdict(lambda: defaultdict(list))
    for unit_index, unit in enumerate(units):
        forms_with_spans = [*_find_forms(unit.target, mixed_names, context)]
        if forms_with_spans and is_english_text(unit.target, context.language):
            continue
        for form_text, span in forms_with_spans:
            form = mixed_names.form_by_text[form_text]
            person = (
                _read_next_word(unit.target, span.end)
                if form.kind is _NameGroupKind.TITLES
                else ""
            )
            positions_by_group_and_person[form.group_index, person][form_text].append(
                (unit_index, span)
            )
    for positions_by_form in positions_by_group_and_person.values():
        if len(positions_by_form) < 2:
            continue
        usual_form = max(
            positions_by_form,
            key=lambda form_text: (
                len(positions_by_form[form_text]),
                -mixed_names.form_by_text[form_text].form_index,
            ),
        )
        yield from report_rarer_forms(positions_by_form, usual_form, units)


def _find_forms(
    text: str, mixed_names: _MixedNames, context: Context
) -> Iterator[tuple[str, Span]]:
    """Find the forms in a text that count, with their spans."""
    quotations = QuotationsOfText(text)
    for form_match in mixed_names.phrase_list.find_matches(text):
        form_text, span = form_match[0], Span(*form_match.span())
        form = mixed_names.form_by_text.get(form_text)
        if form is None:
            form_text = form_text.lower()
            form = mixed_names.form_by_text.get(form_text)
            if form is None or form.kind is not _NameGroupKind.WORDS:
                continue
        if text[span.start - 1 : span.start] in ("(", "/", "["):
            continue  # an explanation: Bank Dunia (World Bank)
        is_name = form.kind in (_NameGroupKind.NAMES, _NameGroupKind.BODIES)
        if is_name and _is_explained(text, span.end, form, mixed_names):
            continue
        is_before_capital = (
            text[span.end : span.end + 1] == " "
            and text[span.end + 1 : span.end + 2].isupper()
        )
        if is_name and (
            (
                is_before_capital
                and not (
                    form.kind is _NameGroupKind.BODIES
                    and is_territory(
                        _read_next_word(text, span.end),
                        context.target_locale,
                        context.cache,
                    )
                )
            )
            or _follows_name(text, span, mixed_names.joining_words)
        ):
            continue
        if form.kind is _NameGroupKind.TITLES and (
            not is_before_capital or quotations.enclose(span)
        ):
            continue
        if form.kind is _NameGroupKind.WORDS and (
            quotations.enclose(span)
            or (
                text[span.start].isupper()
                and (
                    is_before_capital
                    or _follows_name(text, span, mixed_names.joining_words)
                )
            )
        ):
            continue  # part of a name: Asosiasi Pinjaman Daring
        yield form_text, span


def _read_next_word(text: str, end: int) -> str:
    """Read the word after a form of address, which is the name of a person."""
    next_word_match = LETTERS_PATTERN.search(text, end)
    return next_word_match[0] if next_word_match else ""


def _is_explained(
    text: str, end: int, form: _NameForm, mixed_names: _MixedNames
) -> bool:
    """Whether another form of the group stands in brackets right after a form."""
    return text[end : end + 2] == " (" and any(
        other_form.group_index == form.group_index
        and text.startswith(other_text, end + 2)
        for other_text, other_form in mixed_names.form_by_text.items()
    )


def _follows_name(text: str, span: Span, joining_words: frozenset[str]) -> bool:
    """Whether the word before a span is part of the same name: `Bank of China`.

    The first word of a sentence has a capital without being part of a name.
    """
    previous_word_match = _PREVIOUS_WORD_PATTERN.search(
        text, max(0, span.start - _MAX_PRECEDING_LETTERS), span.start
    )
    if previous_word_match is None:
        return False
    previous_word = previous_word_match["word"]
    return previous_word in joining_words or (
        previous_word[0].isupper() and previous_word_match["before"] is not None
    )
