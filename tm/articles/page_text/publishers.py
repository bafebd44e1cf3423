"""Names of newspapers and news agencies, as bylines and datelines write them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tm.language_data import GENERAL_FOLDER, list_languages_with_file, read_table
from tm.result_cache import lazy_constant

_PUBLISHERS_FILE_NAME = "publisher_names.toml"
_LABELS_FILE_NAME = "page_labels.toml"
_HOST_NAME_PATTERN = re.compile(
    r"(?:[\w-]+\.)+(?:com|net|org|id|vn|co|tv|news|info|my|sg)(?:\.\w\w)?", re.I
)
_COMPOUND_NAME_PATTERN = re.compile(r"([A-Za-z][a-z]+)[A-Z]\w+")
_SHORT_NAME_PATTERN = re.compile(r"[A-ZĐ][A-ZĐ&+]{1,9}(?: Online| News)?")
_MAX_PLACE_WORD_COUNT = 4


@dataclass(frozen=True, slots=True)
class Publishers:
    """The publishers in the data: their names by form and by host."""

    name_by_form: Mapping[str, str]
    name_by_host: Mapping[str, str]

    def find_name(self, text: str) -> str | None:
        """Return the name of a publisher as it is to be stored; None if unknown.

        Of several publishers, such as `TTXVN/Vietnam+`, the first known one counts.

        >>> load_publishers().find_name("VOVworld")
        'VOVWORLD'
        """
        if "://" in text:
            return None
        for publisher_text in (text, *text.split("/")):
            publisher_text = publisher_text.strip(" -–—")
            name = self.name_by_form.get(_fold_name(publisher_text))
            if name is not None:
                # An abbreviation or a translated name stays as the page has it.
                return (
                    name
                    if _fold_name(name) == _fold_name(publisher_text)
                    else publisher_text
                )
        return None

    def find_name_of_host(self, url: str | None) -> str | None:
        """Return the publisher whose site an address is on; None if unknown."""
        try:
            host = (urlsplit(url or "").hostname or "").strip(".")
        except ValueError:  # such as a half-open IPv6 address
            return None
        host_labels = host.split(".")
        return next(
            (
                name
                for label_index in range(len(host_labels) - 1)
                if (name := self.name_by_host.get(".".join(host_labels[label_index:])))
            ),
            None,
        )


@lazy_constant
def load_publishers() -> Publishers:
    """Load the publishers of `publisher_names.toml`."""
    name_by_form: dict[str, str] = {}
    name_by_host: dict[str, str] = {}
    for name, other_forms in read_table(GENERAL_FOLDER, _PUBLISHERS_FILE_NAME).items():
        for form in (name, *other_forms):
            name_by_form.setdefault(_fold_name(form), name)
            if _HOST_NAME_PATTERN.fullmatch(form):
                name_by_host.setdefault(form.lower(), name)
    return Publishers(name_by_form, name_by_host)


@lazy_constant
def load_dateline_places() -> frozenset[str]:
    """Load the places that datelines name alone, without an agency."""
    return frozenset(map(_fold_name, _read_words("dateline_places")))


@lazy_constant
def load_surnames() -> frozenset[str]:
    """Load the surnames by which the name of a person is recognised."""
    return frozenset(_read_words("surnames"))


def find_publisher(text: str, *, is_abbreviation_enough: bool = True) -> str | None:
    """Return the publisher that a short text names, known or recognisable by its form.

    Recognisable are hosts and, if `is_abbreviation_enough`, abbreviations in capitals.

    >>> [find_publisher(name) for name in ("ANTARA News", "Kabarmu.id", "Desanews")]
    ['ANTARA News', 'Kabarmu.id', 'Desanews']
    >>> find_publisher("Presiden") is None
    True
    """
    text = text.strip()
    if name := load_publishers().find_name(text):
        return name
    is_compound = (
        text[:1].isupper()
        and text.isalpha()
        and text.lower().endswith(_load_publisher_suffixes())
    )
    # `KompasOtomotif`, a part of a known publisher
    compound_match = _COMPOUND_NAME_PATTERN.fullmatch(text)
    is_recognisable = bool(
        is_compound
        or (compound_match and load_publishers().find_name(compound_match[1]))
        or _HOST_NAME_PATTERN.fullmatch(text)
        or (
            is_abbreviation_enough
            and _SHORT_NAME_PATTERN.fullmatch(text)
            and not is_dateline_place(text)
        )
    )
    return text if is_recognisable else None


def is_dateline_place(text: str) -> bool:
    """Whether a text is a place that datelines name.

    >>> is_dateline_place("JAKARTA"), is_dateline_place("Ekonomi")
    (True, False)
    """
    return _fold_name(text) in load_dateline_places()


def may_be_place(text: str) -> bool:
    """Whether a text has the form of a place: few words, each with a capital."""
    words = text.replace(".", ". ").split()
    return 0 < len(words) <= _MAX_PLACE_WORD_COUNT and all(
        word[:1].isupper() or not word[:1].isalpha() for word in words
    )


def is_person_name(text: str) -> bool:
    """Whether a text is a name that begins with a known surname.

    >>> is_person_name("Bùi Thu Cúc"), is_person_name("Báo Mẫu")
    (True, False)
    """
    words = text.split()
    return (
        2 <= len(words) <= 5
        and words[0].capitalize() in load_surnames()
        and all(word[:1].isupper() and word.isalpha() for word in words)
    )


def may_be_person(text: str) -> bool:
    """Whether a text has the form of a person's name, and no word of a publisher.

    >>> may_be_person("Dewi Ayu"), may_be_person("Kabar Desa"), may_be_person("24h")
    (True, False, False)
    """
    words = text.split()
    return (
        2 <= len(words) <= 4
        and all(word.isalpha() and word.istitle() for word in words)
        and any(len(word) > 1 for word in words)
        and not {word.lower() for word in words} & load_publisher_words()
        and words[-1].lower() not in _load_author_labels()
        and words[0].lower() not in _load_photo_labels()
        and load_publishers().find_name(text) is None
    )


@lazy_constant
def _load_author_labels() -> frozenset[str]:
    """Load the labels of authors, such as `Editor`, in lower case: jobs, no names."""
    return frozenset(_read_words("author", "editor"))


@lazy_constant
def _load_photo_labels() -> frozenset[str]:
    """Load the labels of pictures, such as `Foto`, which begin names of sections."""
    return frozenset(_read_words("photo"))


def names_publisher(text: str) -> bool:
    """Whether a text is a known publisher, or has a word that names of publishers have.

    `News` and `TV` are sections.

    >>> names_publisher("Báo Mẫu"), names_publisher("Kinh doanh")
    (True, False)
    """
    if find_publisher(text, is_abbreviation_enough=False):
        return True
    if re.search(r"\d\s|:", text):
        return False
    publisher_words = {word.lower() for word in text.split()} & load_publisher_words()
    return 0 < len(publisher_words) < len(text.split())


@lazy_constant
def _load_publisher_suffixes() -> tuple[str, ...]:
    """Load the endings by which a single word is recognised as a publisher."""
    return tuple(_read_words("publisher_suffixes"))


@lazy_constant
def load_publisher_words() -> frozenset[str]:
    """Load the words that the names of publishers have, in lower case."""
    return frozenset(" ".join(_read_words("publisher_words")).split())


def _read_words(*list_names: str) -> Iterator[str]:
    """Read the words of some lists of page labels, of all languages."""
    for language in list_languages_with_file(_LABELS_FILE_NAME):
        table = read_table(language, _LABELS_FILE_NAME)
        for list_name in list_names:
            yield from table.get(list_name, [])


def _fold_name(name: str) -> str:
    """Fold a name for comparison: no case, spaces, dots or hyphens."""
    folded_name = unicodedata.normalize("NFC", name).casefold()
    return re.sub(r"[\s._-]+", "", folded_name)
