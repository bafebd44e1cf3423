"""Titles with a place: a country after a minister, a province after a chairman."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from glossary.entry import ConceptEntry, Term, TermHit, TermStatus
from glossary.folding import FoldedText, fold_term
from glossary.letters import breaks
from glossary.title_rules import title_rules
from glossary.titles import USABLE, Title, filled, worse
from tm.text.locale import Locale

_FEWEST = 2
_LONGEST_NAME = 40
"""Letters of the name of a place."""


def is_place(entry: ConceptEntry) -> bool:
    """Whether an entry is a place, by its subject field."""
    field = entry.subject_field or ""
    return field.startswith(title_rules().place_fields)


class PlacedTitles:
    """Titles of a termbase that a place may follow, and the places of one locale."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._titles: Mapping[str, Title] = {}
        self._levels: dict[str, int] = {}
        """Of titles that wait for a place: which of the words they wait at."""
        self._names: dict[str, tuple[ConceptEntry, Term]] = {}
        """Names of places without the word for what they are, in small letters."""
        self._gaps: list[tuple[str, str, ConceptEntry, Term]] = []
        """Titles with the place inside: what stands before it and what after it."""
        self._made: dict[tuple[str, str], ConceptEntry | None] = {}

    @classmethod
    def build(
        cls,
        entries: Iterable[ConceptEntry],
        titles: Mapping[str, Title],
        locale: Locale,
    ) -> "PlacedTitles":
        """Titles by the id of their entry, and the entries of the termbase."""
        placed = cls(locale)
        placed._titles = titles
        composed = [title.entry for title in titles.values() if title.entry.composed]
        for entry in (*entries, *composed):
            if is_place(entry):
                placed._add_names(entry)
                continue
            level = _level(entry)
            if level is not None:
                placed._levels[entry.id] = level
                placed._add_gaps(entry, level)
        return placed

    def takes_country(self, id: str) -> bool:
        """Whether a country may follow the title of an entry."""
        title = self._titles.get(id)
        return title is not None and title.office.country

    def abroad(self, title: ConceptEntry, country: ConceptEntry) -> ConceptEntry | None:
        """The title with a country; None if too few languages know both."""
        key = title.id, country.id
        if key not in self._made:
            self._made[key] = self._abroad(title, country)
        return self._made[key]

    def _abroad(
        self, title: ConceptEntry, country: ConceptEntry
    ) -> ConceptEntry | None:
        made = self._titles[title.id]
        terms: list[Term] = []
        for language, forms in title_rules().country.items():
            names = [*_used_abroad(made, language), *_usable(title, language)]
            terms += _joined(forms, names, _usable(country, language))
        return _entry(title, country, terms)

    def find(
        self, folded: FoldedText, start: int, end: int, title: TermHit
    ) -> Iterator[tuple[int, int, TermHit]]:
        """The title that stands at a place, with the name of the place after it."""
        level = self._levels.get(title.entry.id)
        if level is None or not folded.cased.startswith(" ", end):
            return
        words = title_rules().levels.get(self._locale.language, ())
        if not words or not folded.text.endswith(words[level], start, end):
            return
        name = self._name(folded, end + 1)
        if name is None:
            return
        entry, term = self._names[name]
        last = end + 1 + len(name)
        made = self._local(title.entry, entry)
        if made is not None:
            first, after = folded.span(start, last)
            name_start, _ = folded.span(end + 1, last)
            where = TermHit(name_start, after, term, entry, "exact")
            status = worse(title.term.status, term.status)
            text = f"{title.term.text} {term.text}"
            here = Term(self._locale, text, status, composed=True)
            yield (
                start,
                last,
                TermHit(first, after, here, made, "composed", parts=(title, where)),
            )

    def around(
        self, folded: FoldedText, start: int, end: int, place: TermHit
    ) -> Iterator[tuple[int, int, TermHit]]:
        """The titles that have the place at a place of the text inside them."""
        text = folded.text
        for before, after, title, term in self._gaps:
            first, last = start - len(before), end + len(after)
            if not (text.startswith(after, end) and text.endswith(before, 0, start)):
                continue
            made = self._local(title, place.entry)
            if made is None or not (breaks(text, first) and breaks(text, last)):
                continue
            begin, finish = folded.span(first, last)
            here = Term(
                self._locale, folded.original[begin:finish], term.status, composed=True
            )
            yield (
                first,
                last,
                TermHit(begin, finish, here, made, "composed", parts=(place,)),
            )

    def _name(self, folded: FoldedText, start: int) -> str | None:
        if not folded.cased[start : start + 1].isupper():
            return None
        text = folded.text
        for end in range(min(len(text), start + _LONGEST_NAME), start, -1):
            if text[start:end] in self._names and breaks(text, end):
                return text[start:end]
        return None

    def _local(self, title: ConceptEntry, place: ConceptEntry) -> ConceptEntry | None:
        key = title.id, place.id
        if key not in self._made:
            terms: list[Term] = []
            for language, words in title_rules().levels.items():
                word = words[self._levels[title.id]]
                terms += _local(
                    word, _usable(title, language), _usable(place, language)
                )
            self._made[key] = _entry(title, place, terms)
        return self._made[key]

    def _add_gaps(self, entry: ConceptEntry, level: int) -> None:
        language = self._locale.language
        words = title_rules().levels.get(language, ())
        for term in entry.in_locale(self._locale):
            form = fold_term(term.text, language).lower()
            if not words or term.forbidden or form.endswith(words[level]):
                continue
            before, word, after = form.partition(words[level])
            if word and after:
                self._gaps.append((before, after, entry, term))
                self._gaps.append((before, f" {word}{after}", entry, term))

    def _add_names(self, entry: ConceptEntry) -> None:
        words = title_rules().levels.get(self._locale.language, ())
        for term in entry.in_locale(self._locale):
            if term.status not in USABLE:
                continue
            form = fold_term(term.text, self._locale.language).lower()
            for word in words:
                form = form.removeprefix(f"{word} ")
            self._names.setdefault(form, (entry, term))


def _level(entry: ConceptEntry) -> int | None:
    """Which word for a kind of place an entry's names wait at, in all languages."""
    counts: dict[int, int] = {}
    for language, words in title_rules().levels.items():
        for text in entry.preferred(Locale.parse(language))[:1]:
            for index, word in enumerate(words):
                if re.search(rf"\w.*(?<!\w){word}(?!\w)", text, re.IGNORECASE):
                    counts[index] = counts.get(index, 0) + 1
                elif re.match(rf"{word} \w", text):
                    counts[index] = counts.get(index, 0) + 1
    sure = [index for index, count in counts.items() if count >= _FEWEST]
    return sure[0] if len(sure) == 1 else None


def _usable(entry: ConceptEntry, language: str) -> list[Term]:
    """The terms to use in a language, the preferred first; no abbreviations of it."""
    terms = [
        term
        for term in entry.terms
        if term.locale.language == language
        and term.status in USABLE
        and not term.shared
    ]
    return sorted(terms, key=lambda term: term.status is not TermStatus.PREFERRED)


def _used_abroad(title: Title, language: str) -> Iterator[Term]:
    """What a title is called in a language before a country, if that is another."""
    words = title.office.words.get(language)
    names = title.body.names.get(language, ())
    if words is not None and words.abroad and names:
        name = names[0]
        text = filled(
            words.abroad, office=words.office, body=name.term.text, core=name.core
        )
        yield Term(name.term.locale, text)


def _joined(
    forms: Sequence[str], titles: Sequence[Term], places: Sequence[Term]
) -> Iterator[Term]:
    seen: set[str] = set()
    for form, title, place in product(forms, titles, places):
        text = form.replace("{title}", title.text).replace("{place}", place.text)
        if text not in seen:
            status = TermStatus.ADMITTED if seen else TermStatus.PREFERRED
            yield Term(title.locale, text, status, composed=True)
            seen.add(text)


def _local(word: str, titles: Sequence[Term], places: Sequence[Term]) -> Iterator[Term]:
    """Titles that end in a word have the name after it, others in its stead."""
    seen: set[str] = set()
    for title, place in product(titles, places):
        bare = re.sub(rf"^{word} ", "", place.text, flags=re.IGNORECASE)
        if title.text.lower().endswith(word):
            texts = [f"{title.text} {bare}"]
        else:
            before, _, after = title.text.partition(word)
            texts = [f"{before}{put}{after}" for put in (place.text, f"{bare} {word}")]
        for text in texts:
            if text not in seen:
                status = TermStatus.ADMITTED if seen else TermStatus.PREFERRED
                yield Term(title.locale, text, status, composed=True)
                seen.add(text)


def _entry(
    title: ConceptEntry, place: ConceptEntry, terms: Sequence[Term]
) -> ConceptEntry | None:
    if len({term.locale.language for term in terms}) < _FEWEST:
        return None
    own = not title.parts or title.parts[0].startswith("rank:")
    parts = (*((title.id,) if own else title.parts), place.id)
    return ConceptEntry(
        id="+".join(parts),
        terms=tuple(terms),
        subject_field=title.subject_field,
        note=f"composed of {' and '.join(parts)}",
        parts=parts,
    )
