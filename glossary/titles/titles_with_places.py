"""Titles with a place: a country after a minister, a province after a chairman."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from glossary.entries.entry import (
    USABLE_STATUSES,
    ConceptEntry,
    Term,
    TermHit,
    TermStatus,
)
from glossary.forms.folding import fold_term
from glossary.forms.letters import is_word_boundary
from glossary.titles.title_rules import (
    has_level_word,
    list_last_words,
    read_title_rules,
    strip_level_word,
)
from glossary.titles.titles import Title, fill_pattern
from tm.text.locale import Locale

_MIN_LANGUAGES = 2
_ADMITTED = TermStatus.ADMITTED


def is_place(entry: ConceptEntry) -> bool:
    """Whether an entry is a place, by its subject field."""
    field = entry.subject_field or ""
    return field.startswith(read_title_rules().place_subject_fields)


def is_title_or_bound_place(entry: ConceptEntry) -> bool:
    """Whether an entry is a title that needs a place, or a place with a level word."""
    if is_place(entry):
        return _needs_level_word(entry)
    return _find_waiting_level(entry) is not None


class PlacedTitles:
    """Titles of a termbase that a place may follow, and the places of one locale."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._titles: Mapping[str, Title] = {}
        self._level_by_id: dict[str, int] = {}
        """The index of the level word of each title that needs a place, by id."""
        self._level_words = tuple(
            fold_term(word, locale.language).lower()
            for word in read_title_rules().level_words.get(locale.language, ())
        )
        self._waiting_titles: list[ConceptEntry] = []
        self._bound_places: list[ConceptEntry] = []
        self._title_by_form: dict[str, tuple[ConceptEntry, Term]] = {}
        self._beginnings: set[str] = set()
        self._enclosing_titles: list[
            tuple[str, str, ConceptEntry, Term, str | None]
        ] = []
        """Titles around a place: prefix, suffix, entry, term and omitted level word."""
        self._composed_by_ids: dict[tuple[str, str], ConceptEntry | None] = {}

    @classmethod
    def build(
        cls,
        entries: Iterable[ConceptEntry],
        titles: Mapping[str, Title],
        locale: Locale,
    ) -> "PlacedTitles":
        """Collect the titles that take a place; `titles`: by the id of their entry."""
        placed_titles = cls(locale)
        placed_titles._titles = titles
        composed_entries = [
            title.entry for title in titles.values() if title.entry.composed
        ]
        for entry in (*entries, *composed_entries):
            if is_place(entry):
                if _needs_level_word(entry):
                    placed_titles._bound_places.append(entry)
                continue
            level = _find_waiting_level(entry)
            if level is not None:
                placed_titles._level_by_id[entry.id] = level
                placed_titles._waiting_titles.append(entry)
                placed_titles._add_enclosing_titles(entry, level)
                placed_titles._add_forms(entry)
        return placed_titles

    @property
    def has_titles_around_places(self) -> bool:
        """Whether there are titles that may contain a place."""
        return bool(self._enclosing_titles)

    def takes_country(self, id: str) -> bool:
        """Whether a country may follow the title of an entry."""
        title = self._titles.get(id)
        return title is not None and title.office.takes_country

    def compose_with_country(
        self, title: ConceptEntry, country: ConceptEntry
    ) -> ConceptEntry | None:
        """Compose a title with a country; None if too few languages have both."""
        key = title.id, country.id
        if key not in self._composed_by_ids:
            self._composed_by_ids[key] = compose_title_with_country(
                self._titles[title.id], title, country
            )
        return self._composed_by_ids[key]

    def may_wait_for_place(self, entry: ConceptEntry) -> bool:
        """Whether the title of an entry may need a place.

        True also for the beginning of such a title: `UBND` of `UBND tỉnh`.
        """
        return entry.id in self._level_by_id or any(
            fold_term(term.text, self._locale.language).lower() in self._beginnings
            for term in entry.list_terms_in(self._locale)
        )

    def waits_for_place(self, id: str, surface: str) -> bool:
        """Whether the title of an entry, as written in a text, needs a place."""
        level = self._level_by_id.get(id)
        if level is None or not self._level_words:
            return False
        form = fold_term(surface, self._locale.language).lower()
        return form.endswith((self._level_words[level], *self._list_short_forms(level)))

    def _list_short_forms(self, level: int) -> tuple[str, ...]:
        language = self._locale.language
        shorts = read_title_rules().short_level_words.get(language, {})
        word = read_title_rules().level_words[language][level]
        return tuple(
            fold_term(short, language).lower() for short in shorts.get(word, ())
        )

    def add_short_forms(self, entry: ConceptEntry) -> ConceptEntry:
        """Add terms with an abbreviated level word to a title that needs a place."""
        level = self._level_by_id.get(entry.id)
        if level is None:
            return entry
        terms = [*entry.terms]
        for (
            language,
            short_words_by_level_word,
        ) in read_title_rules().short_level_words.items():
            word = read_title_rules().level_words[language][level]
            for term in _list_usable_terms(entry, language):
                if term.text.lower().endswith(word):
                    start = term.text[: len(term.text) - len(word)]
                    terms += (
                        Term(term.locale, start + short, _ADMITTED, composed=True)
                        for short in short_words_by_level_word.get(word, ())
                    )
        return replace(entry, terms=tuple(terms))

    def find_title_before(
        self, surface: str, name: str
    ) -> tuple[ConceptEntry, Term] | None:
        """Find the title that ends with a name's first word: `UBND` + `tỉnh Nghệ An`.

        The surface is the text before the name; None if there is no such title.
        """
        language = self._locale.language
        place = fold_term(name, language).lower()
        start = fold_term(surface, language).lower()
        for word in self._level_words:
            if place.startswith(f"{word} "):
                title = self._title_by_form.get(f"{start} {word}")
                if title is not None:
                    return title
        return None

    def find_title_around(
        self, text: str, place: TermHit
    ) -> tuple[int, int, ConceptEntry, TermStatus] | None:
        """Find start, end, entry and status of the longest title around a place."""
        matches: list[tuple[int, int, ConceptEntry, TermStatus]] = []
        for prefix, suffix, title, term, missing_word in self._enclosing_titles:
            start, end = place.start - len(prefix), place.end + len(suffix)
            if start < 0 or text[place.end : end].lower() != suffix:
                continue
            if text[start : place.start].lower() != prefix:
                continue
            if missing_word and missing_word not in self._read_level_words(place.entry):
                continue  # the level of the committee is unknown
            placed_title = self.compose_with_place(title, place.entry)
            if (
                placed_title is not None
                and is_word_boundary(text, start)
                and is_word_boundary(text, end)
            ):
                matches.append((start, end, placed_title, term.status))
        return max(matches, key=lambda one: one[1] - one[0], default=None)

    def _read_level_words(self, place: ConceptEntry) -> set[str]:
        """Read the level words that begin the names of a place, in any language."""
        rules = read_title_rules()
        return {
            rules.level_words[self._locale.language][index]
            for term in place.terms
            for index, word in enumerate(
                rules.level_words.get(term.locale.language, ())
            )
            if term.text.lower().startswith(f"{word} ")
        }

    def compose_with_bound_places(self) -> Iterator[ConceptEntry]:
        """Compose titles with the places that are never named without a level word.

        `thành phố Hồ Chí Minh` is no term after a title that ends in `thành phố`, as
        `Hồ Chí Minh` alone is a person.
        """
        for title, place in product(self._waiting_titles, self._bound_places):
            placed_title = self.compose_with_place(title, place)
            if placed_title is not None:
                yield placed_title

    def compose_with_place(
        self, title: ConceptEntry, place: ConceptEntry
    ) -> ConceptEntry | None:
        """Compose a title with a place of the level that it needs."""
        key = title.id, place.id
        if key not in self._composed_by_ids:
            terms: list[Term] = []
            for language, words in read_title_rules().level_words.items():
                word = words[self._level_by_id[title.id]]
                terms += _make_terms_with_place(
                    word,
                    language,
                    _list_usable_terms(title, language),
                    _list_usable_terms(place, language),
                )
            self._composed_by_ids[key] = _make_entry_with_place(title, place, terms)
        return self._composed_by_ids[key]

    def _add_forms(self, entry: ConceptEntry) -> None:
        for term in entry.list_terms_in(self._locale):
            if term.status in USABLE_STATUSES:
                form = fold_term(term.text, self._locale.language).lower()
                self._title_by_form.setdefault(form, (entry, term))
                self._beginnings |= {
                    form.removesuffix(f" {word}")
                    for word in self._level_words
                    if form.endswith(f" {word}")
                }

    def _add_enclosing_titles(self, entry: ConceptEntry, level: int) -> None:
        language = self._locale.language
        if language not in read_title_rules().languages_with_name_before_level:
            return
        for term in entry.list_terms_in(self._locale):
            form = fold_term(term.text, language).lower()
            if term.forbidden:
                continue
            prefix, word, suffix = form.partition(self._level_words[level])
            if word and suffix:
                self._enclosing_titles.append((prefix, suffix, entry, term, word))
                self._enclosing_titles.append(
                    (prefix, f" {word}{suffix}", entry, term, None)
                )


def compose_title_with_country(
    title: Title, entry: ConceptEntry, country: ConceptEntry
) -> ConceptEntry | None:
    """Compose a title, named as in an entry, with a country; None if it takes none."""
    if not title.office.takes_country:
        return None
    terms: list[Term] = []
    for language, forms in read_title_rules().country_patterns.items():
        names = [
            *_make_country_terms(title, language),
            *_list_usable_terms(entry, language),
        ]
        terms += _fill_country_patterns(
            forms, names, _list_usable_terms(country, language)
        )
    return _make_entry_with_place(entry, country, terms)


def _needs_level_word(entry: ConceptEntry) -> bool:
    """Whether a place is never called by its name alone in some language."""
    for language, words in read_title_rules().level_words.items():
        texts = {term.text.lower() for term in _list_usable_terms(entry, language)}
        for word in words:
            bare_names = {text.removeprefix(f"{word} ") for text in texts} - texts
            if bare_names and not any(f"{word} {name}" in texts for name in texts):
                return True
    return False


def _find_waiting_level(entry: ConceptEntry) -> int | None:
    """Find the index of the level word that an entry's names have in all languages."""
    if not any(term.text.lower().endswith(list_last_words()) for term in entry.terms):
        return None
    rules = read_title_rules()
    texts_by_language: dict[str, str] = {}
    for term in entry.terms:
        if term.status is TermStatus.PREFERRED:
            texts_by_language.setdefault(term.locale.language, term.text.lower())
    languages = [
        language for language in rules.level_words if language in texts_by_language
    ]
    if len(languages) < _MIN_LANGUAGES:
        return None
    for index in range(min(map(len, rules.level_words.values()))):
        words = {language: rules.level_words[language][index] for language in languages}
        if all(
            has_level_word(
                texts_by_language[tag],
                words[tag],
                tag in rules.languages_with_name_before_level,
            )
            for tag in words
        ):
            return index
    return None


def _list_usable_terms(entry: ConceptEntry, language: str) -> list[Term]:
    """List the usable terms of a language, except shared ones, the preferred first."""
    terms = [
        term
        for term in entry.terms
        if term.locale.language == language
        and term.status in USABLE_STATUSES
        and not term.shared
    ]
    return sorted(terms, key=lambda term: term.status is not TermStatus.PREFERRED)


def _make_country_terms(title: Title, language: str) -> Iterator[Term]:
    """Make the term of a title before a country, if a language has its own pattern."""
    words = title.office.words_by_language.get(language)
    names = title.body.names.get(language, ())
    if words is not None and words.country_pattern and names:
        name = names[0]
        text = fill_pattern(
            words.country_pattern,
            office=words.office_term,
            body=name.term.text,
            core=name.core,
        )
        yield Term(name.term.locale, text)


def _fill_country_patterns(
    patterns: Sequence[str], titles: Sequence[Term], places: Sequence[Term]
) -> Iterator[Term]:
    seen_texts: set[str] = set()
    for pattern, title, place in product(patterns, titles, places):
        text = pattern.replace("{title}", title.text).replace("{place}", place.text)
        if text not in seen_texts:
            status = TermStatus.ADMITTED if seen_texts else TermStatus.PREFERRED
            yield Term(title.locale, text, status, composed=True)
            seen_texts.add(text)


def _make_terms_with_place(
    word: str, language: str, titles: Sequence[Term], places: Sequence[Term]
) -> Iterator[Term]:
    """Make the terms of titles with places, after or instead of the level word."""
    seen_texts: set[str] = set()
    name_is_before = language in read_title_rules().languages_with_name_before_level
    for title, place in product(titles, places):
        prefix, level_word, suffix = title.text.partition(word)
        if name_is_before and level_word:
            place_names = [place.text, f"{place.text} {word}"]
            texts = [f"{prefix}{place_name}{suffix}" for place_name in place_names]
        elif not name_is_before and title.text.lower().endswith(word):
            start = title.text[: len(title.text) - len(word)]
            bare_name = strip_level_word(place.text, title.text, language)
            texts = [f"{title.text} {bare_name}"]
            if bare_name != place.text:
                texts.append(f"{start}{place.text}")
        else:
            continue
        for text in texts:
            if text not in seen_texts:
                status = TermStatus.ADMITTED if seen_texts else TermStatus.PREFERRED
                yield Term(title.locale, text, status, composed=True)
                seen_texts.add(text)


def _make_entry_with_place(
    title: ConceptEntry, place: ConceptEntry, terms: Sequence[Term]
) -> ConceptEntry | None:
    if len({term.locale.language for term in terms}) < _MIN_LANGUAGES:
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
