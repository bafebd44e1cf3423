"""Departments that the termbase has with another word of the same meaning.

Machine translation calls a Cục `Otoritas`, `Administrasi` or `Departemen`, and its
field `Manajemen` or `Pengelolaan`; the termbase has one of these.
"""

from collections.abc import Iterator, Sequence

from glossary.entries.entry import TermHit
from glossary.recognition.recogniser import Recogniser
from glossary.title_phrases.phrase import TitlePhrase
from glossary.title_phrases.phrase_words import find_hit_phrases
from glossary.title_phrases.word_table import list_forms_of

_DEPARTMENT_CATEGORIES = frozenset(("cuc-body", "vu-body", "general-body"))
_MAX_DEPARTMENT_NAME_LENGTH = 120
"""How many characters of a text may be the name of a department."""


def add_hits_by_synonyms(
    text: str,
    words: Sequence[TitlePhrase],
    hits: Sequence[TermHit],
    recogniser: Recogniser,
) -> Sequence[TermHit]:
    """Add the departments found by a synonym, in place of the terms inside them."""
    language = recogniser.locale.language
    department_word = list_forms_of("department", language)[0].lower()
    head_word_by_start = {
        word.start: word
        for word in words
        if text[word.start].isupper()
        and (
            "department-synonym" in word.categories
            or text[word.start : word.end].lower() == department_word
        )
    }
    field_synonyms = list_forms_of("field-synonym", language)
    if not head_word_by_start or not field_synonyms:
        return hits
    found_hits: list[TermHit] = []
    for word in head_word_by_start.values():
        longest_end = max(
            (hit.end for hit in hits if hit.start <= word.start < hit.end), default=0
        )
        for hit in _find_departments_by_synonyms(
            text, word, field_synonyms, recogniser
        ):
            if hit.end > longest_end and hit.end > word.end:
                found_hits.append(hit)
                break
    if not found_hits:
        return hits
    other_hits = [
        hit
        for hit in hits
        if not any(
            hit.start < found_hit.end and found_hit.start < hit.end
            for found_hit in found_hits
        )
    ]
    return sorted([*other_hits, *found_hits], key=lambda hit: hit.start)


def _find_departments_by_synonyms(
    text: str,
    head_word: TitlePhrase,
    field_synonyms: Sequence[str],
    recogniser: Recogniser,
) -> Iterator[TermHit]:
    """Find the department that begins with a word, with other words for it."""
    department_word = list_forms_of("department", recogniser.locale.language)[0]
    text_after_head = text[
        head_word.end : head_word.start + _MAX_DEPARTMENT_NAME_LENGTH
    ]
    if not text_after_head.startswith(" "):
        return
    name_variants = [
        text_after_head,
        *(
            text_after_head.replace(f" {field_word}", f" {synonym}", 1)
            for field_word in field_synonyms
            if f" {field_word} " in text_after_head
            for synonym in field_synonyms
            if synonym != field_word
        ),
        *_change_last_comma(text_after_head, recogniser.locale.language),
    ]
    for name_variant in name_variants:
        new_text = department_word + name_variant
        for hit in recogniser.find(new_text):
            if (
                hit.start == 0
                and hit.end > len(department_word)
                and _is_department(hit, recogniser)
            ):
                # What follows the name is the same in both texts.
                end = head_word.end + len(text_after_head) - (len(new_text) - hit.end)
                yield hit._replace(
                    start=head_word.start,
                    end=end,
                    match_kind="variant",
                    other_readings=(),
                    parts=(),
                )


def _is_department(hit: TermHit, recogniser: Recogniser) -> bool:
    """Whether a hit is a department, and no ministry: `Otoritas Keuangan` is none."""
    return any(
        phrase.categories & _DEPARTMENT_CATEGORIES
        for phrase in find_hit_phrases([hit], recogniser.locale.language)
    )


def _change_last_comma(name: str, language: str) -> Iterator[str]:
    """Write `X, Y, dan Z` as `X, Y dan Z`, or the other way round.

    >>> [*_change_last_comma(" Radio, Televisi dan Film", "id")]
    [' Radio, Televisi, dan Film']
    """
    for coordinator in list_forms_of("list-coordinator", language):
        text_before, spaced_coordinator, text_after = name.partition(f" {coordinator} ")
        if not spaced_coordinator or "," not in text_before:
            continue
        comma = "" if text_before.endswith(",") else ","
        yield text_before.removesuffix(",") + comma + spaced_coordinator + text_after
