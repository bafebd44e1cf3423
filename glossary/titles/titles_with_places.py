"""Titles with a place: a country after a minister, a province after a chairman."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product

from glossary.entries.entry import USABLE, ConceptEntry, Term, TermHit, TermStatus
from glossary.forms.folding import fold_term
from glossary.forms.letters import is_word_boundary
from glossary.titles.title_rules import title_rules
from glossary.titles.titles import Title, fill_pattern
from tm.text.locale import Locale

_FEWEST = 2
_ADMITTED = TermStatus.ADMITTED


def is_place(entry: ConceptEntry) -> bool:
    """Whether an entry is a place, by its subject field."""
    field = entry.subject_field or ""
    return field.startswith(title_rules().place_fields)


def is_title_or_bound_place(entry: ConceptEntry) -> bool:
    """Whether an entry is a title that needs a place, or a place with a level word."""
    return _is_bound(entry) if is_place(entry) else _waiting_level(entry) is not None


class PlacedTitles:
    """Titles of a termbase that a place may follow, and the places of one locale."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._titles: Mapping[str, Title] = {}
        self._levels: dict[str, int] = {}
        """The index of the level word of each title that needs a place, by id."""
        self._words = tuple(
            fold_term(word, locale.language).lower()
            for word in title_rules().levels.get(locale.language, ())
        )
        self._waiting: list[ConceptEntry] = []
        self._bound: list[ConceptEntry] = []
        self._forms: dict[str, tuple[ConceptEntry, Term]] = {}
        self._beginnings: set[str] = set()
        self._gaps: list[tuple[str, str, ConceptEntry, Term, str | None]] = []
        """Titles around a place: prefix, suffix, entry, term and omitted level word."""
        self._made: dict[tuple[str, str], ConceptEntry | None] = {}

    @classmethod
    def build(
        cls,
        entries: Iterable[ConceptEntry],
        titles: Mapping[str, Title],
        locale: Locale,
    ) -> "PlacedTitles":
        """Collect the titles that take a place; `titles`: by the id of their entry."""
        placed = cls(locale)
        placed._titles = titles
        composed = [title.entry for title in titles.values() if title.entry.composed]
        for entry in (*entries, *composed):
            if is_place(entry):
                if _is_bound(entry):
                    placed._bound.append(entry)
                continue
            level = _waiting_level(entry)
            if level is not None:
                placed._levels[entry.id] = level
                placed._waiting.append(entry)
                placed._add_gaps(entry, level)
                placed._add_forms(entry)
        return placed

    @property
    def has_titles_around_places(self) -> bool:
        """Whether there are titles that may contain a place."""
        return bool(self._gaps)

    def takes_country(self, id: str) -> bool:
        """Whether a country may follow the title of an entry."""
        title = self._titles.get(id)
        return title is not None and title.office.country

    def with_country(
        self, title: ConceptEntry, country: ConceptEntry
    ) -> ConceptEntry | None:
        """Compose a title with a country; None if too few languages have both."""
        key = title.id, country.id
        if key not in self._made:
            self._made[key] = self._make_with_country(title, country)
        return self._made[key]

    def _make_with_country(
        self, title: ConceptEntry, country: ConceptEntry
    ) -> ConceptEntry | None:
        return title_with_country(self._titles[title.id], title, country)

    def may_wait_for_place(self, entry: ConceptEntry) -> bool:
        """Whether the title of an entry may need a place.

        True also for the beginning of such a title: `UBND` of `UBND tỉnh`.
        """
        return entry.id in self._levels or any(
            fold_term(term.text, self._locale.language).lower() in self._beginnings
            for term in entry.in_locale(self._locale)
        )

    def waits_for_place(self, id: str, surface: str) -> bool:
        """Whether the title of an entry, as written in a text, needs a place."""
        level = self._levels.get(id)
        if level is None or not self._words:
            return False
        form = fold_term(surface, self._locale.language).lower()
        return form.endswith((self._words[level], *self._short_forms(level)))

    def _short_forms(self, level: int) -> tuple[str, ...]:
        language = self._locale.language
        shorts = title_rules().short_levels.get(language, {})
        word = title_rules().levels[language][level]
        return tuple(
            fold_term(short, language).lower() for short in shorts.get(word, ())
        )

    def with_short_forms(self, entry: ConceptEntry) -> ConceptEntry:
        """Add terms with an abbreviated level word to a title that needs a place."""
        level = self._levels.get(entry.id)
        if level is None:
            return entry
        terms = [*entry.terms]
        for language, shorts in title_rules().short_levels.items():
            word = title_rules().levels[language][level]
            for term in _usable(entry, language):
                if term.text.lower().endswith(word):
                    start = term.text[: len(term.text) - len(word)]
                    terms += (
                        Term(term.locale, start + short, _ADMITTED, composed=True)
                        for short in shorts.get(word, ())
                    )
        return replace(entry, terms=tuple(terms))

    def title_before(self, surface: str, name: str) -> tuple[ConceptEntry, Term] | None:
        """Find the title that ends with a name's first word: `UBND` + `tỉnh Nghệ An`.

        The surface is the text before the name; None if there is no such title.
        """
        language = self._locale.language
        place = fold_term(name, language).lower()
        start = fold_term(surface, language).lower()
        for word in self._words:
            if place.startswith(f"{word} "):
                title = self._forms.get(f"{start} {word}")
                if title is not None:
                    return title
        return None

    def title_around(
        self, text: str, place: TermHit
    ) -> tuple[int, int, ConceptEntry, TermStatus] | None:
        """Find start, end, entry and status of the longest title around a place."""
        matches: list[tuple[int, int, ConceptEntry, TermStatus]] = []
        for prefix, suffix, title, term, missing_word in self._gaps:
            start, end = place.start - len(prefix), place.end + len(suffix)
            if start < 0 or text[place.end : end].lower() != suffix:
                continue
            if text[start : place.start].lower() != prefix:
                continue
            if missing_word and missing_word not in self._kinds(place.entry):
                continue  # the level of the committee is unknown
            placed_title = self.with_place(title, place.entry)
            if (
                placed_title is not None
                and is_word_boundary(text, start)
                and is_word_boundary(text, end)
            ):
                matches.append((start, end, placed_title, term.status))
        return max(matches, key=lambda one: one[1] - one[0], default=None)

    def _kinds(self, place: ConceptEntry) -> set[str]:
        """Read the level words that the names of a place begin with, in any language."""
        rules = title_rules()
        return {
            rules.levels[self._locale.language][index]
            for term in place.terms
            for index, word in enumerate(rules.levels.get(term.locale.language, ()))
            if term.text.lower().startswith(f"{word} ")
        }

    def titles_with_bound_places(self) -> Iterator[ConceptEntry]:
        """Compose titles with the places that are never named without a level word.

        `thành phố Hồ Chí Minh` is no term after a title that ends in `thành phố`, as
        `Hồ Chí Minh` alone is a person.
        """
        for title, place in product(self._waiting, self._bound):
            placed_title = self.with_place(title, place)
            if placed_title is not None:
                yield placed_title

    def with_place(
        self, title: ConceptEntry, place: ConceptEntry
    ) -> ConceptEntry | None:
        """Compose a title with a place of the level that it needs."""
        key = title.id, place.id
        if key not in self._made:
            terms: list[Term] = []
            for language, words in title_rules().levels.items():
                word = words[self._levels[title.id]]
                terms += _terms_with_place(
                    word, language, _usable(title, language), _usable(place, language)
                )
            self._made[key] = _entry(title, place, terms)
        return self._made[key]

    def _add_forms(self, entry: ConceptEntry) -> None:
        for term in entry.in_locale(self._locale):
            if term.status in USABLE:
                form = fold_term(term.text, self._locale.language).lower()
                self._forms.setdefault(form, (entry, term))
                self._beginnings |= {
                    form.removesuffix(f" {word}")
                    for word in self._words
                    if form.endswith(f" {word}")
                }

    def _add_gaps(self, entry: ConceptEntry, level: int) -> None:
        language = self._locale.language
        if language not in title_rules().name_before_level:
            return
        for term in entry.in_locale(self._locale):
            form = fold_term(term.text, language).lower()
            if term.forbidden:
                continue
            prefix, word, suffix = form.partition(self._words[level])
            if word and suffix:
                self._gaps.append((prefix, suffix, entry, term, word))
                self._gaps.append((prefix, f" {word}{suffix}", entry, term, None))


def title_with_country(
    title: Title, entry: ConceptEntry, country: ConceptEntry
) -> ConceptEntry | None:
    """Compose a title, named as in an entry, with a country; None if it takes none."""
    if not title.office.country:
        return None
    terms: list[Term] = []
    for language, forms in title_rules().country.items():
        names = [*_used_abroad(title, language), *_usable(entry, language)]
        terms += _fill_country_forms(forms, names, _usable(country, language))
    return _entry(entry, country, terms)


def _is_bound(entry: ConceptEntry) -> bool:
    """Whether a place is never called by its name alone in some language."""
    for language, words in title_rules().levels.items():
        texts = {term.text.lower() for term in _usable(entry, language)}
        for word in words:
            bare = {text.removeprefix(f"{word} ") for text in texts} - texts
            if bare and not any(f"{word} {name}" in texts for name in texts):
                return True
    return False


def _waiting_level(entry: ConceptEntry) -> int | None:
    """Find the index of the level word that an entry's names have in all languages."""
    if not any(term.text.lower().endswith(_last_words()) for term in entry.terms):
        return None
    rules = title_rules()
    texts: dict[str, str] = {}
    for term in entry.terms:
        if term.status is TermStatus.PREFERRED:
            texts.setdefault(term.locale.language, term.text.lower())
    languages = [language for language in rules.levels if language in texts]
    if len(languages) < _FEWEST:
        return None
    for index in range(min(map(len, rules.levels.values()))):
        words = {language: rules.levels[language][index] for language in languages}
        if all(
            _has_level_word(texts[tag], words[tag], tag in rules.name_before_level)
            for tag in words
        ):
            return index
    return None


@lru_cache(maxsize=1)
def _last_words() -> tuple[str, ...]:
    """List the last words of titles that need a place, in all languages."""
    rules = title_rules()
    return tuple(
        f" {word}"
        for language, words in rules.levels.items()
        if language not in rules.name_before_level
        for word in words
    )


def _has_level_word(text: str, word: str, name_is_before: bool) -> bool:
    return f" {word} " in f" {text}" if name_is_before else text.endswith(f" {word}")


def _usable(entry: ConceptEntry, language: str) -> list[Term]:
    """List the usable terms of a language, except shared ones, the preferred first."""
    terms = [
        term
        for term in entry.terms
        if term.locale.language == language
        and term.status in USABLE
        and not term.shared
    ]
    return sorted(terms, key=lambda term: term.status is not TermStatus.PREFERRED)


def _used_abroad(title: Title, language: str) -> Iterator[Term]:
    """Make the term of a title before a country, if a language has its own pattern."""
    words = title.office.words.get(language)
    names = title.body.names.get(language, ())
    if words is not None and words.abroad and names:
        name = names[0]
        text = fill_pattern(
            words.abroad, office=words.office, body=name.term.text, core=name.core
        )
        yield Term(name.term.locale, text)


def _fill_country_forms(
    forms: Sequence[str], titles: Sequence[Term], places: Sequence[Term]
) -> Iterator[Term]:
    seen: set[str] = set()
    for form, title, place in product(forms, titles, places):
        text = form.replace("{title}", title.text).replace("{place}", place.text)
        if text not in seen:
            status = TermStatus.ADMITTED if seen else TermStatus.PREFERRED
            yield Term(title.locale, text, status, composed=True)
            seen.add(text)


def _terms_with_place(
    word: str, language: str, titles: Sequence[Term], places: Sequence[Term]
) -> Iterator[Term]:
    """Make the terms of titles with places, after or instead of the level word."""
    seen: set[str] = set()
    name_is_before = language in title_rules().name_before_level
    for title, place in product(titles, places):
        prefix, level_word, suffix = title.text.partition(word)
        if name_is_before and level_word:
            place_names = [place.text, f"{place.text} {word}"]
            texts = [f"{prefix}{place_name}{suffix}" for place_name in place_names]
        elif not name_is_before and title.text.lower().endswith(word):
            start = title.text[: len(title.text) - len(word)]
            bare = _without_level_word(place.text, title.text, language)
            texts = [f"{title.text} {bare}"]
            if bare != place.text:
                texts.append(f"{start}{place.text}")
        else:
            continue
        for text in texts:
            if text not in seen:
                status = TermStatus.ADMITTED if seen else TermStatus.PREFERRED
                yield Term(title.locale, text, status, composed=True)
                seen.add(text)


def _without_level_word(name: str, title: str, language: str) -> str:
    """Strip the level word that a title ends in, or its abbreviation, from a name."""
    rules = title_rules()
    for word in rules.levels[language]:
        if not title.lower().endswith(word):
            continue
        for form in (word, *rules.short_levels.get(language, {}).get(word, ())):
            rest = name[len(form) :]
            if name.lower().startswith(form.lower()) and (
                rest.startswith(" ") or form.endswith(".")
            ):
                return rest.strip() or name
    return name


def _entry(
    title: ConceptEntry, place: ConceptEntry, terms: Sequence[Term]
) -> ConceptEntry | None:
    if len({term.locale.language for term in terms}) < _FEWEST:
        return None
    is_title = not title.parts or title.parts[0].startswith("rank:")
    parts = (*((title.id,) if is_title else title.parts), place.id)
    return ConceptEntry(
        id="+".join(parts),
        terms=tuple(terms),
        subject_field=title.subject_field,
        note=f"composed of {' and '.join(parts)}",
        parts=parts,
    )
