"""Reading slugs: the headline of an original as contained in its address.

A slug has no diacritics and no capitals, so a headline from it is marked as derived
until a page of the original confirms it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from tm.text.normal import fold_text

_SUFFIX_PATTERN = re.compile(r"\.[a-z]{2,5}$")
_ARTICLE_NUMBER_PATTERN = re.compile(
    # -20251008174102158, -post1234567, -4961234, -d849876, -i784004, -a1b2c3d4e5
    r"(?:[-_](?:post|tintuc|news|id|art|ar|p|d|i|a|c|n)?\d{5,}(?:[-_]\d+)*"
    r"|[-_][0-9a-f]*\d[0-9a-f]{7,})$"
)
_LEADING_NUMBER_PATTERN = re.compile(r"^\d{5,}[-_]")
_TIMESTAMP_PATTERN = re.compile(
    r"(?<!\d)(20\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d{0,3}(?!\d)"
)
# Some papers put a three-digit desk number before a two-digit year.
_SHORT_TIMESTAMP_PATTERN = re.compile(
    r"(?<!\d)1\d\d(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d{3}(?!\d)"
)
_DAY_IN_PATH_PATTERN = re.compile(r"/(20\d\d)/(\d\d?)/(\d\d?)/")
_MIN_WORD_COUNT = 3


@dataclass(frozen=True, slots=True)
class Slug:
    """The headline and the time in the address of a page."""

    headline: str | None
    """Lower case, without diacritics; None if the address holds no headline."""
    published: datetime | None
    """Local time of the newspaper, if the address has a timestamp."""


def read_slug(url: str) -> Slug:
    """Read the headline, without diacritics, and the time in an address.

    >>> read_slug("https://a.example/x/le-mo-ky-cong-uoc-20251008174102158.htm").headline
    'le mo ky cong uoc'
    >>> read_slug("https://a.example/12345.htm").headline is None
    True
    """
    try:
        url_path = unquote(urlsplit(url).path)
    except ValueError:  # such as a half-open IPv6 address
        return Slug(None, None)
    path_parts = [path_part for path_part in url_path.split("/") if path_part]
    headline = next(
        (
            slug_headline
            for path_part in reversed(path_parts)
            if (slug_headline := _read_headline_in_path_part(path_part))
        ),
        None,
    )
    return Slug(headline, _read_timestamp(url_path))


def compute_headline_agreement(headline: str, slug_headline: str) -> float:
    """Compute the share of the words of a slug that a headline has, 0 to 1.

    >>> compute_headline_agreement("Lễ ký Công ước Hà Nội", "le ky cong uoc ha noi")
    1.0
    """
    headline_words = set(re.findall(r"\w+", fold_text(headline)))
    slug_words = slug_headline.split()
    return sum(word in headline_words for word in slug_words) / max(1, len(slug_words))


def list_restored_runs(headline: str, url: str) -> list[str]:
    """List the runs of words of a headline whose diacritics its address lacks.

    >>> url = "https://a.example/x/du-le-mo-ky-cong-uoc-ha-noi-20251008174102158.htm"
    >>> list_restored_runs("du lễ mở ký công ước ha noi", url)
    ['lễ mở ký công ước']
    """
    slug_words = (read_slug(url).headline or "").split()
    headline_words = headline.split()
    if len(slug_words) != len(headline_words):
        return []
    runs: list[list[str]] = [[]]
    for headline_word, slug_word in zip(headline_words, slug_words, strict=True):
        if headline_word != slug_word:
            runs[-1].append(headline_word)
        elif runs[-1]:
            runs.append([])
    return [" ".join(run) for run in runs if run]


def _read_headline_in_path_part(path_part: str) -> str | None:
    """Read the headline in a part of a path; None with too few words."""
    slug_text = _SUFFIX_PATTERN.sub("", path_part.lower())
    slug_text = _LEADING_NUMBER_PATTERN.sub(
        "", _ARTICLE_NUMBER_PATTERN.sub("", slug_text)
    )
    words = [word for word in re.split(r"[-_+\s]+", fold_text(slug_text)) if word]
    alphabetic_words = [word for word in words if word.isalpha()]
    return " ".join(words) if len(alphabetic_words) >= _MIN_WORD_COUNT else None


def _read_timestamp(url_path: str) -> datetime | None:
    """Read the time in a path; None if it has none."""
    for timestamp_pattern, century in (
        (_TIMESTAMP_PATTERN, ""),
        (_SHORT_TIMESTAMP_PATTERN, "20"),
        (_DAY_IN_PATH_PATTERN, ""),
    ):
        for timestamp_match in timestamp_pattern.finditer(url_path):
            year, *later_parts = timestamp_match.groups()
            timestamp_digits = (
                century
                + year
                + "".join(date_part.zfill(2) for date_part in later_parts)
            )
            try:
                return datetime.strptime(
                    timestamp_digits.ljust(14, "0"), "%Y%m%d%H%M%S"
                )
            except ValueError:  # a number that only looks like a time
                continue
    return None
