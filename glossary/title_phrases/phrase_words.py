"""The smallest phrases of a text: known words, term hits and Vietnamese names."""

import re
from collections.abc import Iterator, Mapping, Sequence

from glossary.entries.entry import (
    PERSON_FIELD,
    USABLE_STATUSES,
    ConceptEntry,
    TermHit,
)
from glossary.forms.letters import is_word_boundary, lower_letters
from glossary.forms.person_name_data import read_person_name_data
from glossary.title_phrases.phrase import TitlePhrase
from glossary.title_phrases.word_table import (
    list_body_words,
    list_field_words,
    list_forms_of,
    list_words_of_categories,
    read_word_index,
)
from glossary.titles.title_rules import read_title_rules
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.pattern_store import compile_pattern

_WORD_PATTERN = compile_pattern(r"[^\W\d_]+")
_FIGURE_PATTERN = compile_pattern(r"\d ?$")
_MAX_PERSON_NAME_SYLLABLES = 4
"""The most syllables of a person's name."""
_MAX_STATE_WORDS = 3
"""The most words of the name of a country that ends the name of a body."""
_LANGUAGES = ("vi", "id", "en")
_INTERNATIONAL_FIELDS = frozenset(("intl", "un", "asean"))
"""Subject fields of bodies that are no state's."""
_ACRONYM_CATEGORIES = frozenset(("company", "bank"))
"""Bodies whose acronyms titles keep: `Dirut PLN`."""
_CASE_SENSITIVE_CATEGORIES = frozenset(("verbatim", "cased"))
"""Words that have another meaning in other letters: `Dr`, and `dr` of medicine."""


def find_title_words(text: str, language: str) -> Iterator[TitlePhrase]:
    """Find the words of the table in a text, ignoring capitals but for acronyms."""
    word_index = read_word_index(language)
    lower_text = lower_letters(text)
    for word_match in _WORD_PATTERN.finditer(lower_text):
        start = word_match.start()
        for word_form in word_index.list_forms_from(word_match[0]):
            if not lower_text.startswith(word_form.lower_form, start):
                continue
            word, end = word_form.word, start + len(word_form.lower_form)
            if not is_word_boundary(text, end):
                continue
            if text[start - 1 : start] == "-" and "department" in word.categories:
                continue  # `Sub-Departemen` is no `Departemen`
            is_exact = word_form.is_acronym or bool(
                word.categories & _CASE_SENSITIVE_CATEGORIES
            )
            if is_exact and text[start:end] != word_form.form:
                continue
            if "no-figure" in word.categories and _FIGURE_PATTERN.search(
                text, max(0, start - 2), start
            ):
                continue  # `5 PM` is no Prime Minister
            is_kept = "verbatim" in word.categories or (
                is_exact and word.categories & _ACRONYM_CATEGORIES
            )
            texts_by_language = (
                dict.fromkeys(_LANGUAGES, (text[start:end],))
                if is_kept
                else word.forms_by_language
            )
            yield TitlePhrase(start, end, word.categories, texts_by_language, word.id)


def find_hit_phrases(hits: Sequence[TermHit], language: str) -> Iterator[TitlePhrase]:
    """Make phrases of the readings of hits; forbidden ones are ignored.

    So are deprecated ones next to a usable one: a `Bupati` is no Chủ tịch of a huyện.
    """
    for hit in hits:
        readings = [
            reading
            for reading in (hit, *hit.other_readings)
            if not reading.term.forbidden
        ]
        usable_readings = [
            reading
            for reading in readings
            if reading.term.shared or reading.term.status in USABLE_STATUSES
        ]
        for reading in usable_readings or readings:
            texts_by_language = _map_preferred_texts(reading.entry)
            if reading.match_kind == "acronym":
                texts_by_language = _prefer_acronym(reading, texts_by_language)
            else:
                texts_by_language = _keep_acronyms(reading, texts_by_language)
            if language not in texts_by_language or len(texts_by_language) < 2:
                continue
            categories = _categorise_hit(reading, texts_by_language)
            if (
                reading.match_kind == "acronym"
                and categories & _ACRONYM_CATEGORIES
                and "central" not in categories
            ):
                acronyms = (reading.term.text,)
                texts_by_language = dict.fromkeys(texts_by_language, acronyms)
            yield TitlePhrase(
                hit.start,
                hit.end,
                categories,
                texts_by_language,
                reading.entry.id,
                hit=reading._replace(other_readings=(), is_nested=False),
            )


def _map_preferred_texts(entry: ConceptEntry) -> dict[str, tuple[str, ...]]:
    texts_by_language: dict[str, tuple[str, ...]] = {}
    for language in _LANGUAGES:
        preferred_texts = entry.list_preferred_texts(Locale.parse(language))
        if preferred_texts:
            texts_by_language[language] = preferred_texts[:1]
    return texts_by_language


def _prefer_acronym(
    hit: TermHit, texts_by_language: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Prefer the acronym of a text in the languages that use it as well: `FIFA`."""
    acronym = hit.term.text
    names = hit.entry.list_preferred_texts(hit.term.locale)
    if any(_is_made_of_initials(acronym, name) for name in names):
        return {**texts_by_language}  # `BNPB`: of one language
    languages = {
        term.locale.language
        for term in hit.entry.terms
        if term.text == acronym and term.status in USABLE_STATUSES
    }
    return {
        language: (acronym, *texts) if language in languages else texts
        for language, texts in texts_by_language.items()
    }


def _keep_acronyms(
    hit: TermHit, texts_by_language: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Prefer terms with the acronym that the text has: `Direktur Jenderal WHO`."""
    acronyms = [word for word in hit.term.text.split()[1:] if word.isupper()]
    return {
        language: (
            next(
                (
                    term.text
                    for term in hit.entry.terms
                    if term.locale.language == language
                    and term.status in USABLE_STATUSES
                    and acronyms
                    and set(acronyms) <= set(term.text.split())
                ),
                texts[0],
            ),
        )
        for language, texts in texts_by_language.items()
    }


def _is_made_of_initials(acronym: str, name: str) -> bool:
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    return initials == acronym


def _categorise_hit(
    hit: TermHit, texts_by_language: Mapping[str, tuple[str, ...]]
) -> frozenset[str]:
    """Find the categories of a hit: by its subject field, or by how its name begins."""
    entry = hit.entry
    subject_field = entry.subject_field or ""
    if subject_field == PERSON_FIELD:
        name = texts_by_language.get("vi", ("",))[0]
        return frozenset(("person", *_find_person_categories(name)))
    if subject_field.startswith(read_title_rules().place_subject_fields):
        known_categories = _read_state_categories().get(
            texts_by_language.get("vi", ("",))[0]
        )
        if known_categories:
            return known_categories | {"place"}
        if subject_field in ("geo", "country"):
            return frozenset(("place", "country", "foreign"))
        if _is_vietnamese_place(texts_by_language):
            return frozenset(("place", "vnplace", "vnname", "vn"))
        return frozenset(("place",))
    categories = set(_categorise_name(texts_by_language))
    if categories & {"title", "body"}:
        for part in hit.parts:
            part_texts = _map_preferred_texts(part.entry)
            if "country" in _categorise_hit(part, part_texts):
                is_vietnam = part_texts.get("vi", ("",))[0] == "Việt Nam"
                categories |= {"vn" if is_vietnam else "foreign", "placed"}
        if not categories & {"vn", "foreign"}:
            for name in texts_by_language.get("vi", ()):
                categories |= _find_named_state(name)
    if subject_field in _INTERNATIONAL_FIELDS and "body" in categories:
        categories |= {"foreign", "international"}
    return frozenset(categories)


def _find_named_state(name: str) -> frozenset[str]:
    """Find the nationality of a body whose Vietnamese name ends with a country.

    >>> sorted(_find_named_state("Cục Điều tra Liên bang Mỹ"))
    ['foreign']
    """
    words = name.split()
    for word_count in range(min(_MAX_STATE_WORDS, len(words) - 1), 0, -1):
        categories = _read_state_categories().get(" ".join(words[-word_count:]))
        if categories and "country" in categories:
            return categories & {"vn", "foreign"}
    return frozenset()


@lazy_constant
def _read_state_categories() -> Mapping[str, frozenset[str]]:
    """Read the categories of states and regions by their Vietnamese names."""
    return {
        name: word.categories
        for word in list_words_of_categories("country", "region")
        for name in word.forms_by_language["vi"]
    }


def _categorise_name(texts_by_language: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Find the categories of a name by the words of the table `head` that begin it."""
    for language, heads in _read_name_beginnings().items():
        for text in texts_by_language.get(language, ()):
            for head, categories in heads:
                if text.startswith(head) and is_word_boundary(text, len(head)):
                    return {*categories}
    return set()


@lazy_constant
def _read_name_beginnings() -> Mapping[str, tuple[tuple[str, frozenset[str]], ...]]:
    """Read how the names of bodies and titles begin, the longest first."""
    beginnings_by_language: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for word in list_words_of_categories("head"):
        for language, forms in word.forms_by_language.items():
            beginnings_by_language.setdefault(language, []).extend(
                (form, word.categories - {"head"}) for form in forms
            )
    return {
        language: tuple(
            sorted(
                beginnings_by_language[language],
                key=lambda head_and_categories: -len(head_and_categories[0]),
            )
        )
        for language in _LANGUAGES
        if language in beginnings_by_language
    }


def _is_vietnamese_place(texts_by_language: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a place has a Vietnamese name: the same letters in both languages."""
    name = texts_by_language.get("vi", ("",))[0]
    for other_language in ("id", "en"):
        for other_name in texts_by_language.get(other_language, ()):
            folded_words = fold_text(name).split()
            folded_other_words = fold_text(other_name).replace(" city", "").split()
            if "".join(folded_words[-2:]) == "".join(folded_other_words[-2:]):
                return name != other_name or _has_only_vietnamese_syllables(name)
    return False


def _find_person_categories(name: str) -> Iterator[str]:
    words = name.split()
    if (
        len(words) > 1
        and fold_text(words[0]) in read_person_name_data().surnames
        and _has_only_vietnamese_syllables(name)
    ):
        yield "vn"
        yield "vnperson"


def _has_only_vietnamese_syllables(name: str) -> bool:
    pattern = read_person_name_data().syllable_pattern
    return all(pattern.fullmatch(fold_text(word)) for word in name.split())


@lazy_constant
def _list_known_words(language: str) -> frozenset[str]:
    """List the capitalised words that are no names, in small letters."""
    calendar_words = (word.lower() for word in list_forms_of("calendar-word", language))
    return list_field_words(language).union(list_body_words(language), calendar_words)


def find_foreign_names(text: str, language: str) -> Iterator[TitlePhrase]:
    """Find capitalised words that are neither Vietnamese syllables nor known."""
    syllable_pattern = read_person_name_data().syllable_pattern
    known_words = _list_known_words(language)
    for word_match in _WORD_PATTERN.finditer(text):
        word = word_match[0]
        if word[0].islower() or word.isupper() or word.lower() in known_words:
            continue
        if not syllable_pattern.fullmatch(fold_text(word)):
            yield TitlePhrase(
                *word_match.span(),
                frozenset(("foreign-name",)),
                dict.fromkeys(_LANGUAGES, (word,)),
                f"name:{word}",
            )


def find_vietnamese_names(text: str) -> Iterator[TitlePhrase]:
    """Find sequences of capitalised Vietnamese syllables that may be a name.

    Those of at least two syllables after a surname may be persons.
    """
    name_data = read_person_name_data()
    match_runs: list[list[re.Match[str]]] = []
    last_end = -2
    for word_match in _WORD_PATTERN.finditer(text):
        word = word_match[0]
        if (
            not word[0].isupper()
            or (word.isupper() and len(word) > 1)
            or not is_word_boundary(text, word_match.start())
            or text[word_match.end() : word_match.end() + 1] in ("-", "’", "'")
            or not name_data.syllable_pattern.fullmatch(fold_text(word))
        ):
            continue
        if word_match.start() == last_end + 1 and text[last_end] == " ":
            match_runs[-1].append(word_match)
        else:
            match_runs.append([word_match])
        last_end = word_match.end()
    for match_run in match_runs:
        for first_index, first_match in enumerate(match_run):
            is_surname = fold_text(first_match[0]) in name_data.surnames
            surname_index = next(
                (
                    later_index
                    for later_index in range(first_index + 2, len(match_run) - 1)
                    if fold_text(match_run[later_index][0]) in name_data.surnames
                ),
                len(match_run),
            )
            for syllable_count in range(1, _MAX_PERSON_NAME_SYLLABLES + 1):
                if first_index + syllable_count > len(match_run):
                    break
                start, end = (
                    first_match.start(),
                    match_run[first_index + syllable_count - 1].end(),
                )
                if end - start == 1:
                    continue  # `Universitas A&M`
                # A person may follow a place: `Quang Ninh Pham Duc An`.
                categories = (
                    {"vnname"}
                    if first_index + syllable_count <= surname_index
                    else set()
                )
                if is_surname and syllable_count > 1:
                    categories |= {"vnperson", "vn"}
                name = text[start:end]
                yield TitlePhrase(
                    start,
                    end,
                    frozenset(categories),
                    {language: (name,) for language in _LANGUAGES},
                    f"name:{name}",
                )
