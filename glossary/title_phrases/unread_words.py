"""Finds titles and bodies whose names go on in words that no rule reads."""

from collections.abc import Container

from glossary.entries.entry import TermHit
from glossary.title_phrases.phrase import TitlePhrase
from glossary.title_phrases.phrase_chart import PhraseChart
from glossary.title_phrases.word_table import (
    FIELD_CATEGORIES,
    STANDALONE_TITLE,
    list_body_words,
    list_field_words,
    list_forms_of,
)
from tm.result_cache import lazy_constant
from tm.text.pattern_store import compile_pattern

_FOLLOWING_WORD_PATTERN = compile_pattern(r"(?:,? (?:dan|và|and))? ([^\W\d_]+)")
_ENUMERATED_WORD_PATTERN = compile_pattern(
    r", ([A-Z][a-z]{3,})\b[^.:;()]{0,40}? dan [A-Z]"
)
_ENGLISH_OF_PATTERN = compile_pattern(r" of (?:the )?[A-Z]")
_NEXT_FIELD_PATTERN = compile_pattern(
    r"(?:, [A-Z]\w+(?: [A-Z]\w+)*)*,? (?:dan|and|&) ([A-Z]\w+)"
)

_OFFICE_CATEGORIES = frozenset(("director-general", "directorate-general", "so"))
"""Offices with a field that may go on: `Ditjen Sumber Daya | dan Perangkat Pos`."""
_NAMED_BODY_CATEGORIES = frozenset(("university-body", "club"))
"""Bodies that may have a Vietnamese name."""
_WHOLE_NAME_CATEGORIES = frozenset(("hospital-body", "area", "police-of-city"))
"""Bodies and areas whose names mostly have two words: `Kecamatan Batu Putih`."""
_MINISTRY_CATEGORIES = frozenset(("minister", "ministry-body", "named-minister"))
_POST_TOPIC_CATEGORIES = frozenset(("topic", "company-post", "topic-post"))
"""Topics of posts, after which a conjunction always goes on with the topic."""
_PLACE_CATEGORIES = frozenset(("country", "place", "level"))
_CAPITALISED_PATTERN = compile_pattern(r"[A-Z]\w*(?: [A-Z]\w*)*")
_TENURE_CATEGORIES = frozenset(("former", "acting", "candidate"))
"""Words that say whether a person holds an office now: `mantan`, `Plt.`, `calon`."""
_COMPANY_OFFICE = "company-office"
"""The category of offices of companies, whose names are not translated."""
_HOLDER_CATEGORIES = frozenset(("rank-title", "person"))
"""What the name of the holder of an office begins with."""
_CATEGORIES_AFTER_CONJUNCTION = frozenset(("title", "body", "person"))
"""What may follow an office after a conjunction."""


def is_office_before_unread_word(
    hit: TermHit,
    text: str,
    hit_starts: Container[int],
    language: str,
    *,
    is_title: bool,
) -> bool:
    """Whether a word of a body that was not read follows: `Direktur Jenderal | Grup`.

    A person's name may follow, but not after a word of a body: `Ketua Komite | Front`.
    """
    name = text[hit.start : hit.end]
    if name in list_forms_of("en-president", language) and _ENGLISH_OF_PATTERN.match(
        text, hit.end
    ):
        return True  # `President | of the Senate`
    following_match = _FOLLOWING_WORD_PATTERN.match(text, hit.end)
    if (
        following_match is None
        or not following_match[1][0].isupper()
        or following_match.start(1) in hit_starts
    ):
        return False
    if (
        is_title
        and following_match.start(1) > hit.end + 1
        and following_match[1].lower() in list_field_words(language)
    ):
        return True  # `Menteri PU | dan Tenaga Listrik`
    if is_title and _is_acronym(following_match[1]):
        return not name.isupper()
    if is_title and (
        name.lower() in _list_offices_of_field(language)
        or (
            name in list_forms_of("president", language)
            and _is_english_body(text, following_match.start(1), language)
        )
    ):
        return True
    first_words, _, last_word = name.rpartition(" ")
    if first_words and last_word in list_forms_of("party-commission-word", language):
        return True
    # After a body, as in `Ketua DPR Agung`, there is a person.
    return (
        is_title
        and not last_word.isupper()
        and following_match[1].lower() in list_body_words(language)
    )


def _is_acronym(word: str) -> bool:
    """Whether a word is an acronym, not initials of a person.

    >>> _is_acronym("PUPR"), _is_acronym("IWbF"), _is_acronym("JK")
    (True, True, False)
    """
    return len(word) > 2 and (word.isupper() or sum(map(str.isupper, word)) > 2)


@lazy_constant
def _list_offices_of_field(language: str) -> frozenset[str]:
    """List the offices that always have a field, in small letters."""
    return frozenset(
        form.lower()
        for category in ("director-general", "directorate-general")
        for form in list_forms_of(category, language)
    )


def _is_english_body(text: str, start: int, language: str) -> bool:
    """Whether the capitalised words from an offset name a body: `Japan Railway`."""
    words_match = _CAPITALISED_PATTERN.match(text, start)
    english_words = list_forms_of("english-body", language)
    return words_match is not None and any(
        word in english_words for word in words_match[0].split()
    )


def is_chair_of_unread_body(phrase: TitlePhrase, chart: PhraseChart) -> bool:
    """Whether the body of a title alone was not read: `Ketua Umum | Sekretariat`."""
    text, language = chart.text, chart.language
    last_part = phrase.parts[-1] if phrase.parts else phrase
    if last_part.end == phrase.end and "president" in last_part.categories:
        return _is_english_body(text, phrase.end + 1, language)
    is_alone = (
        not phrase.parts
        and STANDALONE_TITLE in phrase.categories
        and _COMPANY_OFFICE not in phrase.categories
    )
    has_tenure_word = any(part.categories & _TENURE_CATEGORIES for part in phrase.parts)
    if "title" not in phrase.categories or not (is_alone or has_tenure_word):
        return False
    next_match = _FOLLOWING_WORD_PATTERN.match(text, phrase.end)
    if next_match is None or next_match.start(1) != phrase.end + 1:
        return False
    word = next_match[1]
    following_phrases = chart.phrases_by_start.get(next_match.start(1), ())
    if any(
        following_phrase.categories & _HOLDER_CATEGORIES
        for following_phrase in following_phrases
    ):
        return False
    if has_tenure_word:
        is_initials = word in list_forms_of("initials", language)
        return word.isupper() and _is_acronym(word) and not is_initials
    return word.istitle() and word.lower() in list_body_words(language)


def is_in_name_of_group(phrase: TitlePhrase, chart: PhraseChart) -> bool:
    """Whether a title is part of a body's name: `Ikatan | Ahli Gizi Indonesia`."""
    if not phrase.categories & {"title", "body"} or phrase.start == 0:
        return False
    start = chart.text.rfind(" ", 0, phrase.start - 1) + 1
    return chart.text[start].isupper() and any(
        head.end == phrase.start - 1
        and (
            "title" in phrase.categories
            if "body-head" in head.categories
            else "association-word" in head.categories
        )
        for head in chart.phrases_by_start.get(start, ())
        if not head.parts
    )


def _goes_on_in_name(
    phrase: TitlePhrase, last_part: TitlePhrase, chart: PhraseChart
) -> bool:
    """Whether the name that ends a phrase goes on: `Rumah Sakit Panti | Mulia`."""
    text = chart.text
    is_name = "foreign-name" in last_part.categories
    if is_name and text[phrase.end : phrase.end + 1] == "-":
        return True
    following_match = _FOLLOWING_WORD_PATTERN.match(text, phrase.end)
    if following_match is None or following_match.start(1) != phrase.end + 1:
        return False
    word = following_match[1]
    if not word[0].isupper():
        return False
    if word in list_forms_of("english-body", chart.language):
        return bool(last_part.categories & _PLACE_CATEGORIES or is_name)
    if is_name and word in list_forms_of("direction", chart.language):
        return True
    if any(
        next_phrase.categories & (_CATEGORIES_AFTER_CONJUNCTION | _PLACE_CATEGORIES)
        for next_phrase in chart.phrases_by_start.get(phrase.end + 1, ())
    ):
        return False
    if (
        "body" in phrase.categories
        and "ministry-body" not in phrase.categories
        and "topic" in last_part.categories
        and last_part.end == phrase.end
    ):
        return not word.isupper()  # `Komite Pasar | Terbuka`
    return (
        any(
            part.end == phrase.end and part.categories & _WHOLE_NAME_CATEGORIES
            for part in (phrase, *phrase.parts)
        )
        and (is_name or "vnname" in last_part.categories)
        and not word.isupper()
    )


def _goes_on_after_conjunction(
    phrase: TitlePhrase, last_part: TitlePhrase, chart: PhraseChart
) -> bool:
    """Whether a field goes on: `Direktur Pemasaran | dan Niaga`."""
    field_match = _NEXT_FIELD_PATTERN.match(chart.text, phrase.end)
    if field_match is None or field_match[1].isupper():
        return False
    if any(
        next_phrase.categories & _CATEGORIES_AFTER_CONJUNCTION
        for next_phrase in chart.phrases_by_start.get(field_match.start(1), ())
    ):
        return False
    if last_part.categories & _POST_TOPIC_CATEGORIES:
        return True
    is_ministry = any(
        part.categories & _MINISTRY_CATEGORIES for part in (phrase, *phrase.parts)
    )
    return is_ministry and field_match[1].lower() in list_field_words(chart.language)


def is_cut_short(phrase: TitlePhrase, chart: PhraseChart) -> bool:
    """Whether a title ends within a name: `Menteri Perencanaan | Kota`.

    So does a university or club of a single syllable before another name:
    `Universitas Sao | Paulo`.
    """
    last_part = phrase
    while last_part.parts:
        last_part = last_part.parts[-1]
    if _goes_on_in_field(phrase, chart):
        return True
    if last_part.categories & FIELD_CATEGORIES and _goes_on_in_enumeration(
        phrase.end, chart
    ):
        return True
    if _goes_on_in_name(phrase, last_part, chart) or _goes_on_after_conjunction(
        phrase, last_part, chart
    ):
        return True
    following_match = _FOLLOWING_WORD_PATTERN.match(chart.text, phrase.end)
    if following_match is None:
        return False
    following_word = following_match[1]
    if phrase.categories & _NAMED_BODY_CATEGORIES and "vnname" in last_part.categories:
        return following_word[0].isupper() and not chart.text[
            last_part.start : last_part.end
        ].count(" ")
    is_of_body = any(
        "body" in part.categories and part.end == phrase.end
        for part in (phrase, *phrase.parts)
    )
    if (
        is_of_body
        and last_part.categories & FIELD_CATEGORIES
        and _is_country_in_name(phrase.end, chart)
    ):
        return True
    last_word = chart.text[: phrase.end].rpartition(" ")[2]
    if following_word[0].isupper() and last_word in list_forms_of(
        "open-topic", chart.language
    ):
        return not following_word.isupper()
    if (
        last_part.hit is not None
        and "title" in last_part.categories
        and last_part is not phrase
        and following_match.start(1) == phrase.end + 1
        and following_word[0].isupper()
        and following_word.lower() in list_field_words(chart.language)
    ):
        return True  # `Staf Khusus Menteri | Perdagangan`
    # The words after a name in capitals go on only if they have capitals themselves.
    may_go_on = following_word[0].isupper() or chart.text[last_part.start].islower()
    return (
        may_go_on
        and bool(last_part.categories & FIELD_CATEGORIES)
        and following_word.lower() in list_field_words(chart.language)
    )


def _goes_on_in_field(phrase: TitlePhrase, chart: PhraseChart) -> bool:
    """Whether words that no phrase begins with go on with the field of an office."""
    if not any(part.categories & _OFFICE_CATEGORIES for part in phrase.parts):
        return False
    field_match = _NEXT_FIELD_PATTERN.match(chart.text, phrase.end)
    return field_match is not None and not any(
        next_phrase.categories & _CATEGORIES_AFTER_CONJUNCTION
        for next_phrase in chart.phrases_by_start.get(field_match.start(1), ())
    )


def _is_country_in_name(start: int, chart: PhraseChart) -> bool:
    """Whether a country ends the capitalised words from an offset: `Air Power India`.

    Then they are no person, but the rest of a body's name.
    """
    name_match = _CAPITALISED_PATTERN.match(chart.text, start + 1)
    if name_match is None or chart.text[start] != " ":
        return False
    return any(
        phrase.end == name_match.end() and "country" in phrase.categories
        for offset in range(name_match.start() + 1, name_match.end())
        for phrase in chart.phrases_by_start.get(offset, ())
    )


def _goes_on_in_enumeration(start: int, chart: PhraseChart) -> bool:
    """Whether fields go on after a comma: `Kepala Bidang Data, | Riset dan Inovasi`."""
    next_match = _ENUMERATED_WORD_PATTERN.match(chart.text, start)
    return (
        next_match is not None
        and next_match[1].lower() in list_field_words(chart.language)
        and not any(
            phrase.categories & _CATEGORIES_AFTER_CONJUNCTION
            for phrase in chart.phrases_by_start.get(next_match.start(1), ())
        )
    )
