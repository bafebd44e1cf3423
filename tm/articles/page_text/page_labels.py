"""Labels that news pages put around an article: source, photo, comments, menus."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tm.language_data import GENERAL_FOLDER, list_languages_with_file, read_table
from tm.result_cache import lazy_constant
from tm.text.normal import match_form
from tm.text.pattern_store import compile_pattern
from tm.text.word_pattern import LETTERS_PATTERN

_TRAILING_COUNT_PATTERN = compile_pattern(
    r"\s*(?:[(\[]\s*\d+\s*[)\]]|\b\d+)?\s*[:：]?\s*$"
)
_BRACKETED_LABEL_PATTERN = compile_pattern(r"\(\s*([^()]+?)\s*\)|\[\s*([^\[\]]+?)\s*\]")

_MIN_INLINE_LABEL_WORDS = 3
"""The fewest words by which a label of an advertisement is known inside a text."""
_MIN_GLUED_LABEL_LENGTH = 5
"""The fewest letters of a word that is recognised where it is glued to a name."""
_NAME_PATTERN = r"[^\W\d_a-z][\w.'’-]*"
_PARTICLE_PATTERN = r"(?:bin|binti|dan|de|van|al|and)(?=\s)"
CREDIT_NAME = rf"{_NAME_PATTERN}(?:,?\s(?:{_NAME_PATTERN}|{_PARTICLE_PATTERN})){{0,7}}"
"""Pattern of the name in a credit: words with capitals."""
_COLON_PATTERN = r"\s*[:：]\s*"
_LABEL_SEPARATOR_PATTERN = compile_pattern(r"[\s|,·•/]+")
_MAX_MENU_LENGTH = 120
"""The most characters of a line that has several buttons: `Bagikan Facebook X`."""
_LABELS_FILE = "page_labels.toml"
_RESIDUE_FILE = "page_residue.toml"


@dataclass(frozen=True, slots=True)
class PageLabels:
    """Labels of all languages, since a page may mix its own with that of its site."""

    source_line_pattern: re.Pattern[str]
    """Pattern of the line that links to the original."""
    photo_credit_pattern: re.Pattern[str]
    """Pattern of a photo credit, `Foto: X`, at the beginning or end of a line."""
    author_line_pattern: re.Pattern[str]
    """Pattern of a line that names an author or an editor (group `editor`)."""
    credit_pattern: re.Pattern[str]
    """Pattern of one credit, an author, an editor or a source: `Penulis: X`."""
    credit_label_pattern: re.Pattern[str]
    """Pattern of the label of an author or an editor, inside a text of credits."""
    final_credits_pattern: re.Pattern[str]
    """Pattern of the credits at the end of a text."""
    author_line_without_colon_pattern: re.Pattern[str]
    """Pattern of a line such as `Oleh Dewi Ayu`."""
    author_sentence_pattern: re.Pattern[str]
    """Pattern of a sentence about the author: `Artikel ini ditulis oleh Dewi Ayu`."""
    photo_labels: frozenset[str]
    """Labels of pictures in lower case: `foto`."""
    newsroom_words: frozenset[str]
    """Words of which a signature without a person's name consists: `Redaksi`."""
    count_pattern: re.Pattern[str]
    """Pattern of the counts of readers and comments: `3 views`."""
    relative_time_pattern: re.Pattern[str]
    """Pattern of the age of another article: `9 minutes ago`."""
    source_name_pattern: re.Pattern[str]
    """Pattern of a source without a colon: `Theo TTXVN`."""
    related_link_pattern: re.Pattern[str]
    """Pattern of a link to another story inside an article."""
    caption_label_pattern: re.Pattern[str]
    """Pattern of a label before a caption: `Keterangan foto: …`."""
    image_label_pattern: re.Pattern[str]
    """Pattern of the label of an image and its number: ` - ảnh 1`."""
    language_name_pattern: re.Pattern[str]
    """Pattern of a language's own name with a colon, at the start of a sentence."""
    marker_pattern: re.Pattern[str]
    """Pattern of the markers of content systems: `[iklan_2]`, `![](…)`, `)… More`."""
    image_file_pattern: re.Pattern[str]
    """Pattern of the name of an image file at the start of a line."""
    promotion_pattern: re.Pattern[str]
    """Pattern of a line that advertises a channel or another page."""
    promotion_cue_pattern: re.Pattern[str]
    """Pattern of a word that shows what such a line advertises."""
    inline_advertisement_pattern: re.Pattern[str]
    """Pattern of the label of an advertisement that is long enough inside a text."""
    inline_residue_pattern: re.Pattern[str]
    """Pattern of a marker, or of such a label (group `advertisement`)."""
    residue_phrases: frozenset[str]
    """Phrases of which residue without a colon has one: of promotions and images."""
    footer_pattern: re.Pattern[str]
    """Pattern of a line at the foot of a page, such as `Copyright ©`."""
    date_label_pattern: re.Pattern[str]
    """Pattern of words before or after a date, as at the start or end of a line."""
    glued_date_label_pattern: re.Pattern[str]
    """Pattern of the place before such a word, if it is glued to a name."""
    reading_time_pattern: re.Pattern[str]
    first_words: frozenset[str]
    """The first words of titles, menu entries and other labels, in lower case."""
    end_titles: frozenset[str]
    """Titles of the sections that follow an article, such as `Comments`."""
    related_titles: frozenset[str]
    """Titles of sections of other articles, which may stand inside an article."""
    advertisement_labels: frozenset[str]
    menu_labels: frozenset[str]
    credit_labels: frozenset[str]
    job_labels: frozenset[str]

    def is_credit_label(self, line: str) -> bool:
        """Whether a line is the label of an author or an editor, without a name."""
        return _normalise_label(line) in self.credit_labels

    def is_job(self, line: str) -> bool:
        """Whether a line is the job of the person that the line above it names."""
        return _normalise_label(line) in self.job_labels

    def read_author(self, line: str) -> str:
        """Read the name on an author line, without its label.

        >>> load_page_labels().read_author("Editor: Dewi Ayu")
        'Dewi Ayu'
        """
        credit_match = self.credit_pattern.match(line)
        return credit_match["name"].strip() if credit_match else line

    def is_end_title(self, line: str) -> bool:
        """Whether a line is a title after the article, such as `Comments`."""
        return _normalise_label(line) in self.end_titles

    def has_count(self, line: str) -> bool:
        """Whether a title has a count of at least one: `Comments (3)`.

        >>> load_page_labels().has_count("Komentar (0)")
        False
        """
        count_match = _TRAILING_COUNT_PATTERN.search(line)
        return count_match is not None and any(
            digit in count_match[0] for digit in "123456789"
        )

    def is_related_title(self, line: str) -> bool:
        """Whether a line is the title of a section of other articles."""
        return _normalise_label(line) in self.related_titles

    def is_advertisement(self, line: str) -> bool:
        """Whether a line labels an advertisement, or asks to scroll past one."""
        return _normalise_label(line) in self.advertisement_labels

    def is_menu(self, line: str) -> bool:
        """Whether a line is a button or a menu entry, or has several of one word."""
        if _normalise_label(line) in self.menu_labels:
            return True
        if len(line) > _MAX_MENU_LENGTH:
            return False
        labels = _LABEL_SEPARATOR_PATTERN.split(line.strip())
        return len(labels) > 1 and all(
            match_form(label) in self.menu_labels for label in labels
        )


@dataclass(frozen=True, slots=True)
class _LabelWords:
    """The words of all languages, in lists by name."""

    tables: Sequence[Mapping[str, Any]]

    def read(self, *list_names: str) -> list[str]:
        """Read the words of some lists, in alphabetical order."""
        return sorted(
            {
                word
                for table in self.tables
                for list_name in list_names
                for word in table.get(list_name, [])
            }
        )

    def make_pattern(self, *list_names: str) -> str:
        """Make a pattern that matches any word of some lists."""
        return _join_alternatives(self.read(*list_names))

    def read_labels(self, list_name: str) -> frozenset[str]:
        """Read the words of a list as whole lines to compare with."""
        return frozenset(
            match_form(word.replace("_", " ")) for word in self.read(list_name)
        )

    def list_inline_advertisements(self) -> list[str]:
        """List the labels of advertisements that are long enough inside a text."""
        return [
            label
            for label in self.read("advertisement")
            if len(label.split()) >= _MIN_INLINE_LABEL_WORDS
        ]


@lazy_constant
def load_page_labels() -> PageLabels:
    """Load the labels of all languages, from their `page_labels.toml`."""
    tables = [
        read_table(language, _LABELS_FILE)
        for language in list_languages_with_file(_LABELS_FILE)
    ]
    words = _LabelWords([*tables, read_table(GENERAL_FOLDER, _RESIDUE_FILE)])
    inline_advertisements = words.list_inline_advertisements()
    marker_pattern = (
        rf"\\?\[/?{words.make_pattern('markers')}(?:[_ .-]*\d+|[_ :][^\[\]]*?)?\\?\]"
        r"|!\[[^\[\]]*\](?:\([^()]*\))?|\[\]\([^()]*\)"
        rf"|(?<=[)\]])\s?(?:\.{{3}}|…)\s{{0,3}}{words.make_pattern('more_link')}\s*$"
    )
    advertisement_pattern = rf"(?<!\w){_join_alternatives(inline_advertisements)}(?!\w)"
    return PageLabels(
        source_line_pattern=_compile_source_line_pattern(words),
        photo_credit_pattern=_compile_photo_credit_pattern(words),
        author_line_pattern=compile_pattern(
            rf"(?:{words.make_pattern('author')}"
            rf"|(?P<editor>{words.make_pattern('editor')})){_COLON_PATTERN}\S",
            re.I,
        ),
        credit_pattern=_compile_credit_pattern(words),
        credit_label_pattern=compile_pattern(
            _make_credit_label_pattern(words, editor_group="editor")
        ),
        final_credits_pattern=compile_pattern(
            rf"(?<![A-ZĐ])[(\[]?(?:{_make_credit_label_pattern(words)}{CREDIT_NAME}[\s,;/|.–—-]*)+[)\]]?"
            r"\s*(?:(?i:copyright|©|\(c\)).*)?$"
        ),
        author_line_without_colon_pattern=compile_pattern(
            rf"(?i:{words.make_pattern('author_phrase', 'author_before_name')})\s+"
            rf"(?P<name>{CREDIT_NAME})"
        ),
        author_sentence_pattern=compile_pattern(
            rf"(?i:{words.make_pattern('author_sentence')})\s+(?P<name>{CREDIT_NAME})"
        ),
        photo_labels=frozenset(words.read("photo")),
        newsroom_words=frozenset(words.read("newsroom")),
        count_pattern=compile_pattern(
            rf"\b\d[\d.,]*\s?[kK]?\s?{words.make_pattern('counts')}(?!\w)", re.I
        ),
        relative_time_pattern=compile_pattern(
            rf"\b(?:\d{{1,3}}|an?|se)\s?{words.make_pattern('relative_times')}(?!\w)",
            re.I,
        ),
        source_name_pattern=compile_pattern(
            rf"{words.make_pattern('source')}\s+(?P<name>\S.*)", re.I
        ),
        related_link_pattern=compile_pattern(
            rf"[(\[]?{words.make_pattern('related_link')}(?:{_COLON_PATTERN}(?P<title>.*)|$)",
            re.I,
        ),
        caption_label_pattern=compile_pattern(
            rf"{words.make_pattern('caption')}(?:{_COLON_PATTERN}|\s*[.]?$)", re.I
        ),
        image_label_pattern=_compile_image_label_pattern(words),
        language_name_pattern=compile_pattern(
            rf"(?:^|(?<=[.!?…”\"]\s))[\"“]?{words.make_pattern('language_names')}:\s+"
            r"(?=[\"“(]?[^\W\d_a-z])"
        ),
        marker_pattern=compile_pattern(marker_pattern, re.I),
        image_file_pattern=compile_pattern(
            rf"(?P<name>[^/\\.!?:;]{{1,80}}\.{words.make_pattern('image_suffixes')})\b"
            r"(?P<rest>.*)",
            re.I,
        ),
        promotion_pattern=compile_pattern(
            rf"[(\[*\s]*{words.make_pattern('promotion')}(?!\w)", re.I
        ),
        promotion_cue_pattern=compile_pattern(
            rf"(?<!\w){words.make_pattern('promotion_cues')}(?!\w)", re.I
        ),
        inline_advertisement_pattern=compile_pattern(advertisement_pattern, re.I),
        inline_residue_pattern=compile_pattern(
            rf"{marker_pattern}|(?P<advertisement>{advertisement_pattern})", re.I
        ),
        residue_phrases=frozenset(
            phrase.strip("[]:").lower()
            for phrase in (
                *words.read("promotion"),
                *inline_advertisements,
                *(f"{word} #" for word in words.read("image")),
            )
        ),
        footer_pattern=compile_pattern(
            rf"(?:©|\(c\)|{words.make_pattern('footer')}(?!\w))", re.I
        ),
        date_label_pattern=compile_pattern(
            rf"^{words.make_pattern('date_labels')}\b[\s:,.|]*"
            rf"|[\s,|–—-]+{words.make_pattern('date_labels')}$",
            re.I,
        ),
        glued_date_label_pattern=_compile_glued_date_label_pattern(words),
        reading_time_pattern=compile_pattern(
            rf"\b\d{{1,3}}\s?-?\s?{words.make_pattern('reading_times')}\b", re.I
        ),
        first_words=frozenset(
            word_match[0].lower()
            for label in words.read(
                "after",
                "after_related",
                "advertisement",
                "menu",
                "related_link",
                "caption",
            )
            if (word_match := LETTERS_PATTERN.search(label))
        ),
        end_titles=words.read_labels("after"),
        related_titles=words.read_labels("after_related"),
        advertisement_labels=words.read_labels("advertisement"),
        menu_labels=words.read_labels("menu"),
        credit_labels=words.read_labels("author") | words.read_labels("editor"),
        job_labels=words.read_labels("jobs"),
    )


def _compile_source_line_pattern(words: _LabelWords) -> re.Pattern[str]:
    """Compile the pattern of a line that names the source: `Nguồn: VnExpress`.

    `Nguồn https://…` has no colon; `Sumber dana …` is a sentence.
    """
    return compile_pattern(
        rf"{words.make_pattern('source')}(?:{_COLON_PATTERN}|\s+(?=https?://)"
        rf"|\s[^:.]{{2,30}}{_COLON_PATTERN}(?=https?://))(?P<rest>.*)",
        re.I,
    )


def _compile_photo_credit_pattern(words: _LabelWords) -> re.Pattern[str]:
    """Compile the pattern of a photo's credit, alone or after a sentence."""
    photo_pattern = words.make_pattern("photo")
    return compile_pattern(
        rf"(?:^|(?<=[.!?…”\"')\]])\s{{0,3}}|\s[-–—]\s{{0,3}}|\(\s{{0,3}})"
        rf"{photo_pattern}{_COLON_PATTERN}\S[^.!?]{{0,400}}\.?\)?$"
        rf"|^(?-i:(?=[A-ZẢĐ])){photo_pattern}:\s\S.{{10,300}}$"
        rf"|\(\s{{0,3}}{photo_pattern}{_COLON_PATTERN}[^()]{{1,600}}\)\.?$"
        rf"|(?<=[^\W_])\s(?-i:(?=[A-ZẢĐ])){photo_pattern}:\s[^.!?:()]{{2,40}}$"
        rf"|\({words.make_pattern('source')}{_COLON_PATTERN}[^()]{{1,600}}\)$"
        rf"|\(\s{{0,3}}{words.make_pattern('photo_by')}\s{{1,3}}"
        r"(?-i:(?=[A-Z]|[Tt]im\b))[^():]{2,60}\)\.?$"
        rf"|^(?=\S+\s\S){photo_pattern}\.?$"
        rf"|^{photo_pattern}\.\s{{1,3}}{words.make_pattern('source')}{_COLON_PATTERN}"
        r"\S[^!?]{1,80}$",
        re.I,
    )


def _compile_credit_pattern(words: _LabelWords) -> re.Pattern[str]:
    """Compile the pattern of a credit, which tells author, editor and source apart."""
    return compile_pattern(
        rf"(?:(?P<author>{words.make_pattern('author')})"
        rf"|(?P<editor>{words.make_pattern('editor')})"
        rf"|(?P<source>{words.make_pattern('source')})){_COLON_PATTERN}(?P<name>\S.*)",
        re.I,
    )


def _make_credit_label_pattern(words: _LabelWords, editor_group: str = "") -> str:
    """Make the pattern of a label before a name, which begins with a capital.

    So does the second one of `Dewi AyuEditor: Budi Raya`. `editor_group`: the name of
    the group that matches an editor's label.
    """
    editor_pattern = words.make_pattern("editor")
    if editor_group:
        editor_pattern = f"(?P<{editor_group}>{editor_pattern})"
    return (
        rf"(?=[A-ZĐ])(?:(?i:{words.make_pattern('author')}|{editor_pattern})"
        rf"{_COLON_PATTERN}"
        rf"|(?i:{words.make_pattern('author_phrase')})(?:{_COLON_PATTERN}|\s+))"
    )


def _compile_image_label_pattern(words: _LabelWords) -> re.Pattern[str]:
    """Compile the pattern of a numbered image, which may be glued to its caption."""
    return compile_pattern(
        rf"(?:(?P<dash>\s[-–—]\s*|^[-–—]\s*)|^|\s){words.make_pattern('image')}"
        r"\s\d{1,2}(?:\s*\.?\s*$|(?:\s*|\.(?=[^\W\d_]))(?=[^\W\d_]|[\"“(]))",
        re.I,
    )


def _compile_glued_date_label_pattern(words: _LabelWords) -> re.Pattern[str]:
    """Compile the pattern of the place where a date's label is glued to a name."""
    labels_pattern = _join_alternatives(
        label.capitalize()
        for label in words.read("date_labels")
        if len(label) >= _MIN_GLUED_LABEL_LENGTH
    )
    return compile_pattern(f"(?<=[^\\W\\d_A-Z])(?={labels_pattern}\\b)")


def _join_alternatives(words: Iterable[str]) -> str:
    """Join words to a pattern that finds any of them, the longest first."""
    longest_first_words = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, longest_first_words)) + ")"


def _normalise_label(line: str) -> str:
    # Single spaces, as a pattern with several would try all their divisions.
    text = " ".join(line.replace("_", " ").split()).strip(" .…|>»*-–—")
    bracket_match = _BRACKETED_LABEL_PATTERN.fullmatch(text)
    if bracket_match and not text[1:-1].strip().isdigit():
        text = bracket_match[1] or bracket_match[2]
    return match_form(_TRAILING_COUNT_PATTERN.sub("", text))
