"""The check of the titles of persons: against the source, each other, the termbase."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import read_in_both_languages
from checks.engine.unit import Context, Unit, list_related_ids
from checks.text.capitalised_words import cached_capitalised_words
from checks.text.language_words import Language
from checks.titles.contradicting_titles import (
    TitleWords,
    are_contradictory,
    contradicts_office,
    is_either_prefix,
)
from checks.titles.former_titles import find_former_faults, read_former_words
from checks.titles.lowered_titles import (
    find_lowered_title,
    may_name_office,
    read_rank_words,
)
from checks.titles.misspelt_holders import find_misspelt_holder
from checks.titles.office_periods import (
    choose_office_message,
    format_period,
    has_year_of_office,
)
from checks.titles.person_mentions import (
    PersonMention,
    find_person_mentions,
    split_lower_words,
)
from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, TermHit
from glossary.forms.recognition_data import read_form_data
from tm.finding import Finding, Severity, Span
from tm.text.capitals import copy_capitals
from tm.text.locale import Locale

if TYPE_CHECKING:
    from glossary.titles.office_holders import OfficeHeld

_MAX_TITLES = 20
"""How many titles of one name are compared; more belong to several persons."""


@dataclass(frozen=True, slots=True)
class _ComparedTitle:
    """A title of a person, for comparison with others of the document."""

    unit_index: int
    """The index of its unit in the document."""
    title_span: Span
    words: TitleWords
    is_confirmed: bool
    """Whether the source has the same title."""


_OTHER_TIME_MESSAGE_KEYS = "other_time", "other_time_title", "other_time_title_dates"
_TERMBASE_MESSAGE_KEYS = "termbase", "termbase_title", "termbase_title_dates"
"""Keys of messages without a title, with one, and with one and its dates."""


def _read_listed_words(context: Context) -> None:
    read_in_both_languages(context, read_rank_words, read_former_words)


@check(
    "person.title",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    unsafe_fixes=True,
    read_words=_read_listed_words,
)
def find_person_title(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A person's title differs from the source, the termbase or the document.

    The source must have a title of the termbase right before the same name. Otherwise,
    two titles of one person contradict each other where a rank is dropped or added
    (Wakil), or where they are one office with two fields; a short title after the full
    one is right. Persons of the termbase are compared with the offices that they held
    when the document was published; a name that differs from that of the holder by one
    letter is reported, too: `Sekjen Tom Lam`. Without a termbase, a lower rank that the
    source lacks is reported, and so is `former` where it is missing or added.
    """
    titles_by_person: dict[TitleWords, list[_ComparedTitle]] = defaultdict(list)
    for unit_index, unit in enumerate(units):
        settled_title_spans: list[Span] = []
        for mention in find_person_mentions(unit, context):
            source_title_hits = _find_source_titles(mention, context)
            finding = (
                _compare_with_source(mention, source_title_hits, context)
                if source_title_hits
                else None
            )
            is_confirmed = bool(source_title_hits) and finding is None
            if finding is None and not is_confirmed and not mention.is_former:
                finding = _compare_with_termbase(mention, context)
            if finding is None:
                finding = find_misspelt_holder(mention, context)
            if is_confirmed or finding is not None:
                settled_title_spans.append(mention.title_span)
            if finding is not None:
                yield finding
            elif not mention.is_former:
                compared_title = _ComparedTitle(
                    unit_index, mention.title_span, mention.title_words, is_confirmed
                )
                titles_by_person[mention.folded_name_words].append(compared_title)
        yield from _report_added_ranks(unit, context, settled_title_spans)
        yield from find_former_faults(unit, context)
    yield from _compare_titles_of_each_person(
        titles_by_person.values(), units, context.language
    )


def _report_added_ranks(
    unit: Unit, context: Context, settled_title_spans: Sequence[Span]
) -> Iterator[Finding]:
    """Report a title that only the target lowers: `Wakil Ketua` for chairman.

    The check ignores settled titles, which the source or the termbase has decided.
    """
    if context.source_locale is None or not unit.source:
        return
    locales = context.source_locale, context.target_locale
    lowered_title_span = find_lowered_title(unit.source, unit.target, locales)
    if (
        lowered_title_span is not None
        and not any(map(lowered_title_span.overlaps, settled_title_spans))
        and may_name_office(lowered_title_span.of(unit.target), unit.source, context)
    ):
        yield Finding(
            "lower_rank",
            lowered_title_span,
            arguments={"target": lowered_title_span.of(unit.target)},
            checked_unit=unit,
        )


def _find_source_titles(mention: PersonMention, context: Context) -> list[TermHit]:
    """Find all readings of the title right before the same name in the source."""
    source = mention.unit.source
    if not source or context.terms.source_finder is None:
        return []
    source_words = cached_capitalised_words(source, context.cache).words
    name_word_count = len(mention.folded_name_words)
    name_starts = [
        source_words[word_index].start
        for word_index in range(len(source_words) - name_word_count + 1)
        if tuple(
            word.form
            for word in source_words[word_index : word_index + name_word_count]
        )
        == mention.folded_name_words
        and all(
            word.follows_capital
            for word in source_words[word_index + 1 : word_index + name_word_count]
        )
    ]
    if len(name_starts) != 1:
        return []  # named twice, perhaps with two titles
    for hit in context.terms.source_finder.find(source):
        if source[hit.end : name_starts[0]] == " ":
            if source[: hit.start].endswith("-"):
                return []  # the end of another title: Director-General
            return (
                []
                if _is_end_of_other_title(source, hit, context)
                else [hit, *hit.other_readings]
            )
    return []


def _is_end_of_other_title(source: str, hit: TermHit, context: Context) -> bool:
    """Whether a title is only the end of another one.

    A word before it lowers its rank (`phó Tổng thống`), perhaps that of a longer title
    (Deputy Interior Minister), or has a capital, as in titles that the termbase lacks.
    """
    language = context.source_language
    if language is None:
        return False
    preceding_words = source[: hit.start].split()
    if not preceding_words:
        return False
    return preceding_words[-1].lower() in language.deputy_words or (
        len(preceding_words) > 1
        and preceding_words[-1].istitle()
        and " " not in hit.term.text
    )


def _compare_with_source(
    mention: PersonMention, source_title_hits: Sequence[TermHit], context: Context
) -> Finding | None:
    """Report a title that contradicts the title in the source."""
    source_entries = [reading.entry for reading in source_title_hits]
    source_concept_ids = {entry.id for entry in source_entries}
    if any(entry.id in source_concept_ids for entry in mention.concepts):
        return None
    usable_titles = [
        title_words
        for entry in source_entries
        for title_words in _read_titles(entry, context.target_locale)
    ]
    office_words = context.language.office_words | context.language.deputy_words
    if office_words and not any(
        office_words.intersection(title_words) for title_words in usable_titles
    ):
        return None  # `luật sư của bị can X`: a description, not a title
    if not usable_titles or any(
        is_either_prefix(mention.title_words, title_words)
        for title_words in usable_titles
    ):
        return None
    preferred_titles = [
        preferred_text
        for entry in source_entries
        for preferred_text in entry.list_preferred_texts(context.target_locale)
    ]
    if not mention.concepts and not any(
        are_contradictory(mention.title_words, title_words, context.language)
        for title_words in usable_titles
    ):
        return None
    source_title_hit = source_title_hits[0]
    span = Span(source_title_hit.start, source_title_hit.end)
    title_text = mention.title_span.of(mention.unit.target)
    arguments = {"source": span.of(mention.unit.source_text)}
    if preferred_titles:
        arguments["preferred"] = preferred_titles[0]
    return Finding(
        "source_use" if preferred_titles else "source",
        mention.title_span,
        span,
        arguments,
        fix=copy_capitals(
            preferred_titles[0],
            title_text,
            read_form_data(context.target_locale.language).linking_words,
        )
        if len(set(preferred_titles)) == 1
        else None,
        checked_unit=mention.unit,
    )


def _compare_with_termbase(mention: PersonMention, context: Context) -> Finding | None:
    """Compare a title with the offices held at the date of the document."""
    if context.terms.office_holders is None:
        return None
    publication_time = mention.unit.published
    offices_held = context.terms.office_holders.find_offices(
        mention.name_text, publication_time
    )
    offices_with_titles = [
        (office_held, title_words)
        for office_held in offices_held
        for title_words in _read_office_titles(office_held, context.target_locale)
    ]
    concept_ids = {entry.id for entry in mention.concepts}
    if any(
        office_held.office_id in concept_ids
        or is_either_prefix(mention.title_words, title_words)
        for office_held, title_words in offices_with_titles
    ):
        return None
    offices_at_other_times = [
        office_held
        for office_held in context.terms.office_holders.find_offices(mention.name_text)
        if office_held.office_id in concept_ids
        or mention.title_words
        in _read_office_titles(office_held, context.target_locale)
    ]
    if any(
        has_year_of_office(mention.unit.target, office_held)
        for office_held in offices_at_other_times
    ):
        return None
    if publication_time and offices_at_other_times:
        message_key, arguments = choose_office_message(
            _OTHER_TIME_MESSAGE_KEYS, offices_held, context
        )
        return Finding(
            message_key,
            mention.title_span,
            arguments={
                "period": format_period(offices_at_other_times[0]),
                "date": publication_time[:10],
                **arguments,
            },
            checked_unit=mention.unit,
        )
    for office_held, title_words in offices_with_titles:
        if contradicts_office(
            mention.title_words, title_words, publication_time, context.language
        ):
            message_key, arguments = choose_office_message(
                _TERMBASE_MESSAGE_KEYS, [office_held], context
            )
            return Finding(
                message_key,
                mention.title_span,
                arguments=arguments,
                checked_unit=mention.unit,
            )
    return None


def _compare_titles_of_each_person(
    title_groups: Iterable[Sequence[_ComparedTitle]],
    units: Sequence[Unit],
    language: Language,
) -> Iterator[Finding]:
    """Report contradicting titles of one person; the source confirms the right one."""
    for compared_titles in title_groups:
        count_by_title_words = Counter(
            same_person_title.words for same_person_title in compared_titles
        )
        usual_words_by_rare_words: dict[TitleWords, TitleWords] = {}
        for first_words, second_words in combinations(
            [*count_by_title_words][:_MAX_TITLES], 2
        ):
            if are_contradictory(first_words, second_words, language):
                rare_words, usual_words = (
                    (first_words, second_words)
                    if count_by_title_words[first_words]
                    < count_by_title_words[second_words]
                    else (second_words, first_words)
                )
                if all(
                    same_person_title.is_confirmed
                    for same_person_title in compared_titles
                    if same_person_title.words == rare_words
                ):
                    rare_words, usual_words = usual_words, rare_words
                usual_words_by_rare_words.setdefault(rare_words, usual_words)
        for compared_title in compared_titles:
            usual_title_words = usual_words_by_rare_words.get(compared_title.words)
            if usual_title_words is None or compared_title.is_confirmed:
                continue
            usual_titles = [
                same_person_title
                for same_person_title in compared_titles
                if same_person_title.words == usual_title_words
            ]
            usual_text = usual_titles[0].title_span.of(
                units[usual_titles[0].unit_index].target
            )
            yield Finding(
                "elsewhere",
                compared_title.title_span,
                arguments={
                    "usual": usual_text,
                    "usual_count": count_by_title_words[usual_title_words],
                    "count": count_by_title_words[compared_title.words],
                },
                checked_unit=units[compared_title.unit_index],
                related=list_related_ids(
                    units[same_person_title.unit_index]
                    for same_person_title in usual_titles
                ),
            )


def _read_titles(entry: ConceptEntry, locale: Locale) -> list[TitleWords]:
    """Read the usable titles of an office, as words."""
    terms = entry.list_terms_in(locale)
    return [
        split_lower_words(term.text) for term in terms if term.status in USABLE_STATUSES
    ]


def _read_office_titles(office_held: "OfficeHeld", locale: Locale) -> list[TitleWords]:
    return _read_titles(office_held.office, locale) if office_held.office else []
