"""Finding terms in a text: one pass of an automaton over the folded text.

What the automaton proposes is judged by word boundaries, capitals and person names;
of those that overlap, the terms that cover most of the text stay, so that the longest
title wins over the offices and bodies named inside it.
"""

from collections.abc import Iterable, Iterator, Sequence

from glossary.entries.entry import ConceptEntry, TermHit
from glossary.forms.composition import compose_letters, letter_spans
from glossary.forms.folding import fold
from glossary.recognition.candidate_selection import HitCandidate
from glossary.recognition.lexicon import FormLexicon
from glossary.recognition.passage import FoldedSource, Passage
from glossary.recognition.shared_words import SharedWordFinder
from glossary.recognition.spans import FormSpan, find_form_spans, group_spans
from glossary.recognition.surface_judge import SurfaceJudge
from glossary.titles.joined_titles import TitleJoins
from glossary.titles.titles import add_titles, find_titles
from glossary.titles.titles_with_places import is_title_or_bound_place
from tm.text.locale import Locale

_FEWEST_FOR_BATCH = 20
"""Texts that are searched as one; calls for their arrays cost more than so many."""


class Recogniser:
    """Finds the terms of one locale in text; made by `Recogniser.build`."""

    def __init__(self, lexicon: FormLexicon, titled: Sequence[ConceptEntry]) -> None:
        self.locale = lexicon.locale
        self.lexicon = lexicon
        self.title_entries = titled
        """The entries of the termbase that titles are composed of, or waiting for."""
        self._joins = TitleJoins.build(titled, list(find_titles(titled)), self.locale)
        self._judge = SurfaceJudge(lexicon)
        self._coordination = SharedWordFinder(lexicon)

    @classmethod
    def build(cls, entries: Iterable[ConceptEntry], locale: Locale) -> "Recogniser":
        """A recogniser of all terms of the entries that serve in a locale.

        Titles that the entries compose are found as well: `glossary.titles`.
        """
        termbase = list(entries)
        composed = list(find_titles(termbase))
        parts = {id for title in composed for id in (*title.parts, title.body.entry.id)}
        parts |= {title.entry.id for title in composed}
        titled = [
            entry
            for entry in termbase
            if entry.id in parts or is_title_or_bound_place(entry)
        ]
        title_joiner = TitleJoins.build(titled, composed, locale)
        widened_entries = title_joiner.add_placed_titles(add_titles(termbase, composed))
        return cls(FormLexicon.build(widened_entries, locale), titled)

    def find(
        self,
        text: str,
        *,
        include_forbidden: bool = False,
        any_case: bool = False,
        nested: bool = False,
    ) -> list[TermHit]:
        """Find the terms in a text, in order and without overlaps.

        Forbidden forms hide what they contain, but are reported only with
        `include_forbidden`, where one that sticks out of a longer term goes before
        it. With `any_case`, terms of several words that have lost
        their capitals are found as well, as `case`. Where a form belongs to several
        entries, `others` of the hit has the rest. With `nested`, the terms inside
        those that were found follow each, the longer before what it contains.
        """
        composed_text = compose_letters(text)
        folded = fold(composed_text, self.locale.language)
        form_spans = find_form_spans(self.lexicon, folded)
        passage = self._passage(folded, form_spans, include_forbidden, any_case)
        candidates = self._find_candidates(passage)
        (hits,) = self._hits([composed_text], candidates, passage)
        if nested:
            hits = _with_parts(hits, passage.nested(candidates))
        return hits if composed_text == text else _move_hits(hits, text)

    def find_in_each(
        self,
        texts: Sequence[str],
        *,
        include_forbidden: bool = False,
        any_case: bool = False,
    ) -> list[list[TermHit]]:
        """Find the terms in each of several texts.

        Many are searched as one text, but for those with letters that few texts have.
        """
        options = {"include_forbidden": include_forbidden, "any_case": any_case}
        if len(texts) < _FEWEST_FOR_BATCH:
            return [self.find(text, **options) for text in texts]
        from glossary.recognition.batch_folding import (
            FoldedLines,  # numpy, which takes long to import
        )

        lines = FoldedLines(texts, self.locale.language)
        form_spans = lines.spans(self.lexicon)
        passage = self._passage(lines, form_spans, include_forbidden, any_case)
        hits = self._hits(lines.texts, self._find_candidates(passage), passage)
        for index, text_hits in zip(lines.rare_texts, hits[len(texts) :], strict=True):
            hits[index] = _move_hits(text_hits, texts[index])
        for index in lines.unsearched_texts:
            hits[index] = self.find(texts[index], **options)
        return hits[: len(texts)]

    def _find_candidates(self, passage: Passage) -> list[HitCandidate]:
        return self._coordination.add_sharing_names(passage.find_candidates(), passage)

    def _hits(
        self, texts: Sequence[str], candidates: list[HitCandidate], passage: Passage
    ) -> list[list[TermHit]]:
        hits = passage.hits(candidates)
        for index, text_hits in enumerate(hits):
            if text_hits:
                hits[index] = self._joins.join_hits(texts[index], text_hits)
        return hits

    def _passage(
        self,
        folded: FoldedSource,
        form_spans: Iterable[FormSpan],
        forbidden: bool,
        any_case: bool,
    ) -> Passage:
        return Passage(
            self.lexicon,
            self._judge,
            folded,
            group_spans(self.lexicon, folded.text, form_spans),
            forbidden=forbidden,
            any_case=any_case,
        )


def _move_hits(hits: list[TermHit], text: str) -> list[TermHit]:
    """Hits of the composed form of a text as hits of the text."""
    if not hits:
        return []  # most texts have no term, and their places would be told in vain
    spans_in_text = letter_spans(text)

    def move(hit: TermHit) -> TermHit:
        return hit._replace(
            start=spans_in_text[hit.start][0],
            end=spans_in_text[hit.end - 1][1],
            others=tuple(map(move, hit.others)),
            parts=tuple(map(move, hit.parts)),
        )

    return [*map(move, hits)]


def _with_parts(hits: list[TermHit], nested: Iterable[TermHit]) -> list[TermHit]:
    inner = {(hit.start, hit.end): hit for hit in _parts(hits)}
    inner |= {(hit.start, hit.end): hit for hit in nested}
    return sorted(
        [*hits, *inner.values()],
        key=lambda hit: (hit.start, -hit.end, hit.nested),
    )


def _parts(hits: Sequence[TermHit]) -> Iterator[TermHit]:
    for hit in hits:
        for part in hit.parts:
            yield part._replace(nested=True)
            yield from _parts([part])
