"""The check of the titles of persons: against the source, each other, the termbase."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, related_ids
from checks.meaning.modifier_words import FORMER, find_lost_modifier
from checks.text.capitals import cached_capitals
from checks.text.language import Language
from checks.titles.added_rank import added_rank
from checks.titles.mentions import Mention, Words, mentions, title_words
from glossary.entries.entry import USABLE, ConceptEntry, TermHit
from glossary.titles.office_holders import OfficeHeld
from tm.finding import Argument, Finding, Severity, Span
from tm.text.capitals import copy_capitals
from tm.text.locale import Locale

_MOST_TITLES = 20
"""Titles of one person that are compared; more are no longer one person."""


@dataclass(frozen=True, slots=True)
class _Titled:
    """A person with a title, as it is compared with others of the document."""

    unit: int
    """Which one of the document it is."""
    title: Span
    words: Words
    sure: bool
    """Whether the source has the same title."""


_OTHER_TIME = "other_time", "other_time_title", "other_time_title_dates"
_TERMBASE = "termbase", "termbase_title", "termbase_title_dates"
"""Keys of messages without a title, with one, and with one and its dates."""


@check(
    "person.title", level=Level.DOCUMENT, severity=Severity.WARNING, unsafe_fixes=True
)
def person_title(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A person's title differs from the source, the termbase or the document.

    The source must have a title of the termbase right before the same name.
    Otherwise, two titles of one person contradict each other where a rank is
    dropped or added (Wakil), or where they are one office with two fields; a short
    title after the full one is right. Persons of the termbase are compared with the
    offices that they held when the document was published. Without a termbase, a
    lower rank that the source lacks is reported, and so is `former` where it is
    missing or added.
    """
    persons: dict[Words, list[_Titled]] = defaultdict(list)
    for unit, subject in enumerate(units):
        settled: list[Span] = []
        for mention in mentions(subject, context):
            readings = _source_titles(mention, context)
            finding = (
                _compare_with_source(mention, readings, context) if readings else None
            )
            sure = bool(readings) and finding is None
            if finding is None and not sure and not mention.former:
                finding = _compare_with_termbase(mention, context)
            if sure or finding is not None:
                settled.append(mention.title)
            if finding is not None:
                yield finding
            elif not mention.former:
                titled = _Titled(unit, mention.title, mention.words, sure)
                persons[mention.person].append(titled)
        yield from _added_ranks(subject, context, settled)
        yield from _former_offices(subject, context)
    yield from _compare_with_each_other(persons.values(), units, context.language)


def _added_ranks(
    unit: Unit, context: Context, settled: Sequence[Span]
) -> Iterator[Finding]:
    """A title that only the target lowers: `Wakil Ketua` for chairman.

    Not one of those that are settled, which the source or the termbase tells.
    """
    if context.source is None or not unit.source:
        return
    locales = context.source, context.target
    span = added_rank(unit.source, unit.target, locales)
    if span is not None and not any(map(span.overlaps, settled)):
        yield Finding(
            "lower_rank",
            span,
            arguments={"target": span.of(unit.target)},
            about=unit,
        )


def _former_offices(unit: Unit, context: Context) -> Iterator[Finding]:
    """An office held no more in one text, and held in the other: mantan Menteri."""
    if context.source is None or not unit.source:
        return
    locales = context.source, context.target
    lost_former = find_lost_modifier(FORMER, unit.source, unit.target, locales)
    if lost_former is not None:
        yield Finding(
            "former_missing",
            source_span=lost_former,
            arguments={"source": lost_former.of(unit.source)},
            about=unit,
        )
    added_former = find_lost_modifier(FORMER, unit.target, unit.source, locales[::-1])
    if added_former is not None:
        yield Finding(
            "former_added",
            added_former,
            arguments={"target": added_former.of(unit.target)},
            about=unit,
        )


def _source_titles(mention: Mention, context: Context) -> list[TermHit]:
    """The title that the source has right before the same name, in all readings."""
    source = mention.subject.source
    if not source or context.terms.source_finder is None:
        return []
    words = cached_capitals(source).words
    size = len(mention.person)
    starts = [
        words[index].start
        for index in range(len(words) - size + 1)
        if tuple(word.form for word in words[index : index + size]) == mention.person
        and all(word.follows_capital for word in words[index + 1 : index + size])
    ]
    if len(starts) != 1:
        return []  # named twice, perhaps with two titles
    for hit in context.terms.source_finder.find(source):
        if source[hit.end : starts[0]] == " ":
            if source[: hit.start].endswith("-"):
                return []  # the end of another title: Director-General
            return [] if _is_lowered(source, hit, context) else [hit, *hit.others]
    return []


def _is_lowered(source: str, hit: TermHit, context: Context) -> bool:
    """Whether a word before a title lowers its rank: `phó Tổng thống`."""
    words = source[: hit.start].split()[-1:]
    language = context.source_language
    return bool(words and language and words[0].lower() in language.deputies)


def _compare_with_source(
    mention: Mention, readings: Sequence[TermHit], context: Context
) -> Finding | None:
    source_concepts = [reading.entry for reading in readings]
    ids = {entry.id for entry in source_concepts}
    if any(entry.id in ids for entry in mention.concepts):
        return None
    titles = [
        title for entry in source_concepts for title in _titles(entry, context.target)
    ]
    offices = context.language.offices | context.language.deputies
    if offices and not any(offices.intersection(title) for title in titles):
        return None  # `luật sư của bị can X`: no title but what he is called
    if not titles or any(_is_beginning(mention.words, title) for title in titles):
        return None
    preferred_titles = [
        text for entry in source_concepts for text in entry.preferred(context.target)
    ]
    if not mention.concepts and not any(
        _are_contradictory(mention.words, title, context.language) for title in titles
    ):
        return None
    source = readings[0]
    span = Span(source.start, source.end)
    title = mention.title.of(mention.subject.target)
    arguments = {"source": span.of(mention.subject.source_text)}
    if preferred_titles:
        arguments["preferred"] = preferred_titles[0]
    return Finding(
        "source_use" if preferred_titles else "source",
        mention.title,
        span,
        arguments,
        fix=copy_capitals(preferred_titles[0], title)
        if len(set(preferred_titles)) == 1
        else None,
        about=mention.subject,
    )


def _compare_with_termbase(mention: Mention, context: Context) -> Finding | None:
    """What the termbase says against a title, by the date of the document."""
    if context.terms.persons is None:
        return None
    day = mention.subject.published
    held = context.terms.persons.offices_of(mention.name_text, day)
    offices = [
        (office_held, title)
        for office_held in held
        for title in _of(office_held, context.target)
    ]
    ids = {entry.id for entry in mention.concepts}
    if any(
        office_held.concept in ids or _is_beginning(mention.words, t)
        for office_held, t in offices
    ):
        return None
    other_times = [
        office_held
        for office_held in context.terms.persons.offices_of(mention.name_text)
        if office_held.concept in ids
        or mention.words in _of(office_held, context.target)
    ]
    if day and other_times:
        key, arguments = _with_title(_OTHER_TIME, held, context)
        return Finding(
            key,
            mention.title,
            arguments={
                "period": _period(other_times[0]),
                "date": day[:10],
                **arguments,
            },
            about=mention.subject,
        )
    for office_held, title in offices:
        if _are_contradictory(mention.words, title, context.language):
            key, arguments = _with_title(_TERMBASE, [office_held], context)
            return Finding(
                key,
                mention.title,
                arguments=arguments,
                about=mention.subject,
            )
    return None


def _compare_with_each_other(
    persons: Iterable[Sequence[_Titled]], units: Sequence[Unit], language: Language
) -> Iterator[Finding]:
    """Titles of one person that are at odds; what its source confirms is right."""
    for group in persons:
        counts = Counter(titled_person.words for titled_person in group)
        odd: dict[Words, Words] = {}
        for titled_person, other_title in combinations([*counts][:_MOST_TITLES], 2):
            if _are_contradictory(titled_person, other_title, language):
                rare, usual = (
                    (titled_person, other_title)
                    if counts[titled_person] < counts[other_title]
                    else (other_title, titled_person)
                )
                if all(
                    titled_person.sure
                    for titled_person in group
                    if titled_person.words == rare
                ):
                    rare, usual = usual, rare
                odd.setdefault(rare, usual)
        for titled in group:
            usual_one = odd.get(titled.words)
            if usual_one is None or titled.sure:
                continue
            usual_mentions = [
                titled_person
                for titled_person in group
                if titled_person.words == usual_one
            ]
            title = usual_mentions[0].title.of(units[usual_mentions[0].unit].target)
            yield Finding(
                "elsewhere",
                titled.title,
                arguments={
                    "usual": title,
                    "usual_count": counts[usual_one],
                    "count": counts[titled.words],
                },
                about=units[titled.unit],
                related=related_ids(
                    units[other_title.unit] for other_title in usual_mentions
                ),
            )


def _titles(entry: ConceptEntry, locale: Locale) -> list[Words]:
    """The titles that may stand for an office, as words."""
    terms = entry.in_locale(locale)
    return [title_words(term.text) for term in terms if term.status in USABLE]


def _of(held: OfficeHeld, locale: Locale) -> list[Words]:
    return _titles(held.office, locale) if held.office else []


def _period(held: OfficeHeld) -> str:
    """From when to when, in no language; empty where neither is known."""
    start, end = held.valid_from, held.valid_to
    return f"{start or '…'} – {end or '…'}" if start or end else ""


def _with_title(
    keys: tuple[str, str, str], offices_held: Sequence[OfficeHeld], context: Context
) -> tuple[str, dict[str, Argument]]:
    """The key and arguments of a message that names a title, if the termbase has one.

    `keys`: of the message without a title, with one, and with one and its dates.
    """
    for office_held in offices_held:
        titles = (
            office_held.office.preferred(context.target) if office_held.office else ()
        )
        if titles:
            period = _period(office_held)
            if period:
                return keys[2], {"title": titles[0], "title_period": period}
            return keys[1], {"title": titles[0]}
    return keys[0], {}


def _is_beginning(title: Words, other_title: Words) -> bool:
    """Whether one title is the other, or its beginning."""
    size = min(len(title), len(other_title))
    return title[:size] == other_title[:size]


def _are_contradictory(
    first_title: Words, second_title: Words, language: Language
) -> bool:
    """Whether nobody has both titles at a time.

    A rank is dropped or added, or they are one office of two fields.
    """
    (rank_count, core), (other_rank_count, other_core) = (
        _split(title, language) for title in (first_title, second_title)
    )
    if rank_count != other_rank_count:
        return bool(core and other_core) and _is_same(core, other_core, language)
    return (
        not _is_beginning(core, other_core)
        and not language.offices_last
        and core[:1] == other_core[:1]
        and not language.single_offices.isdisjoint(core[:1])
    )


def _split(title: Words, language: Language) -> tuple[int, Words]:
    """How many words at the beginning lower the rank, and the title without them."""
    count = 0
    while count < len(title) and title[count] in language.deputies:
        count += 1
    return count, title[count:]


def _is_same(title: Words, other_title: Words, language: Language) -> bool:
    """Whether two titles without their ranks are of one office."""
    if _is_beginning(title, other_title):
        return True
    if not language.offices_last:
        return False
    size = min(len(title), len(other_title))
    return title[-size:] == other_title[-size:]
