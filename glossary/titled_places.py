"""Titles with a place: a country after a minister, a province after a chairman."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from glossary.entry import ConceptEntry, Term, TermHit, TermStatus
from glossary.folding import fold_term
from glossary.letters import breaks
from glossary.title_rules import title_rules
from glossary.titles import USABLE, Title, filled
from tm.text.locale import Locale

_FEWEST = 2


def is_place(entry: ConceptEntry) -> bool:
    """Whether an entry is a place, by its subject field."""
    field = entry.subject_field or ""
    return field.startswith(title_rules().place_fields)


def is_placed(entry: ConceptEntry) -> bool:
    """Whether an entry is looked at here: a title that waits, a place that is bound."""
    return _is_bound(entry) if is_place(entry) else _level(entry) is not None


class PlacedTitles:
    """Titles of a termbase that a place may follow, and the places of one locale."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._titles: Mapping[str, Title] = {}
        self._levels: dict[str, int] = {}
        """Of titles that wait for a place: which of the words they wait at."""
        self._words = tuple(
            fold_term(word, locale.language).lower()
            for word in title_rules().levels.get(locale.language, ())
        )
        self._waiting: list[ConceptEntry] = []
        self._bound: list[ConceptEntry] = []
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
                if _is_bound(entry):
                    placed._bound.append(entry)
                continue
            level = _level(entry)
            if level is not None:
                placed._levels[entry.id] = level
                placed._waiting.append(entry)
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

    def waits_ever(self, id: str) -> bool:
        """Whether the title of an entry waits for a place, in some form."""
        return id in self._levels

    def waits(self, id: str, surface: str) -> bool:
        """Whether the title of an entry, as it stands in a text, waits for a place."""
        level = self._levels.get(id)
        if level is None or not self._words:
            return False
        form = fold_term(surface, self._locale.language).lower()
        return form.endswith(self._words[level])

    def around(
        self, text: str, place: TermHit
    ) -> tuple[int, int, ConceptEntry, TermStatus] | None:
        """Start, end, entry and status of the title around a place; the longest."""
        found: list[tuple[int, int, ConceptEntry, TermStatus]] = []
        for before, after, title, term in self._gaps:
            start, end = place.start - len(before), place.end + len(after)
            if start < 0 or text[place.end : end].lower() != after:
                continue
            if text[start : place.start].lower() != before:
                continue
            made = self.local(title, place.entry)
            if made is not None and breaks(text, start) and breaks(text, end):
                found.append((start, end, made, term.status))
        return max(found, key=lambda one: one[1] - one[0], default=None)

    def unnamed(self) -> Iterator[ConceptEntry]:
        """Titles with the places that have no name without what they are.

        `thành phố Hồ Chí Minh` is no term after a title that ends in `thành phố`, as
        `Hồ Chí Minh` alone is a person.
        """
        for title, place in product(self._waiting, self._bound):
            made = self.local(title, place)
            if made is not None:
                yield made

    def local(self, title: ConceptEntry, place: ConceptEntry) -> ConceptEntry | None:
        """The title with a place of the kind that it waits for."""
        key = title.id, place.id
        if key not in self._made:
            terms: list[Term] = []
            for language, words in title_rules().levels.items():
                word = words[self._levels[title.id]]
                terms += _local(
                    word, words, _usable(title, language), _usable(place, language)
                )
            self._made[key] = _entry(title, place, terms)
        return self._made[key]

    def _add_gaps(self, entry: ConceptEntry, level: int) -> None:
        language = self._locale.language
        if language not in title_rules().inside:
            return
        for term in entry.in_locale(self._locale):
            form = fold_term(term.text, language).lower()
            if term.forbidden:
                continue
            before, word, after = form.partition(self._words[level])
            if word and after:
                self._gaps.append((before, after, entry, term))
                self._gaps.append((before, f" {word}{after}", entry, term))


def _is_bound(entry: ConceptEntry) -> bool:
    """Whether a place is never called by its name alone in some language."""
    for language, words in title_rules().levels.items():
        texts = {term.text.lower() for term in _usable(entry, language)}
        for word in words:
            bare = {text.removeprefix(f"{word} ") for text in texts} - texts
            if bare and not any(f"{word} {name}" in texts for name in texts):
                return True
    return False


def _level(entry: ConceptEntry) -> int | None:
    """Which word for a kind of place an entry's names wait at, in all languages."""
    rules = title_rules()
    texts: dict[str, str] = {}
    for term in entry.terms:
        if term.status is TermStatus.PREFERRED:
            texts.setdefault(term.locale.language, term.text.lower())
    known = [language for language in rules.levels if language in texts]
    if len(known) < _FEWEST:
        return None
    for index in range(min(map(len, rules.levels.values()))):
        words = {language: rules.levels[language][index] for language in known}
        if all(_waits(texts[one], words[one], one in rules.inside) for one in words):
            return index
    return None


def _waits(text: str, word: str, inside: bool) -> bool:
    return f" {word} " in f" {text}" if inside else text.endswith(f" {word}")


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


def _bare(name: str, title: str, words: Sequence[str]) -> str:
    """A name without the word that a title ends in."""
    for word in words:
        if title.lower().endswith(word) and name.lower().startswith(f"{word} "):
            return name[len(word) + 1 :]
    return name


def _local(
    word: str, words: Sequence[str], titles: Sequence[Term], places: Sequence[Term]
) -> Iterator[Term]:
    """Titles that end in a word have the name after it, others in its stead."""
    seen: set[str] = set()
    for title, place in product(titles, places):
        if title.text.lower().endswith(word):
            texts = [f"{title.text} {_bare(place.text, title.text, words)}"]
        else:
            before, _, after = title.text.partition(word)
            puts = [place.text, f"{place.text} {word}"]
            texts = [f"{before}{put}{after}" for put in puts]
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
