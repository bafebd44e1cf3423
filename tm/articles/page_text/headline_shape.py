"""The shape of a headline: what tells it from a paragraph, a label or a caption."""

import re
from collections.abc import Sequence

from tm.align.sentences import split_into_sentences
from tm.articles.page_text.dateline import read_dateline
from tm.articles.page_text.page_labels import load_page_labels
from tm.articles.page_text.publishers import (
    find_publisher,
    is_dateline_place,
    is_person_name,
    load_publishers,
)
from tm.text.locale import Locale

_MAX_HEADLINE_LENGTH = 200
_MAX_HEADLINE_WORD_COUNT = 32
_MIN_UNCONFIRMED_WORD_COUNT = 4
"""The fewest words of a headline that nothing else confirms: sections have fewer."""
_MAX_CAPITALISED_HEADING_WORD_COUNT = 5
"""Words in capitals up to this many are a heading inside an article."""
_MAX_CREDIT_WORD_COUNT = 6
_MENU_SEPARATOR_PATTERN = re.compile(r"\s[|·•»›/]\s|»")
_PATH_SEPARATOR_PATTERN = re.compile(r"\s[/>»›]\s")
_MAX_PATH_NAME_WORD_COUNT = 3
_MAX_CAPTION_WORD_COUNT = 5
_MAX_HEADLINE_SENTENCE_LENGTH = 120
"""Characters of a headline that ends in a full stop, as machine-made ones do."""
_MAX_SEPARATOR_COUNT = 1
"""Bars in a headline, at most; menus have more."""
_LABELLED_HEADLINE_PATTERN = re.compile(r"[A-ZĐ]{4,}\s?[:：]\s+\S.*")
"""A headline that says what the page shows: `FOTO: Warga Memanen Padi`."""
_MIN_LABELLED_HEADLINE_WORD_COUNT = 5
_MIN_TITLE_CASE_RATIO = 0.8
_MAX_TITLE_CASE_WORD_COUNT = 16
_UNFINISHED_ENDS = (":", ",", ";", "：", "，", "；", "-", "–", "—", "(", "“")
_FULL_STOP_PATTERN = re.compile(r"(?<![.…])[.。][\"”’»')\]]*$")
LIST_MARK_PATTERN = re.compile(r"^(?:[-*•·▪●◦–—+]|\(?\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
"""Pattern of the mark or the number before an item of a list."""
_ADDRESS_PATTERN = re.compile(r"https?://|www\.|\S+@\S+\.\w+", re.I)
_INITIALS_PATTERN = re.compile(r"\([a-z]{2,5}(?:/[a-z]{2,5})*\)$")
_BRACKETED_CREDIT_PATTERN = re.compile(r"\((?:[^()]*/[^()]*|[^()\s]+\s[^()]+)\)\.?$")
"""The credit of a picture at the end of its caption: `(Kabar Mu/Hai Yen)`."""
_AGENCY_CREDIT_PATTERN = re.compile(
    r"\(\s*(?P<agency>[^()/]{2,30}?)\s*/\s*[A-ZĐ][^()/]+(?:/[^()/]+)?\)\.?$"
)


def has_headline_shape(
    text: str, locale: Locale, *, is_confirmed: bool = False
) -> bool:
    """Whether a line can be a headline, by its form alone.

    `is_confirmed`: whether a byline, a banner or markup shows that a headline stands
    here; then it may be short, or end in a full stop as machine-made ones do.

    >>> indonesian = Locale("id")
    >>> has_headline_shape("Warga Lung Sen panen padi terapung", indonesian)
    True
    >>> has_headline_shape("Warga Lung Sen memanen padi pada Senin.", indonesian)
    False
    >>> has_headline_shape("Hanoi –", indonesian)
    False
    """
    words = text.split()
    if not _has_headline_form(text) or len(words) > _MAX_HEADLINE_WORD_COUNT:
        return False
    if locale.uses_spaces and len(words) < (
        2 if is_confirmed else _MIN_UNCONFIRMED_WORD_COUNT
    ):
        return False
    is_capitalised_heading = (
        text.isupper() and len(words) <= _MAX_CAPITALISED_HEADING_WORD_COUNT
    )
    ends_in_stop = _FULL_STOP_PATTERN.search(text) is not None
    if not is_confirmed and (
        is_capitalised_heading or (ends_in_stop and not _is_title_case(words))
    ):
        return False
    if ends_in_stop and len(text) > _MAX_HEADLINE_SENTENCE_LENGTH:
        return False
    if _is_menu(text) or _is_label_or_credit(text, words, is_confirmed=is_confirmed):
        return False
    if is_person_name(text) or is_dateline_place(text) or find_publisher(text):
        return False
    if read_dateline(text) is not None:
        return False
    return len(split_into_sentences(text, locale)) <= (1 if ends_in_stop else 2)


def _has_headline_form(text: str) -> bool:
    """Whether the characters of a line can be a headline's, whatever its words."""
    return not (
        len(text) > _MAX_HEADLINE_LENGTH
        or text.endswith(_UNFINISHED_ENDS)
        or text[:1].islower()
        or LIST_MARK_PATTERN.match(text)
        or _ADDRESS_PATTERN.search(text)
        or _INITIALS_PATTERN.search(text)
        or has_bracketed_credit(text)
    )


def _is_menu(text: str) -> bool:
    """Whether a line is a menu or a path of pages: `Home > Berita`."""
    if len(_MENU_SEPARATOR_PATTERN.findall(text)) > _MAX_SEPARATOR_COUNT:
        return True
    path_names = _PATH_SEPARATOR_PATTERN.split(text)
    return len(path_names) > 1 and all(
        len(name.split()) <= _MAX_PATH_NAME_WORD_COUNT for name in path_names
    )


def _is_label_or_credit(text: str, words: Sequence[str], *, is_confirmed: bool) -> bool:
    """Whether a line is a caption, a credit, an author line or a link to more."""
    labels = load_page_labels()
    if (
        not is_confirmed
        and len(words) <= _MAX_CAPTION_WORD_COUNT
        and words[0].lower() in labels.photo_labels
    ):
        return True  # `Foto Sawah Lung Sen`
    is_labelled_headline = (
        is_confirmed
        and _LABELLED_HEADLINE_PATTERN.fullmatch(text) is not None
        and len(words) >= _MIN_LABELLED_HEADLINE_WORD_COUNT
    )
    return bool(
        (labels.photo_credit_pattern.search(text) and not is_labelled_headline)
        or labels.credit_pattern.match(text)
        or labels.author_line_without_colon_pattern.fullmatch(text)
        or labels.related_link_pattern.match(text)
    )


def _is_title_case(words: Sequence[str]) -> bool:
    """Whether nearly all words have a capital, as no sentence has."""
    long_words = [word for word in words if len(word) > 3 and word[:1].isalpha()]
    capitalised_count = sum(word[:1].isupper() for word in long_words)
    return (
        len(words) <= _MAX_TITLE_CASE_WORD_COUNT
        and len(long_words) >= _MIN_UNCONFIRMED_WORD_COUNT
        and capitalised_count >= _MIN_TITLE_CASE_RATIO * len(long_words)
    )


def has_bracketed_credit(text: str) -> bool:
    """Whether a line ends in the credit of a picture, in brackets.

    >>> has_bracketed_credit("Kepala desa di sawah. (Kabar Mu/Hai Yen)")
    True
    """
    return _BRACKETED_CREDIT_PATTERN.search(text) is not None


def names_picture_agency(text: str) -> bool:
    """Whether a text ends in the credit of a picture by a known agency.

    >>> names_picture_agency("Warga memanen padi. (ANTARA FOTO/Dewi Ayu)")
    True
    >>> names_picture_agency("Warga memanen padi. (Ant/abc)")
    False
    """
    credit_match = _AGENCY_CREDIT_PATTERN.search(text)
    # Alone, it is the signature of the text.
    return (
        credit_match is not None
        and credit_match.start() > 0
        and _is_agency(credit_match["agency"])
    )


def is_picture_credit(text: str) -> bool:
    """Whether a line is only the credit of a picture: a publisher and a person.

    >>> is_picture_credit("ANTARA/Dewi Ayu"), is_picture_credit("Padi/beras naik")
    (True, False)
    """
    names = [name.strip() for name in text.split("/")]
    return (
        len(names) == 2
        and len(text.split()) <= _MAX_CREDIT_WORD_COUNT
        and _is_agency(names[0])
        and all(word[:1].isupper() for word in names[1].split())
    )


def _is_agency(name: str) -> bool:
    """Whether a name, or its first word, is a known publisher: `ANTARA FOTO`."""
    return any(
        load_publishers().find_name(part) is not None
        for part in (name, name.split(" ")[0])
    )


def is_section_name(text: str, locale: Locale) -> bool:
    """Whether a line is too short to be a headline, like the name of a section."""
    if locale.uses_spaces:
        return len(text.split()) <= 3
    return len(text) <= 5
