"""Titles with a place: a country after a minister, a province after a chairman."""

from collections.abc import Iterable, Iterator, Mapping
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
from glossary.titles.office_titles import Title
from glossary.titles.place_terms import (
    compose_title_with_country,
    find_needed_level_index,
    list_usable_terms,
    make_entry_with_place,
    make_terms_with_place,
    needs_level_word,
)
from glossary.titles.title_rules import is_place, read_title_rules
from tm.text.locale import Locale

_ADMITTED = TermStatus.ADMITTED


def needs_place_or_level_word(entry: ConceptEntry) -> bool:
    """Whether an entry is a title that needs a place, or a place with a level word."""
    if is_place(entry):
        return needs_level_word(entry)
    return find_needed_level_index(entry) is not None


class TitlesWithPlaces:
    """Titles of a termbase that a place may follow, and the places of one locale."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._title_by_id: Mapping[str, Title] = {}
        self._level_index_by_id: dict[str, int] = {}
        """The index of the level word of each title that needs a place, by id."""
        self._level_words = tuple(
            fold_term(level_word, locale.language).lower()
            for level_word in read_title_rules().level_words_by_language.get(
                locale.language, ()
            )
        )
        self._titles_needing_place: list[ConceptEntry] = []
        self._places_needing_level_word: list[ConceptEntry] = []
        self._title_and_term_by_form: dict[str, tuple[ConceptEntry, Term]] = {}
        self._forms_without_level: set[str] = set()
        self._enclosing_titles: list[
            tuple[str, str, ConceptEntry, Term, str | None]
        ] = []
        """Titles around a place: prefix, suffix, entry, term and omitted level word."""
        self._composed_entry_by_ids: dict[tuple[str, str], ConceptEntry | None] = {}

    @classmethod
    def build(
        cls,
        entries: Iterable[ConceptEntry],
        title_by_id: Mapping[str, Title],
        locale: Locale,
    ) -> "TitlesWithPlaces":
        """Collect the titles that take a place; `title_by_id`: by the id of their
        entry.
        """
        titles_with_places = cls(locale)
        titles_with_places._title_by_id = title_by_id
        composed_entries = [
            title.entry for title in title_by_id.values() if title.entry.composed
        ]
        for entry in (*entries, *composed_entries):
            if is_place(entry):
                if needs_level_word(entry):
                    titles_with_places._places_needing_level_word.append(entry)
                continue
            level_index = find_needed_level_index(entry)
            if level_index is not None:
                titles_with_places._level_index_by_id[entry.id] = level_index
                titles_with_places._titles_needing_place.append(entry)
                titles_with_places._add_enclosing_titles(entry, level_index)
                titles_with_places._add_title_forms(entry)
        return titles_with_places

    @property
    def has_titles_around_places(self) -> bool:
        """Whether there are titles that may contain a place."""
        return bool(self._enclosing_titles)

    def takes_country(self, entry_id: str) -> bool:
        """Whether a country may follow the title of an entry."""
        title = self._title_by_id.get(entry_id)
        return title is not None and title.office.takes_country

    def compose_with_country(
        self, title: ConceptEntry, country: ConceptEntry
    ) -> ConceptEntry | None:
        """Compose a title with a country; None if too few languages have both."""
        title_and_country_ids = title.id, country.id
        if title_and_country_ids not in self._composed_entry_by_ids:
            self._composed_entry_by_ids[title_and_country_ids] = (
                compose_title_with_country(self._title_by_id[title.id], title, country)
            )
        return self._composed_entry_by_ids[title_and_country_ids]

    def may_need_place(self, entry: ConceptEntry) -> bool:
        """Whether the title of an entry may need a place.

        True also for the beginning of such a title: `UBND` of `UBND tỉnh`.
        """
        return entry.id in self._level_index_by_id or any(
            fold_term(term.text, self._locale.language).lower()
            in self._forms_without_level
            for term in entry.list_terms_in(self._locale)
        )

    def needs_place(self, entry_id: str, surface: str) -> bool:
        """Whether the title of an entry, as written in a text, needs a place."""
        level_index = self._level_index_by_id.get(entry_id)
        if level_index is None or not self._level_words:
            return False
        folded_surface = fold_term(surface, self._locale.language).lower()
        return folded_surface.endswith(
            (
                self._level_words[level_index],
                *self._list_level_abbreviations(level_index),
            )
        )

    def _list_level_abbreviations(self, level_index: int) -> tuple[str, ...]:
        """List the abbreviations of a level word, folded."""
        language = self._locale.language
        abbreviations = read_title_rules().abbreviations_by_language.get(language, {})
        level_word = read_title_rules().level_words_by_language[language][level_index]
        return tuple(
            fold_term(abbreviation, language).lower()
            for abbreviation in abbreviations.get(level_word, ())
        )

    def add_abbreviated_terms(self, entry: ConceptEntry) -> ConceptEntry:
        """Add terms with an abbreviated level word to a title that needs a place."""
        level_index = self._level_index_by_id.get(entry.id)
        if level_index is None:
            return entry
        terms = [*entry.terms]
        for (
            language,
            abbreviations_by_level_word,
        ) in read_title_rules().abbreviations_by_language.items():
            level_word = read_title_rules().level_words_by_language[language][
                level_index
            ]
            for term in list_usable_terms(entry, language):
                if term.text.lower().endswith(level_word):
                    text_before_level = term.text[: len(term.text) - len(level_word)]
                    terms += (
                        Term(
                            term.locale,
                            text_before_level + abbreviation,
                            _ADMITTED,
                            composed=True,
                        )
                        for abbreviation in abbreviations_by_level_word.get(
                            level_word, ()
                        )
                    )
        return replace(entry, terms=tuple(terms))

    def find_preceding_title(
        self, surface: str, place_name: str
    ) -> tuple[ConceptEntry, Term] | None:
        """Find the title that ends with a name's first word: `UBND` + `tỉnh Nghệ An`.

        The surface is the text before the name; None if there is no such title.
        """
        language = self._locale.language
        folded_place_name = fold_term(place_name, language).lower()
        folded_surface = fold_term(surface, language).lower()
        for level_word in self._level_words:
            if folded_place_name.startswith(f"{level_word} "):
                title_and_term = self._title_and_term_by_form.get(
                    f"{folded_surface} {level_word}"
                )
                if title_and_term is not None:
                    return title_and_term
        return None

    def find_enclosing_title(
        self, text: str, place_hit: TermHit
    ) -> tuple[int, int, ConceptEntry, TermStatus] | None:
        """Find start, end, entry and status of the longest title around a place."""
        enclosing_spans: list[tuple[int, int, ConceptEntry, TermStatus]] = []
        for prefix, suffix, title, term, omitted_level_word in self._enclosing_titles:
            title_start, title_end = (
                place_hit.start - len(prefix),
                place_hit.end + len(suffix),
            )
            if title_start < 0 or text[place_hit.end : title_end].lower() != suffix:
                continue
            if text[title_start : place_hit.start].lower() != prefix:
                continue
            if omitted_level_word and omitted_level_word not in self._read_level_words(
                place_hit.entry
            ):
                continue  # the level of the committee is unknown
            title_with_place = self.compose_title_with_place(title, place_hit.entry)
            if (
                title_with_place is not None
                and is_word_boundary(text, title_start)
                and is_word_boundary(text, title_end)
            ):
                enclosing_spans.append(
                    (title_start, title_end, title_with_place, term.status)
                )
        return max(enclosing_spans, key=lambda span: span[1] - span[0], default=None)

    def _read_level_words(self, place: ConceptEntry) -> set[str]:
        """Read the level words that begin the names of a place, in any language."""
        rules = read_title_rules()
        return {
            rules.level_words_by_language[self._locale.language][level_index]
            for term in place.terms
            for level_index, level_word in enumerate(
                rules.level_words_by_language.get(term.locale.language, ())
            )
            if term.text.lower().startswith(f"{level_word} ")
        }

    def compose_titles_with_level_words(self) -> Iterator[ConceptEntry]:
        """Compose titles with the places that are never named without a level word.

        `thành phố Hồ Chí Minh` is no term after a title that ends in `thành phố`, as
        `Hồ Chí Minh` alone is a person.
        """
        for title, place in product(
            self._titles_needing_place, self._places_needing_level_word
        ):
            title_with_place = self.compose_title_with_place(title, place)
            if title_with_place is not None:
                yield title_with_place

    def compose_title_with_place(
        self, title: ConceptEntry, place: ConceptEntry
    ) -> ConceptEntry | None:
        """Compose a title with a place of the level that it needs."""
        title_and_place_ids = title.id, place.id
        if title_and_place_ids not in self._composed_entry_by_ids:
            terms: list[Term] = []
            for (
                language,
                level_words,
            ) in read_title_rules().level_words_by_language.items():
                level_word = level_words[self._level_index_by_id[title.id]]
                terms += make_terms_with_place(
                    level_word,
                    language,
                    list_usable_terms(title, language),
                    list_usable_terms(place, language),
                )
            self._composed_entry_by_ids[title_and_place_ids] = make_entry_with_place(
                title, place, terms
            )
        return self._composed_entry_by_ids[title_and_place_ids]

    def _add_title_forms(self, entry: ConceptEntry) -> None:
        """Add the forms by which a title before a place is found."""
        for term in entry.list_terms_in(self._locale):
            if term.status in USABLE_STATUSES:
                title_form = fold_term(term.text, self._locale.language).lower()
                self._title_and_term_by_form.setdefault(title_form, (entry, term))
                self._forms_without_level |= {
                    title_form.removesuffix(f" {level_word}")
                    for level_word in self._level_words
                    if title_form.endswith(f" {level_word}")
                }

    def _add_enclosing_titles(self, entry: ConceptEntry, level_index: int) -> None:
        """Add the texts before and after a place in a title, with their level word."""
        language = self._locale.language
        if language not in read_title_rules().languages_with_name_before_level:
            return
        for term in entry.list_terms_in(self._locale):
            title_form = fold_term(term.text, language).lower()
            if term.forbidden:
                continue
            prefix, level_word, suffix = title_form.partition(
                self._level_words[level_index]
            )
            if level_word and suffix:
                self._enclosing_titles.append((prefix, suffix, entry, term, level_word))
                self._enclosing_titles.append(
                    (prefix, f" {level_word}{suffix}", entry, term, None)
                )
