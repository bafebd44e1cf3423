"""Labels that news pages put around an article: source, photo, comments, menus."""

import re
from dataclasses import dataclass
from functools import cache

from tm.language_data import list_languages_with_file, read_table
from tm.text.normal import match_form

_TRAILING_COUNT_PATTERN = re.compile(r"\s*(?:[(\[]\s*\d+\s*[)\]]|\b\d+)?\s*[:：]?\s*$")

_LABELS_FILE = "page_labels.toml"


@dataclass(frozen=True, slots=True)
class PageLabels:
    """Labels of all languages, since a page may mix its own with that of its site."""

    source_line_pattern: re.Pattern[str]
    """Pattern of the line that links to the original."""
    photo_credit_pattern: re.Pattern[str]
    """Pattern of a photo credit, `Foto: X`, at the beginning or end of a line."""
    author_line_pattern: re.Pattern[str]
    related_link_pattern: re.Pattern[str]
    """Pattern of a link to another story inside an article."""
    end_titles: frozenset[str]
    """Titles of the sections that follow an article."""
    menu_labels: frozenset[str]

    def is_end_title(self, line: str) -> bool:
        """Whether a line is a title after the article, such as `Comments`."""
        return _normalise_label(line) in self.end_titles

    def is_menu(self, line: str) -> bool:
        """Whether a line is a button or a menu entry."""
        return _normalise_label(line) in self.menu_labels


@cache
def load_page_labels() -> PageLabels:
    """Load the labels of all languages, from their `page_labels.toml`."""
    tables = [
        read_table(language, _LABELS_FILE)
        for language in list_languages_with_file(_LABELS_FILE)
    ]

    def read_words(list_name: str) -> list[str]:
        return sorted({word for table in tables for word in table.get(list_name, [])})

    def make_pattern(list_name: str) -> str:
        words_by_length = sorted(read_words(list_name), key=len, reverse=True)
        return "(?:" + "|".join(map(re.escape, words_by_length)) + ")"

    colon_pattern = r"\s*[:：]\s*"
    return PageLabels(
        # `Nguồn https://…` has no colon; `Sumber dana …` is a sentence.
        source_line_pattern=re.compile(
            rf"{make_pattern('source')}(?:{colon_pattern}|\s+(?=https?://))(?P<rest>.*)",
            re.I,
        ),
        photo_credit_pattern=re.compile(
            rf"(?:^|(?<=[.!?…”\"')\]])\s*|\(\s*){make_pattern('photo')}{colon_pattern}\S[^.!?]*\.?\)?$"
            rf"|\({make_pattern('source')}{colon_pattern}[^()]+\)$",
            re.I,
        ),
        author_line_pattern=re.compile(
            rf"{make_pattern('author')}{colon_pattern}\S", re.I
        ),
        related_link_pattern=re.compile(
            rf"{make_pattern('aside')}(?:{colon_pattern}(?P<title>.*)|$)", re.I
        ),
        end_titles=frozenset(match_form(word) for word in read_words("after")),
        menu_labels=frozenset(match_form(word) for word in read_words("menu")),
    )


def _normalise_label(line: str) -> str:
    return match_form(_TRAILING_COUNT_PATTERN.sub("", line))
