"""Removing residue: what content systems and machine translation leave in a page.

Such residue is never text: markers (`[iklan_2]`), the labels of images
(`Headline - ảnh 1Caption`), names of image files, bars of tables, advertisements, and
the language's own name before a sentence (`Bahasa Indonesia: Pada …`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from tm.articles.archive.article import (
    ADVERTISEMENT_REASON,
    RESIDUE_REASON,
    Certainty,
    DroppedLine,
)
from tm.articles.page_text.page_labels import PageLabels
from tm.articles.page_text.page_line import PageLine, is_paragraph
from tm.text.normal import fold_text, normalise_spaces

_TABLE_RULE_PATTERN = re.compile(r"[\s|:=_*~.-]+|\s*\[\s*\]\s*")
_SENTENCE_END_PATTERN = re.compile(r"[.!?…][\"”’)]*\s+")
_CELL_COLON_PATTERN = re.compile(r"\s*\|\s*:\s*\|\s*")
"""A colon in a cell of a table by itself: `Editor | : | Dewi Ayu`."""
_BARS_PATTERN = re.compile(r"[\s|]*")
_SENTENCE_END_SEARCH_LENGTH = 8
"""Characters in which the end of a sentence is looked for."""
_MAX_PROMOTION_LENGTH = 250
_MIN_SENTENCE_WORD_COUNT = 6
_MAX_LABELLED_TITLE_LENGTH = 200
_MIN_LABELLED_TITLE_WORD_COUNT = 5
_MIN_IMAGE_TEXT_WORD_COUNT, _MAX_IMAGE_TEXT_WORD_COUNT = 3, 35


@dataclass(slots=True)
class ResidueFilter:
    """Removes residue from the lines of one page, and collects what it removed."""

    labels: PageLabels
    keeps_residue: bool = False
    """Whether the raw text of a line keeps residue inside it, for checking it."""
    dropped_lines: list[DroppedLine] = field(default_factory=list)
    labelled_titles: list[PageLine] = field(default_factory=list)
    """Texts before the labels of images: content systems put the headline there."""
    _is_caption_next: bool = False

    def clean_lines(self, lines: Iterable[PageLine]) -> list[PageLine]:
        """Return the lines without residue; a marker may divide a line into two."""
        clean_lines = [
            clean_line for line in lines for clean_line in self._clean_line(line)
        ]
        return [*self._drop_image_texts(clean_lines)]

    def _drop_image_texts(self, lines: Sequence[PageLine]) -> Iterator[PageLine]:
        """Drop the texts of images that stand above captions of the same words.

        Of a caption with a photo credit they may have more words before. Others are
        dropped below the first paragraph only: above it a headline may stand twice.
        """
        is_in_text = is_image_text_above = False
        for line, next_line in zip_longest(lines, lines[1:]):
            is_image_text = (
                next_line is not None
                and not self.keeps_residue
                and self._repeats_image_text(line.text, next_line, is_in_text)
            )
            is_in_text = is_in_text or is_paragraph(line)
            if is_image_text:
                self._record_dropped_part(
                    line, line.text, RESIDUE_REASON, Certainty.LIKELY
                )
            elif is_image_text_above:
                yield replace(line, is_caption=True)
            else:
                yield line
            is_image_text_above = is_image_text

    def _repeats_image_text(
        self, text: str, caption_line: PageLine, is_in_text: bool
    ) -> bool:
        """Whether a line has the words of the line above, the text of its image."""
        if self._has_same_credit(text, caption_line.text):
            return True
        credit_match = self.labels.photo_credit_pattern.search(caption_line.text)
        caption = caption_line.text
        if credit_match is not None:
            caption = caption[: credit_match.start()]
        words, caption_words = text.lower().split(), caption.lower().split()
        if max(len(words), len(caption_words)) > _MAX_IMAGE_TEXT_WORD_COUNT or not (
            min(len(words), len(caption_words)) >= _MIN_IMAGE_TEXT_WORD_COUNT
        ):
            return False
        if credit_match is not None and words[-len(caption_words) :] == caption_words:
            return True
        return is_in_text and words == caption_words

    def _has_same_credit(self, text: str, caption: str) -> bool:
        """Whether a caption repeats one in another language, with its photographer.

        `Cảng Hòn Rớ. Ảnh: Kim Sơ.` above `Pelabuhan Hon Ro. Foto: Kim So.`
        """
        (label, name), (other_label, other_name) = (
            self._split_credit(line_text) for line_text in (text, caption)
        )
        return bool(name) and name == other_name and label != other_label

    def _split_credit(self, text: str) -> tuple[str, str]:
        """Split a photo credit into its label and its folded name; empty without."""
        credit_match = self.labels.photo_credit_pattern.search(text)
        if credit_match is None:
            return "", ""
        label, _, name = credit_match[0].partition(":")
        return label.strip(" -–—(").lower(), fold_text(name).strip(" .)")

    def _clean_line(self, line: PageLine) -> list[PageLine]:
        """Drop a line that is no text, or return its texts without residue."""
        # Titles of other articles follow `Baca juga`: see `drop_related_links`.
        related_label_match = self.labels.related_link_pattern.fullmatch(line.text)
        if self.labels.is_advertisement(line.text) and not related_label_match:
            self._record_dropped_part(line, line.text, ADVERTISEMENT_REASON)
        elif self.labels.is_menu(line.text):
            self._record_dropped_part(line, line.text, "menu")
        elif (
            self.labels.promotion_pattern.match(line.text)
            and len(line.text) <= _MAX_PROMOTION_LENGTH
            and self._is_promotion(line)
        ):
            self._record_dropped_part(line, line.text, "promotion", Certainty.LIKELY)
        else:
            dropped_count = len(self.dropped_lines)
            clean_lines = [
                clean_line
                for text, raw_text in self._split_at_markers(line)
                for clean_line in self._clean_text(line, text, raw_text)
            ]
            if self.keeps_residue and clean_lines:
                del self.dropped_lines[dropped_count:]
            return clean_lines
        return []

    def _is_promotion(self, line: PageLine) -> bool:
        """Whether a line with the beginning of a promotion is no sentence of the text.

        `Bergabung di klub itu, ia menang.` is one; it is listed as uncertain.
        """
        is_sentence = (
            _SENTENCE_END_PATTERN.search(line.text + " ") is not None
            and len(line.text.split()) >= _MIN_SENTENCE_WORD_COUNT
        )
        if is_sentence and not self.labels.promotion_cue_pattern.search(line.text):
            self._record_dropped_part(line, line.text, "promotion", Certainty.UNCERTAIN)
            return False
        return True

    def _split_at_markers(self, line: PageLine) -> Iterator[tuple[str, str]]:
        """Yield the texts between the markers of a line, and each with its markers.

        A marker inside a sentence does not divide it.
        """
        line_text = line.raw_text
        text_between = ""
        text_start = raw_start = 0
        for residue_match in self.labels.inline_residue_pattern.finditer(line_text):
            bars_match = _BARS_PATTERN.match(line_text, residue_match.end())
            assert bars_match is not None
            following_character = line_text[bars_match.end() : bars_match.end() + 1]
            text_before = text_between + line_text[text_start : residue_match.start()]
            if residue_match["advertisement"] and not (
                residue_match[0].isupper()
                or (
                    _SENTENCE_END_PATTERN.search(
                        text_before[-_SENTENCE_END_SEARCH_LENGTH:] + " "
                    )
                    and not following_character.islower()
                )
            ):
                continue  # a sentence may have the same words
            self._record_dropped_part(line, residue_match[0], RESIDUE_REASON)
            text_between = text_before
            text_start = residue_match.end()
            if following_character.islower():
                if text_between.endswith(" "):
                    text_start = bars_match.end()  # one space is enough
            elif text_between.strip(" |"):
                yield text_between, line_text[raw_start:text_start]
                text_between, raw_start = "", text_start
        yield text_between + line_text[text_start:], line_text[raw_start:]

    def _clean_text(
        self, line: PageLine, text: str, raw_text: str
    ) -> Iterator[PageLine]:
        """Yield a text without residue; the label of an image divides it.

        `raw_text`: the text with its markers.
        """
        if _TABLE_RULE_PATTERN.fullmatch(text):
            if text.strip():
                self._record_dropped_part(line, text.strip(), RESIDUE_REASON)
            return
        stripped_text = _CELL_COLON_PATTERN.sub(": ", _strip_bars(text))
        if "|" in text and stripped_text.strip() != text.strip():
            self._record_dropped_part(line, "|", RESIDUE_REASON)
        text = self._remove_language_names(line, stripped_text)
        text = self._remove_image_file(line, text)
        is_caption = self._is_caption_next and self._may_be_caption(text)
        self._is_caption_next = False
        caption_label_match = self.labels.caption_label_pattern.match(text)
        if caption_label_match:
            self._record_dropped_part(
                line, caption_label_match[0].strip(), RESIDUE_REASON
            )
            raw_text = text = text[caption_label_match.end() :]
            is_caption = True
            self._is_caption_next = not text.strip()
        label_match = self.labels.image_label_pattern.search(text)
        if label_match is not None and self._is_image_label(text, label_match):
            text_before_label, caption_text = (
                text[: label_match.start()],
                text[label_match.end() :],
            )
            sentence_ends = list(_SENTENCE_END_PATTERN.finditer(text_before_label))
            title_start = sentence_ends[-1].end() if sentence_ends else 0
            title = text_before_label[title_start:].strip()
            if title_start:
                yield PageLine.of(line.line_number, text_before_label[:title_start])
            if title:
                self.labelled_titles.append(PageLine.of(line.line_number, title))
            removed_text = text[title_start : label_match.end()].strip()
            self._record_dropped_part(line, removed_text, RESIDUE_REASON)
            self._is_caption_next = not caption_text.strip()
            raw_text = text[label_match.start() :]
            text, is_caption = caption_text, True
        if text.strip():
            clean_line = PageLine.of(
                line.line_number, text, is_caption=is_caption or line.is_caption
            )
            yield replace(
                clean_line,
                kind=line.kind,
                raw_text=raw_text.strip()
                if self.keeps_residue
                else clean_line.raw_text,
            )

    def _may_be_caption(self, text: str) -> bool:
        """Whether a text after a label is short enough for a caption."""
        return len(text) <= _MAX_LABELLED_TITLE_LENGTH and (
            not _SENTENCE_END_PATTERN.search(text + " ")
            or self.labels.photo_credit_pattern.search(text) is not None
        )

    @staticmethod
    def _is_image_label(text: str, label_match: re.Match[str]) -> bool:
        """Whether a dash or a glued caption shows that the words label an image.

        `Ông chụp ảnh 3 lần` is a sentence.
        """
        is_glued = text[: label_match.end()].rstrip(".")[-1:].isdigit() and (
            text[label_match.end() : label_match.end() + 1].isupper()
        )
        title = text[: label_match.start()]
        is_title_short = len(title) <= _MAX_LABELLED_TITLE_LENGTH
        is_label_at_end = label_match.end() == len(text) and (
            len(title.split()) >= _MIN_LABELLED_TITLE_WORD_COUNT
        )
        return is_glued or (
            is_title_short and (label_match["dash"] is not None or is_label_at_end)
        )

    def _remove_language_names(self, line: PageLine, text: str) -> str:
        """Remove `Bahasa Indonesia:` before a sentence, unless languages are listed."""
        name_matches = list(self.labels.language_name_pattern.finditer(text))
        language_names = {
            normalise_spaces(name_match[0]) for name_match in name_matches
        }
        is_sentence = text.rstrip(' "”’)').endswith((".", "!", "?", "…", ":", ";"))
        if len(language_names) != 1 or not (
            is_sentence or len(text) > _MAX_PROMOTION_LENGTH
        ):
            return text
        self._record_dropped_part(line, language_names.pop(), RESIDUE_REASON)
        return self.labels.language_name_pattern.sub("", text)

    def _remove_image_file(self, line: PageLine, text: str) -> str:
        """Remove the name of an image file before a text."""
        file_match = self.labels.image_file_pattern.match(text.strip())
        if file_match is None or file_match["rest"].strip()[:1].islower():
            return text
        self._record_dropped_part(line, file_match["name"], RESIDUE_REASON)
        return file_match["rest"].strip()

    def _record_dropped_part(
        self,
        line: PageLine,
        text: str,
        reason: str,
        certainty: Certainty = Certainty.CERTAIN,
    ) -> None:
        """Record a dropped part of a line, with the reason."""
        self.dropped_lines.append(
            DroppedLine(line.line_number, text, reason, certainty)
        )


def _strip_bars(text: str) -> str:
    """Strip white space and bars from both ends of a text."""
    stripped_text = text.strip().strip("|")
    while stripped_text != (shorter_text := stripped_text.strip().strip("|")):
        stripped_text = shorter_text
    return stripped_text
