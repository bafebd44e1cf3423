"""The words that news pages put around an article: source, photo, comments, menus."""

import re
from dataclasses import dataclass
from functools import cache

from tm.language_data import languages_with, read_table
from tm.text.normal import match_form

_COUNT = re.compile(r"\s*(?:[(\[]\s*\d+\s*[)\]]|\b\d+)?\s*[:：]?\s*$")

_FILE = "page_labels.toml"


@dataclass(frozen=True, slots=True)
class PageLabels:
    """Labels of all languages: a page mixes its language with that of its site."""

    source: re.Pattern[str]
    """Begins the line that links the original."""
    photo: re.Pattern[str]
    """A credit: `Foto: X`, at the beginning or the end of a line."""
    author: re.Pattern[str]
    aside: re.Pattern[str]
    """Begins a link to another story in the middle of an article."""
    after: frozenset[str]
    """Titles of what follows an article."""
    menu: frozenset[str]

    def is_after(self, line: str) -> bool:
        """Whether a line is the title of comments, related stories and the like."""
        return _bare(line) in self.after

    def is_menu(self, line: str) -> bool:
        """Whether a line is a button or a menu entry."""
        return _bare(line) in self.menu


@cache
def page_labels() -> PageLabels:
    """The labels of all languages, from their `page_labels.toml`."""
    tables = [read_table(language, _FILE) for language in languages_with(_FILE)]

    def words(name: str) -> list[str]:
        return sorted({word for table in tables for word in table.get(name, [])})

    def label(name: str) -> str:
        longest_first = sorted(words(name), key=len, reverse=True)
        return "(?:" + "|".join(map(re.escape, longest_first)) + ")"

    colon = r"\s*[:：]\s*"
    return PageLabels(
        # `Nguồn https://…` has no colon; `Sumber dana …` is a sentence.
        source=re.compile(
            rf"{label('source')}(?:{colon}|\s+(?=https?://))(?P<rest>.*)", re.I
        ),
        photo=re.compile(
            rf"(?:^|(?<=[.!?…”\"')\]])\s*|\(\s*){label('photo')}{colon}\S[^.!?]*\.?\)?$"
            rf"|\({label('source')}{colon}[^()]+\)$",
            re.I,
        ),
        author=re.compile(rf"{label('author')}{colon}\S", re.I),
        aside=re.compile(rf"{label('aside')}(?:{colon}(?P<title>.*)|$)", re.I),
        after=frozenset(match_form(word) for word in words("after")),
        menu=frozenset(match_form(word) for word in words("menu")),
    )


def _bare(line: str) -> str:
    return match_form(_COUNT.sub("", line))
