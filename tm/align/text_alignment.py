"""The alignment of two whole texts: sentences, ladder and units."""

from collections.abc import Iterator
from dataclasses import dataclass

from tm.align.aligner import AlignmentProfile, align_sentences
from tm.align.beads import Ladder
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.sentences import split_into_sentences
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit

ALIGNMENT_METHOD = "padanan"
"""The alignment method that origins of units name."""


@dataclass(frozen=True, slots=True)
class SentenceText:
    """A text with the spans of its sentences."""

    text: str
    locale: Locale
    spans: tuple[Span, ...]

    @property
    def sentences(self) -> list[str]:
        """The sentences, in order."""
        return [span.of(self.text) for span in self.spans]

    def join_sentences(self, sentence_range: range) -> str:
        """Join successive sentences, counted from 0, into one text."""
        separator = " " if self.locale.uses_spaces else ""
        return separator.join(
            self.spans[sentence_index].of(self.text)
            for sentence_index in sentence_range
        )


@dataclass(frozen=True, slots=True)
class TextAlignment:
    """Two texts and the ladder of their sentences."""

    source: SentenceText
    target: SentenceText
    ladder: Ladder

    def make_units(self, *, min_score: float = 0.0) -> Iterator[TranslationUnit]:
        """Make units of the pairs of at least this confidence, from 0 to 1."""
        for bead in self.ladder.list_paired_beads(min_score):
            source_segment, target_segment = (
                Segment.of(
                    sentence_text.locale, sentence_text.join_sentences(sentence_range)
                )
                for sentence_text, sentence_range in (
                    (self.source, bead.source_range),
                    (self.target, bead.target_range),
                )
            )
            if not source_segment.is_empty and not target_segment.is_empty:
                origin = Origin(score=round(bead.score, 4), method=ALIGNMENT_METHOD)
                yield TranslationUnit(
                    source_segment, target_segment, State.TRANSLATED, origin
                )


def split_sentences(
    text: str, locale: Locale, *, has_one_per_line: bool = False
) -> SentenceText:
    """Split a text into sentences; with `has_one_per_line`, at its line ends only.

    >>> split_sentences("Satu. Dua.", Locale.parse("id")).sentences
    ['Satu.', 'Dua.']
    """
    spans = (
        _find_line_spans(text)
        if has_one_per_line
        else split_into_sentences(text, locale)
    )
    return SentenceText(text, locale, tuple(spans))


def align_texts(
    source: SentenceText,
    target: SentenceText,
    *,
    profile: str = AlignmentProfile.NEWS,
    resources: AlignmentResources | None = None,
) -> TextAlignment:
    """Align the sentences of two texts. Raises UnknownName for an unknown profile.

    Without `resources` of the two languages the starter dictionary is used.
    """
    ladder = align_sentences(
        source.sentences,
        target.sentences,
        source_locale=source.locale,
        target_locale=target.locale,
        profile=profile,
        resources=resources,
    )
    return TextAlignment(source, target, ladder)


def _find_line_spans(text: str) -> list[Span]:
    """Find the spans of all lines, without the white space at their ends."""
    spans = []
    line_start = 0
    for line in text.removesuffix("\n").split("\n") if text else ():
        stripped_line = line.strip()
        content_start = (
            line_start + len(line) - len(line.lstrip()) if stripped_line else line_start
        )
        spans.append(Span(content_start, content_start + len(stripped_line)))
        line_start += len(line) + 1
    return spans
