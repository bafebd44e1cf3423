"""Building packages: what the memory, the termbase and the data know of a text."""

from collections.abc import Iterator, Sequence

from checks.session import make_plan, read_house_rules
from checks.typography.house_style import SKIPPED_RULES_OPTION
from glossary.store.recogniser_cache import RecogniserCache
from glossary.title_phrases.title_reading import find_titles_in_context
from padanan.assistants.prompt_advice import (
    find_mistranslated_phrases,
    list_house_rules,
)
from padanan.assistants.prompt_neighbours import read_match_neighbours
from padanan.assistants.prompt_package import (
    PromptExample,
    PromptMatch,
    PromptName,
    PromptNeighbour,
    PromptPackage,
    PromptRequest,
    PromptRule,
    PromptTerm,
    PromptWord,
)
from padanan.assistants.prompt_terms import (
    correct_prompt_term,
    find_prompt_names,
    find_prompt_words,
    make_prompt_term,
)
from padanan.assistants.prompt_text import PromptText
from padanan.assistants.related_segments import find_related_units
from padanan.match_finder import MatchFinder, list_unit_keys
from tm.finding import Span
from tm.match.match_rate import Match
from tm.settings import Settings
from tm.store.database import Database
from tm.text.locale import Locale

_MIN_EXAMPLE_RATE = 60
"""The least rate of a match that is worth its tokens as an example."""
_MIN_SUFFICIENT_RATE = 85
"""From this rate on, the first match of a segment makes others superfluous, and
examples for its words."""
_MAX_MATCHES_PER_SEGMENT = 3
_SHOWN_KEY_LENGTH = 12
"""Hexadecimal digits of a key; no two units of a memory share them."""


class PromptBuilder:
    """Builds packages from a database; several threads may share it."""

    def __init__(
        self, database: Database, settings: Settings, match_finder: MatchFinder
    ) -> None:
        self.database = database
        self._match_finder = match_finder
        self._recogniser_cache = RecogniserCache(database)
        self._house_rules = read_house_rules(settings.checks.rules)
        self._skipped_rule_names = SKIPPED_RULES_OPTION.read_value(
            make_plan(settings.checks).options
        )

    def build(self, request: PromptRequest) -> PromptPackage:
        """Build the package of a text; equal for equal texts, dates and databases.

        What is most useful goes in first, until the budget is used up. Raises
        InputError if the text alone is larger.
        """
        matches_by_segment = [
            self._find_matches(text, request.locales) for text in request.segments
        ]
        terms, names, words = self._find_terms_and_words(request)
        mistranslations = [
            *find_mistranslated_phrases(request.segments, request.locales)
        ]
        prompt_text = PromptText(request)
        prompt_text.add_all(
            [
                *_make_prompt_matches(matches_by_segment, yields_best=True),
                *(correct_prompt_term(term, mistranslations) for term in terms),
                *names,
                *mistranslations,
                *words,
                *request.neighbours,
                *_make_prompt_matches(matches_by_segment, yields_best=False),
                *self._list_rules(request, matches_by_segment),
                *self._read_neighbours(request, matches_by_segment),
            ]
        )
        known_texts = {term.source.casefold() for term in terms}
        prompt_text.add_while_room(
            example
            for example in self._find_examples(request, matches_by_segment)
            if example.source.casefold() not in known_texts
        )
        return prompt_text.make_package()

    def _find_matches(
        self, text: str, locales: tuple[Locale, Locale]
    ) -> Sequence[Match]:
        """Find the matches of a segment; one that is nearly exact is enough."""
        matches = [
            match
            for match in self._match_finder.find_matches(
                text,
                locales,
                min_rate=_MIN_EXAMPLE_RATE,
                limit=_MAX_MATCHES_PER_SEGMENT,
            )
            if match.target is not None
        ]
        if matches and matches[0].rate >= _MIN_SUFFICIENT_RATE:
            return matches[:1]
        return matches

    def _find_terms_and_words(
        self, request: PromptRequest
    ) -> tuple[list[PromptTerm], list[PromptName], list[PromptWord]]:
        """Find the terms, names and words of news of all segments, each once."""
        source_locale, target_locale = request.locales
        recogniser = self._recogniser_cache.get(source_locale)
        resources = self._match_finder.get_repair_resources(request.locales)
        term_by_folded_text: dict[str, PromptTerm] = {}
        name_by_folded_text: dict[str, PromptName] = {}
        word_by_text: dict[str, PromptWord] = {}
        for text in request.segments:
            hits = find_titles_in_context(recogniser, text)
            for hit in hits:
                term = make_prompt_term(hit, text, target_locale, request.day)
                if term is not None:
                    term_by_folded_text.setdefault(term.source.casefold(), term)
            hit_spans = [Span(hit.start, hit.end) for hit in hits]
            spans_with_words = find_prompt_words(text, request.locales)
            word_spans = [span for span, _ in spans_with_words]
            name_spans: list[Span] = []
            for span, name in find_prompt_names(
                text, request.locales, hit_spans, word_spans, resources
            ):
                name_by_folded_text.setdefault(name.source.casefold(), name)
                name_spans.append(span)
            for span, word in spans_with_words:
                is_term = any(span.overlaps(hit_span) for hit_span in hit_spans)
                # A name may begin with a common noun, and has none elsewhere.
                is_name = any(name.start < span.start < name.end for name in name_spans)
                if not is_term and not is_name:
                    word_by_text.setdefault(word.source, word)
        return (
            [*term_by_folded_text.values()],
            [
                name
                for folded_text, name in name_by_folded_text.items()
                if folded_text not in term_by_folded_text
            ],
            [
                word
                for folded_text, word in word_by_text.items()
                if folded_text not in name_by_folded_text
            ],
        )

    def _find_examples(
        self, request: PromptRequest, matches_by_segment: Sequence[Sequence[Match]]
    ) -> Iterator[PromptExample]:
        """Find units that have words of the text in common, segment by segment."""
        match_keys = {
            match.unit.key for matches in matches_by_segment for match in matches
        }
        for segment_number, (text, matches) in enumerate(
            zip(request.segments, matches_by_segment, strict=True), 1
        ):
            if matches and matches[0].rate >= _MIN_SUFFICIENT_RATE:
                continue
            for unit in find_related_units(
                self.database,
                text,
                request.locales,
                [match.source.text for match in matches],
            ):
                source, target = unit.orient(*request.locales)
                if unit.key in match_keys or source is None or target is None:
                    continue
                match_keys.add(unit.key)
                yield PromptExample(
                    segment_number,
                    source.display_text,
                    target.display_text,
                    unit.key.hex()[:_SHOWN_KEY_LENGTH],
                    unit.origin,
                )

    def _list_rules(
        self, request: PromptRequest, matches_by_segment: Sequence[Sequence[Match]]
    ) -> Iterator[PromptRule]:
        renderings = [
            match.target.text
            for matches in matches_by_segment
            for match in matches
            if match.target is not None
        ]
        return list_house_rules(
            self._house_rules,
            request.locales[1],
            renderings,
            self._skipped_rule_names,
        )

    def _read_neighbours(
        self, request: PromptRequest, matches_by_segment: Sequence[Sequence[Match]]
    ) -> Iterator[PromptNeighbour]:
        """Read what stands before and after the best match of each segment."""
        if request.neighbours:
            return
        for matches in matches_by_segment:
            if matches and matches[0].rate >= _MIN_SUFFICIENT_RATE:
                yield from read_match_neighbours(
                    self.database, matches[0].unit, request.locales
                )


def _make_prompt_matches(
    matches_by_segment: Sequence[Sequence[Match]], *, yields_best: bool
) -> Iterator[PromptMatch]:
    """Make the best match of each segment, or all but the best; equal ones once."""
    seen_text_pairs: set[tuple[str, str]] = set()
    for segment_number, matches in enumerate(matches_by_segment, 1):
        for match_index, match in enumerate(matches):
            prompt_match = _make_prompt_match(segment_number, match)
            text_pair = prompt_match.source, prompt_match.target
            if text_pair not in seen_text_pairs and (match_index == 0) is yields_best:
                yield prompt_match
            seen_text_pairs.add(text_pair)


def _make_prompt_match(segment_number: int, match: Match) -> PromptMatch:
    target = match.repaired_target or match.target
    assert target is not None
    return PromptMatch(
        segment=segment_number,
        rate=match.rate,
        type=match.type,
        source=match.source.display_text,
        target=target.display_text,
        open_words=tuple(
            difference.query_text
            for difference in match.open_differences
            if difference.query_text
        ),
        units=tuple(key[:_SHOWN_KEY_LENGTH] for key in list_unit_keys(match)),
        origin=match.unit.origin,
    )
