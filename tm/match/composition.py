"""Composed matches: a text of several sentences, translated sentence by sentence."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tm.finding import Span
from tm.match.inline_tags import remove_tags
from tm.match.lookup import LookupOptions, find_matches, rank_matches
from tm.match.match_rate import Match, MatchType, SentenceMatch, find_best_translation
from tm.match.replacement import OpenDifference, TargetReplacement
from tm.store.database import Database
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.text.tokens import list_token_texts
from tm.unit import TranslationUnit

_INNER_SENTENCE_END_PATTERN = re.compile(r"[.!?…:;。！？\n]\W*\s\W*\w|[。！？]\W*\w")
"""What a text of one sentence lacks; the rules of a language decide."""
_MAX_COMPOSED_SIMILARITY = 99.0
"""A composed match is not exact: each sentence was translated in another text."""
_MAX_SENTENCE_COUNT = 40


def find_matches_by_sentence(
    database: Database,
    segment: Segment,
    target_locale: Locale,
    options: LookupOptions,
    *,
    is_last_resort: bool = False,
) -> list[Match]:
    """Find matches as `find_matches`, and one composed of those of the sentences.

    It is offered where it is better than every match of the whole text, and reaches the
    least rate; with `is_last_resort` also below it, if there is no other match.
    """
    matches = find_matches(database, segment, target_locale, options)
    best_match = find_best_translation(matches)
    best_rate = best_match.rate if best_match else -1
    if options.split_sentences is None or best_rate >= _MAX_COMPOSED_SIMILARITY:
        return matches
    if not _INNER_SENTENCE_END_PATTERN.search(segment.text):
        return matches
    spans = options.split_sentences(segment.text, segment.locale)
    if not 1 < len(spans) <= _MAX_SENTENCE_COUNT:
        return matches
    sentence_options = replace(options, neighbours=(None, None))
    ranked_matches_of_sentences = [
        rank_matches(
            database, _slice_segment(segment, span), target_locale, sentence_options
        )
        for span in spans
    ]
    rates = [
        ranked_matches.find_best_rate()
        for ranked_matches in ranked_matches_of_sentences
    ]
    if all(rate is None for rate in rates):
        return matches
    similarity = _compute_similarity(segment, spans, rates)
    reaches_rate = int(similarity) >= options.min_rate
    may_offer_composed_match = reaches_rate or (is_last_resort and not matches)
    if not may_offer_composed_match or int(similarity) <= best_rate:
        return matches
    # Only what is shown is repaired: of each sentence the best match.
    sentence_matches = tuple(
        SentenceMatch(span, ranked_matches.repair_best())
        for span, ranked_matches in zip(spans, ranked_matches_of_sentences, strict=True)
    )
    composed_match = _compose_match(
        segment, target_locale, sentence_matches, similarity
    )
    return sorted([composed_match, *matches], key=lambda match: -match.rate)[
        : options.limit
    ]


def _slice_segment(segment: Segment, span: Span) -> Segment:
    """Return a part of a segment, with the codes in it."""
    first_code = segment.text.count(CODE, 0, span.start)
    text = span.of(segment.text)
    codes = segment.codes[first_code : first_code + text.count(CODE)]
    return Segment(segment.locale, text, codes)


def _compute_similarity(
    segment: Segment, spans: Sequence[Span], rates: Sequence[int | None]
) -> float:
    """Compute the similarity of a composed match from the rates of its sentences."""
    token_counts = [
        len(list_token_texts(remove_tags(span.of(segment.text)))) for span in spans
    ]
    rate_sum = sum(
        min(rate, 100) * token_count
        for rate, token_count in zip(rates, token_counts, strict=True)
        if rate is not None
    )
    similarity = rate_sum * 100 // max(1, sum(token_counts)) / 100
    return min(similarity, _MAX_COMPOSED_SIMILARITY)


def _compose_match(
    segment: Segment,
    target_locale: Locale,
    sentence_matches: Sequence[SentenceMatch],
    similarity: float,
) -> Match:
    """Compose the matches of sentences; one without a match stays untranslated."""
    source_text, target_text, repaired_text = (
        _ComposedText(),
        _ComposedText(),
        _ComposedText(),
    )
    for sentence_match in sentence_matches:
        gap = _read_gap(segment, sentence_match.span)
        target_gap = _choose_target_gap(gap, target_locale)
        if sentence_match.match is None or sentence_match.match.target is None:
            sentence = _slice_segment(segment, sentence_match.span)
            target_text.add(target_gap, sentence)
            repaired_text.add_untranslated(target_gap, sentence, sentence_match.span)
            continue
        source_text.add(gap, sentence_match.match.source)
        target_text.add(target_gap, sentence_match.match.target)
        repaired_text.add_match(target_gap, sentence_match.match)
    composed_source = source_text.make_segment(segment.locale)
    composed_target = target_text.make_segment(target_locale)
    repaired_target = repaired_text.make_segment(target_locale)
    return Match(
        TranslationUnit(composed_source, composed_target),
        composed_source,
        composed_target,
        MatchType.COMPOSED,
        similarity,
        (),
        repaired_target=repaired_target
        if repaired_text.replacements or repaired_text.open_differences
        else None,
        replacements=tuple(repaired_text.replacements),
        open_differences=tuple(repaired_text.open_differences),
        sentence_matches=tuple(sentence_matches),
    )


def _read_gap(segment: Segment, span: Span) -> str:
    """Read the white space before a sentence."""
    text_before = segment.text[: span.start]
    return text_before[len(text_before.rstrip()) :] if text_before.strip() else ""


def _choose_target_gap(gap: str, target_locale: Locale) -> str:
    """Choose the white space between translated sentences; line ends stay.

    Chinese has no space between sentences: `今天下雨。明天晴天。`
    """
    if gap.strip(" "):
        return gap
    return (gap or " ") if target_locale.uses_spaces else ""


class _ComposedText:
    """Segments that are joined to one text, with what was repaired in them."""

    def __init__(self) -> None:
        self.replacements: list[TargetReplacement] = []
        self.open_differences: list[OpenDifference] = []
        self._text = ""
        self._codes: tuple[Code, ...] = ()

    def add(self, gap: str, segment: Segment) -> int:
        """Add a segment after a gap, and return where it starts."""
        self._text += gap if self._text else ""
        start = len(self._text)
        self._text += segment.text
        self._codes += segment.codes
        return start

    def add_untranslated(self, gap: str, sentence: Segment, query_span: Span) -> None:
        """Add a sentence that is to be translated."""
        start = self.add(gap, sentence)
        self.open_differences.append(
            OpenDifference(
                "", sentence.display_text, query_span, Span(start, len(self._text))
            )
        )

    def add_match(self, gap: str, match: Match) -> None:
        """Add the translation of a match as it was repaired."""
        assert match.target is not None
        start = self.add(gap, match.repaired_target or match.target)
        self.replacements += [
            replace(replacement, span=_shift_span(replacement.span, start))
            for replacement in match.replacements
        ]
        self.open_differences += [
            replace(
                difference,
                target_span=difference.target_span
                and _shift_span(difference.target_span, start),
            )
            for difference in match.open_differences
        ]

    def make_segment(self, locale: Locale) -> Segment:
        """Make the joined segment."""
        return Segment(locale, self._text, self._codes)


def _shift_span(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)
