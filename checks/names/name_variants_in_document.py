"""The check of names that a document spells or orders in two ways."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from checks.engine.check import Level, check
from checks.engine.document_capitals import read_capitalised_words_of_targets
from checks.engine.unit import Context, Unit, list_related_ids
from checks.language_data import read_table
from checks.names.name_typos import differs_by_one_letter, is_syllable
from checks.names.partial_diacritics import (
    find_lone_partial_diacritics,
    find_names_unlike_others,
)
from checks.names.similar_name_spellings import (
    find_other_sound_spellings,
    find_spelling_variants,
)
from checks.text.capitalised_words import CapitalisedWord
from checks.text.word_formation import read_word_forms
from glossary.forms.person_name_data import read_person_name_data
from tm.finding import Finding, Severity, Span
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.normal import fold_text

_NAME_WORD_COUNTS = (3, 4, 5)
"""How many words a name has whose order is compared."""
_MAX_RUN_WORDS = 25
"""How many words a run of capitalised words may have; longer ones are headings."""

_MIN_NAME_LETTERS = 4
"""How many letters a name has whose capitals are compared."""
_MIN_USUAL_NAMES = 4
"""How often a name occurs with which others are compared."""
_MAX_UNKNOWN_FREQUENCY = 1e-7
"""Words of at most this frequency may be misspelt names: one in ten million."""

_NameWordForms = tuple[str, ...]
_NamePosition = tuple[int, Span]
"""The index of a unit in the document, and a span of its target."""


@check(
    "name.variant",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    yields_to=(
        "char.lookalike",
        "char.mojibake",
        "name.order",
        "name.spelling",
        "word.untranslated",
    ),
    judges_sources=True,
)
def find_name_variants(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A name has two orders or spellings: Dang Hoang Giang, Hoang Giang Dang.

    Spellings: a word of a name that occurs only once and differs by one letter from a
    word that stands next to the same name twice or more; the first and last letters
    must be the same, since Mario is not Maria. Or a name that has its diacritics in one
    place and none in another. Orders: Vietnamese names of three words or more, with the
    family name first in one place and last in the other; the check reports the rarer
    order, or the one that is not Vietnamese. If there is a source, `name.order`
    compares with it instead. Without a source, the check also reports a name with only
    some of its diacritics (Nguyen Văn Hùng), or with all of them among names that have
    none, or with other capitals (ASEAN, Asean), an
    unknown name with one letter less or more than a name that occurs four times or more
    (Trum, Trump), a full name in two spellings that sound alike (Robi Darwis, Roby
    Darwis), and the name of a storm that differs by a letter from one that occurs twice
    or more (Topan Yaki, Topan Yagi).
    """
    yield from _find_two_orders(units, context.cache)
    if not context.language.writes_syllables_apart:
        yield from _find_partial_diacritics(units, context.cache)
    if context.target_locale.uses_spaces and not context.language.capitalises_nouns:
        has_own_diacritics = bool(context.language.distinctive_letters)
        for finding in find_spelling_variants(
            units,
            context.cache,
            has_own_diacritics=has_own_diacritics,
            similar_words=_read_similar_words(context.target_locale),
        ):
            if not _is_known_word(finding, context) and not _is_derived_word(
                finding, context
            ):
                yield finding
        yield from find_other_sound_spellings(units, context.cache)
        yield from _find_mixed_capitals(units, context)
        yield from _find_misspelt_storm_names(units, context)


def _find_misspelt_storm_names(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Report the name of a storm that differs by a letter from a more frequent one."""
    storm_pattern = _compile_storm_pattern(context.target_locale)
    uses_by_name: dict[str, list[tuple[Unit, Span]]] = defaultdict(list)
    for unit in units if storm_pattern is not None else ():
        assert storm_pattern is not None
        for storm_match in storm_pattern.finditer(unit.target):
            span = Span(*storm_match.span("name"))
            uses_by_name[storm_match["name"]].append((unit, span))
    for (usual_name, usual_uses), (rare_name, rare_uses) in permutations(
        uses_by_name.items(), 2
    ):
        if len(rare_uses) == 1 < len(usual_uses) and differs_by_one_letter(
            usual_name.lower(), rare_name.lower()
        ):
            unit, span = rare_uses[0]
            yield Finding(
                "elsewhere",
                span,
                arguments={
                    "usual": usual_name,
                    "usual_count": len(usual_uses),
                    "count": 1,
                },
                checked_unit=unit,
                related=list_related_ids(usual_unit for usual_unit, _ in usual_uses),
            )


@lazy_constant
def _compile_storm_pattern(locale: Locale) -> re.Pattern[str] | None:
    """Compile the pattern of a storm with its name; None without words for storms."""
    storm_words = read_table(locale.language, "proper_names.toml")["storms"].split()
    storm_words_pattern = "|".join(map(re.escape, storm_words))
    return (
        re.compile(
            rf"\b(?i:{storm_words_pattern}) (?:(?i:super|tropis|siêu|số \d+) )?"
            r"(?P<name>[A-Z][a-z]{3,})\b"
        )
        if storm_words
        else None
    )


def _is_known_word(finding: Finding, context: Context) -> bool:
    """Whether the termbase has the rarer spelling: Asean is no typo of Asian."""
    if (
        finding.checked_unit is None
        or finding.checked_unit.source
        or finding.target_span is None
    ):
        return False
    name = finding.target_span.of(finding.checked_unit.target)
    return name.lower() in context.terms.term_words


def _is_derived_word(finding: Finding, context: Context) -> bool:
    """Whether the rarer spelling is a derived word of a headline: Perkenalkan."""
    unit, vocabulary = finding.checked_unit, context.vocabulary
    if not isinstance(unit, Unit) or not unit.is_heading or vocabulary is None:
        return False
    if finding.target_span is None:
        return False
    word = finding.target_span.of(unit.target).lower()
    word_forms = read_word_forms(context.target_locale.language)
    return word_forms is not None and (
        word_forms.find_root_frequency(word, vocabulary.frequency_by_word) > 0
    )


@lazy_constant
def _read_similar_words(locale: Locale) -> frozenset[str]:
    return frozenset(
        read_table(locale.language, "proper_names.toml")["similar"].split()
    )


def _find_partial_diacritics(
    units: Sequence[Unit], cache: ResultCache
) -> Iterator[Finding]:
    """Report names with some of their diacritics in units without a source."""
    units_with_capitalised_words = zip(
        units, read_capitalised_words_of_targets(units, cache), strict=True
    )
    for unit, capitalised_words in units_with_capitalised_words:
        if unit.source is None:
            for name_words in find_lone_partial_diacritics(capitalised_words):
                span = Span(name_words[0].start, name_words[-1].end)
                yield Finding("partial", span, checked_unit=unit)
    if all(unit.source is None for unit in units):
        capitalised_words_of_targets = read_capitalised_words_of_targets(units, cache)
        for unit, span in find_names_unlike_others(units, capitalised_words_of_targets):
            yield Finding("unlike_others", span, checked_unit=unit)


@dataclass(slots=True)
class _NameUses:
    """The places of a capitalised word in a document, each a unit and a span."""

    occurrences: list[tuple[Unit, Span]] = field(default_factory=list)
    is_inside_sentence: bool = False
    """Whether it stands inside a sentence, where its capital shows a name."""
    is_in_brackets: bool = False
    """Whether it is the code of a name: `PT Bumi (BUMI)`."""


def _find_mixed_capitals(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Report names whose capitals or letters vary in texts without a source."""
    uses_by_name: dict[str, _NameUses] = {}
    lower_case_words: set[str] = set()
    units_with_capitalised_words = zip(
        units, read_capitalised_words_of_targets(units, context.cache), strict=True
    )
    for unit, capitalised_words in units_with_capitalised_words:
        if unit.source is not None or unit.is_heading or unit.target.isupper():
            continue
        lower_case_words |= capitalised_words.lower_case_words
        words = capitalised_words.words
        for word_index, word in enumerate(words):
            if len(word.text) < _MIN_NAME_LETTERS or _is_in_capitals(words, word_index):
                continue
            if unit.target[word.end : word.end + 1] == ".":
                if unit.target[word.end + 1 : word.end + 2].isalpha():
                    continue  # an address: KOMPAS.com
            uses = uses_by_name.setdefault(word.text, _NameUses())
            uses.occurrences.append((unit, word.span))
            uses.is_inside_sentence |= not word.may_start_sentence
            uses.is_in_brackets |= unit.target[word.start - 1 : word.start] == "("
    names_by_form: dict[str, list[str]] = defaultdict(list)
    for name in uses_by_name:
        if name.lower() not in lower_case_words:
            names_by_form[name.lower()].append(name)
    yield from _find_misspelt_names(uses_by_name, context)
    for names_of_form in names_by_form.values():
        acronyms = [
            name
            for name in names_of_form
            if name.isupper() and not uses_by_name[name].is_in_brackets
        ]
        names_in_title_case = [name for name in names_of_form if name.istitle()]
        if acronyms and names_in_title_case:
            usual_name, rare_name = sorted(
                (acronyms[0], names_in_title_case[0]),
                key=lambda name: -len(uses_by_name[name].occurrences),
            )
            # A name may stand in capitals for emphasis, or in a dateline.
            if (
                rare_name.istitle()
                and len(uses_by_name[usual_name].occurrences) > 1
                and all(
                    uses_by_name[name].is_inside_sentence
                    for name in (usual_name, rare_name)
                )
            ):
                yield _report_rare_name(rare_name, usual_name, uses_by_name)


def _is_in_capitals(words: Sequence[CapitalisedWord], word_index: int) -> bool:
    """Whether a word stands next to another one, and both are in capitals."""
    return words[word_index].text.isupper() and any(
        0 <= other_index < len(words) and words[other_index].text.isupper()
        for other_index in (word_index - 1, word_index + 1)
    )


def _find_misspelt_names(
    uses_by_name: Mapping[str, _NameUses], context: Context
) -> Iterator[Finding]:
    """Report unknown words with a letter less or more than a usual name."""
    if context.vocabulary is None:
        return
    rare_names_by_initial_and_length: dict[tuple[str, int], list[str]] = defaultdict(
        list
    )
    for name, uses in uses_by_name.items():
        if len(uses.occurrences) == 1 and name.istitle():
            rare_names_by_initial_and_length[name[0], len(name)].append(name)
    for usual_name, uses in uses_by_name.items():
        if len(uses.occurrences) < _MIN_USUAL_NAMES or not usual_name.istitle():
            continue
        if not uses.is_inside_sentence:
            continue
        for letter_count in (len(usual_name) - 1, len(usual_name) + 1):
            for rare_name in rare_names_by_initial_and_length.get(
                (usual_name[0], letter_count), ()
            ):
                if _is_misspelt_name(rare_name, usual_name, context):
                    yield _report_rare_name(rare_name, usual_name, uses_by_name)


def _is_misspelt_name(rare_name: str, usual_name: str, context: Context) -> bool:
    """Whether a word is unknown and has one letter less or more than a usual name."""
    lower_rare_name = rare_name.lower()
    if not differs_by_one_letter(fold_text(usual_name), fold_text(rare_name)) or (
        is_syllable(lower_rare_name) and is_syllable(usual_name.lower())
    ):
        return False
    vocabulary = context.vocabulary
    return (
        vocabulary is not None
        and lower_rare_name not in context.terms.term_words
        and all(
            frequency_by_word.get(lower_rare_name, 0.0) <= _MAX_UNKNOWN_FREQUENCY
            for frequency_by_word in (
                vocabulary.frequency_by_word,
                *vocabulary.foreign_frequency_tables,
            )
        )
    )


def _report_rare_name(
    rare_name: str, usual_name: str, uses_by_name: Mapping[str, _NameUses]
) -> Finding:
    rare_occurrences, usual_occurrences = (
        uses_by_name[rare_name].occurrences,
        uses_by_name[usual_name].occurrences,
    )
    unit, span = rare_occurrences[0]
    return Finding(
        "elsewhere",
        span,
        arguments={
            "usual": usual_name,
            "usual_count": len(usual_occurrences),
            "count": len(rare_occurrences),
        },
        checked_unit=unit,
        related=list_related_ids(usual_unit for usual_unit, _ in usual_occurrences),
    )


def _find_two_orders(units: Sequence[Unit], cache: ResultCache) -> Iterator[Finding]:
    """Report names whose family name stands first and last."""
    surnames = read_person_name_data().surnames
    positions_by_forms: dict[_NameWordForms, list[_NamePosition]] = defaultdict(list)
    units_with_capitalised_words = zip(
        units, read_capitalised_words_of_targets(units, cache), strict=True
    )
    for unit_index, (unit, capitalised_words) in enumerate(
        units_with_capitalised_words
    ):
        if unit.source is None:
            for name_words in _iterate_possible_names(capitalised_words.words):
                name_forms = tuple(word.form for word in name_words)
                if name_forms[0] in surnames or name_forms[-1] in surnames:
                    span = Span(name_words[0].start, name_words[-1].end)
                    positions_by_forms[name_forms].append((unit_index, span))
    reported_forms: set[_NameWordForms] = set()
    for name_forms, positions in positions_by_forms.items():
        reversed_forms = (*name_forms[1:], name_forms[0])
        if name_forms[0] not in surnames or reversed_forms not in positions_by_forms:
            continue
        reversed_positions = positions_by_forms[reversed_forms]
        if reversed_forms in reported_forms:
            continue
        reported_forms.add(reversed_forms)
        if reversed_forms[0] in surnames and len(reversed_positions) > len(positions):
            positions, reversed_positions = (
                reversed_positions,
                positions,
            )  # either may be the family name
        usual_name = positions[0][1].of(units[positions[0][0]].target)
        for rare_unit_index, span in reversed_positions:
            yield Finding(
                "elsewhere",
                span,
                arguments={
                    "usual": usual_name,
                    "usual_count": len(positions),
                    "count": len(reversed_positions),
                },
                checked_unit=units[rare_unit_index],
                related=list_related_ids(
                    units[unit_index] for unit_index, _ in positions
                ),
            )


def _iterate_possible_names(
    words: Sequence[CapitalisedWord],
) -> Iterator[Sequence[CapitalisedWord]]:
    """Iterate over runs of capitalised words that may be names, by length."""
    run_start = 0
    for word_index in range(1, len(words) + 1):
        if word_index < len(words) and words[word_index].follows_capital:
            continue
        word_run = (
            words[run_start:word_index]
            if word_index - run_start <= _MAX_RUN_WORDS
            else ()
        )
        for word_count in _NAME_WORD_COUNTS:
            for first_word_index in range(len(word_run) - word_count + 1):
                name_words = word_run[first_word_index : first_word_index + word_count]
                if len({word.form for word in name_words}) == word_count:
                    yield name_words
        run_start = word_index
