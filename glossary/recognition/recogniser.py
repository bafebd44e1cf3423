"""The recogniser of terms: one pass of an automaton over the folded text.

The spans that the automaton proposes are judged by word boundaries, capitals and person
names. Of overlapping terms those that cover most of the text are selected, so that the
longest title wins over the offices and bodies named inside it.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING

from glossary.entries.entry import ConceptEntry, TermHit
from glossary.forms.folding import fold_for_recognition
from glossary.forms.unicode_composition import compose_letters, find_letter_spans
from glossary.recognition.candidate_selection import HitCandidate
from glossary.recognition.form_lexicon import FormLexicon
from glossary.recognition.form_spans import FormSpan, find_form_spans, group_spans
from glossary.recognition.passage import FoldedTextOrLines, Passage
from glossary.recognition.shared_words import SharedWordFinder
from glossary.recognition.surface_meanings import SurfaceInterpreter
from tm.text.locale import Locale

if TYPE_CHECKING:
    from glossary.titles.term_hit_joining import TitleJoiner

_MIN_BATCH_TEXTS = 20
"""The least number of texts that are folded at once; with fewer, arrays cost more."""


class Recogniser:
    """Finds the terms of one locale in text; made by `Recogniser.build`."""

    def __init__(
        self,
        lexicon: FormLexicon,
        title_entries: Sequence[ConceptEntry],
        joinable_ids: Set[str] = frozenset(),
    ) -> None:
        self.locale = lexicon.locale
        self.lexicon = lexicon
        self.title_entries = title_entries
        """The entries of the termbase that are parts of titles, or need a place."""
        self.joinable_ids = joinable_ids
        """The ids of the entries whose hits may be joined into titles."""
        self._surface_interpreter = SurfaceInterpreter(lexicon)
        self._shared_word_finder = SharedWordFinder(lexicon)

    @classmethod
    def build(cls, entries: Iterable[ConceptEntry], locale: Locale) -> "Recogniser":
        """Build the recogniser of all terms that are valid in a locale.

        It also finds the titles that entries compose: see `glossary.titles`. The order
        of the entries does not matter: of two readings of a form the one with the lower
        id comes first, as from a database.
        """
        from glossary.titles.office_titles import add_titles, find_titles
        from glossary.titles.term_hit_joining import TitleJoiner
        from glossary.titles.titles_with_places import needs_place_or_level_word

        termbase_entries = sorted(entries, key=lambda entry: entry.id)
        titles = list(find_titles(termbase_entries))
        part_ids = {
            id for title in titles for id in (*title.part_ids, title.body.entry.id)
        }
        part_ids |= {title.entry.id for title in titles}
        title_entries = [
            entry
            for entry in termbase_entries
            if entry.id in part_ids or needs_place_or_level_word(entry)
        ]
        title_joiner = TitleJoiner.build(title_entries, titles, locale)
        entries_with_titles = title_joiner.add_titles_with_places(
            add_titles(termbase_entries, titles)
        )
        lexicon = FormLexicon.build(entries_with_titles, locale)
        joinable_ids = {
            entry.id for entry in lexicon.entries if title_joiner.may_join_entry(entry)
        }
        return cls(lexicon, title_entries, joinable_ids)

    @cached_property
    def _title_joiner(self) -> "TitleJoiner":
        """The joiner of titles, built only when a hit may be joined, as it is slow."""
        # Imported here, too, since most texts have no such hit.
        from glossary.titles.office_titles import find_titles
        from glossary.titles.term_hit_joining import TitleJoiner

        titles = list(find_titles(self.title_entries))
        return TitleJoiner.build(self.title_entries, titles, self.locale)

    def prepare(self) -> None:
        """Build what only few texts need, so that the first of them need not wait."""
        _ = self._title_joiner

    def find(
        self,
        text: str,
        *,
        includes_forbidden: bool = False,
        ignores_case: bool = False,
        includes_nested: bool = False,
    ) -> list[TermHit]:
        """Find the terms in a text, in ascending order and without overlaps.

        Forbidden forms hide the terms inside them, but are reported only with
        `includes_forbidden`; then one that overlaps the edge of a longer term wins over
        that term. With `ignores_case`, terms of several words without their capitals
        are found as well, as `case`. If a form belongs to several entries,
        `other_readings` of the hit has the remaining ones. With `includes_nested`, each
        hit is followed by the terms inside it, the longer ones first.
        """
        composed_text = compose_letters(text)
        folded_text = fold_for_recognition(composed_text, self.locale.language)
        form_spans = find_form_spans(self.lexicon, folded_text)
        passage = self._make_passage(
            folded_text, form_spans, includes_forbidden, ignores_case
        )
        candidates = self._find_candidates(passage)
        (hits,) = self._make_hits([composed_text], candidates, passage)
        if includes_nested:
            hits = _add_nested_hits(hits, passage.find_nested_hits(candidates))
        return hits if composed_text == text else _convert_hit_offsets(hits, text)

    def find_in_each(
        self,
        texts: Sequence[str],
        *,
        includes_forbidden: bool = False,
        ignores_case: bool = False,
    ) -> list[list[TermHit]]:
        """Find the terms in each of several texts.

        Many texts are folded at once, except those with rare letters.
        """
        options = {
            "includes_forbidden": includes_forbidden,
            "ignores_case": ignores_case,
        }
        if len(texts) < _MIN_BATCH_TEXTS:
            return [self.find(text, **options) for text in texts]
        from glossary.recognition.batch_folding import (
            FoldedLines,  # imports numpy, which is slow
        )

        folded_lines = FoldedLines(texts, self.locale.language)
        form_spans = folded_lines.find_spans(self.lexicon)
        passage = self._make_passage(
            folded_lines, form_spans, includes_forbidden, ignores_case
        )
        text_hit_lists = self._make_hits(
            folded_lines.texts, self._find_candidates(passage), passage
        )
        for text_index, text_hits in zip(
            folded_lines.rare_text_indexes, text_hit_lists[len(texts) :], strict=True
        ):
            text_hit_lists[text_index] = _convert_hit_offsets(
                text_hits, texts[text_index]
            )
        for text_index in folded_lines.unsearched_text_indexes:
            text_hit_lists[text_index] = self.find(texts[text_index], **options)
        return text_hit_lists[: len(texts)]

    def _find_candidates(self, passage: Passage) -> list[HitCandidate]:
        return self._shared_word_finder.add_names_with_shared_word(
            passage.find_candidates(), passage
        )

    def _make_hits(
        self, texts: Sequence[str], candidates: list[HitCandidate], passage: Passage
    ) -> list[list[TermHit]]:
        text_hit_lists = passage.make_hits(candidates)
        for text_index, text_hits in enumerate(text_hit_lists):
            if text_hits and self._may_join(texts[text_index], text_hits):
                text_hit_lists[text_index] = self._title_joiner.join_hits(
                    texts[text_index], text_hits
                )
        return text_hit_lists

    def _may_join(self, text: str, hits: Sequence[TermHit]) -> bool:
        """Whether some of the hits of a text may be joined into a title."""
        if len(hits) == 1 and hits[0].start == 0 and hits[0].end == len(text):
            return False
        return any(
            hit.entry.id in self.joinable_ids
            or any(
                other_reading.entry.id in self.joinable_ids
                for other_reading in hit.other_readings
            )
            for hit in hits
        )

    def _make_passage(
        self,
        folded_text_or_lines: FoldedTextOrLines,
        form_spans: Iterable[FormSpan],
        includes_forbidden: bool,
        ignores_case: bool,
    ) -> Passage:
        return Passage(
            self.lexicon,
            self._surface_interpreter,
            folded_text_or_lines,
            group_spans(self.lexicon, folded_text_or_lines.text, form_spans),
            includes_forbidden=includes_forbidden,
            ignores_case=ignores_case,
        )


def _convert_hit_offsets(hits: list[TermHit], text: str) -> list[TermHit]:
    """Convert the offsets of hits in the composed text to offsets in the text."""
    if not hits:
        return []  # saves most texts the search for the spans of letters
    spans_in_text = find_letter_spans(text)

    def move_hit(hit: TermHit) -> TermHit:
        return hit._replace(
            start=spans_in_text[hit.start][0],
            end=spans_in_text[hit.end - 1][1],
            other_readings=tuple(map(move_hit, hit.other_readings)),
            parts=tuple(map(move_hit, hit.parts)),
        )

    return [*map(move_hit, hits)]


def _add_nested_hits(
    hits: list[TermHit], nested_hits: Iterable[TermHit]
) -> list[TermHit]:
    """Add nested hits, each span once, after the hits that contain them."""
    hit_by_span = {(hit.start, hit.end): hit for hit in _list_nested_parts(hits)}
    hit_by_span |= {(hit.start, hit.end): hit for hit in nested_hits}
    return sorted(
        [*hits, *hit_by_span.values()],
        key=lambda hit: (hit.start, -hit.end, hit.is_nested),
    )


def _list_nested_parts(hits: Sequence[TermHit]) -> Iterator[TermHit]:
    """List the parts of joined titles, and their parts, as nested hits."""
    for hit in hits:
        for part in hit.parts:
            yield part._replace(is_nested=True)
            yield from _list_nested_parts([part])
