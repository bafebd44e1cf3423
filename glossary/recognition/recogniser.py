"""Finding terms in a text: one pass of an automaton over the folded text.

What the automaton proposes is judged by word boundaries, capitals and person names;
of those that overlap, the terms that cover most of the text stay, so that the longest
title wins over the offices and bodies named inside it.
"""

from collections.abc import Iterable, Iterator, Sequence

from glossary.entries.entry import ConceptEntry, TermHit
from glossary.forms.composition import compose_letters, letter_spans
from glossary.forms.folding import fold
from glossary.recognition.candidate_selection import Candidate
from glossary.recognition.coordination import Coordination
from glossary.recognition.lexicon import Lexicon
from glossary.recognition.passage import Folded, Passage
from glossary.recognition.spans import Span, groups, spans
from glossary.recognition.surface_judge import Judge
from glossary.titles.joined_titles import TitleJoins
from glossary.titles.titles import titles, with_titles
from glossary.titles.titles_with_places import is_placed
from tm.text.locale import Locale

_MANY = 20
"""Texts that are searched as one; calls for their arrays cost more than so many."""


class Recogniser:
    """Finds the terms of one locale; made by `Recogniser.build`, or of its parts."""

    def __init__(self, lexicon: Lexicon, titled: Sequence[ConceptEntry]) -> None:
        self.locale = lexicon.locale
        self.lexicon = lexicon
        self.titled = titled
        """The entries of the termbase that titles are composed of, or waiting for."""
        self._joins = TitleJoins.build(titled, list(titles(titled)), self.locale)
        self._judge = Judge(lexicon)
        self._coordination = Coordination(lexicon)

    @classmethod
    def build(cls, entries: Iterable[ConceptEntry], locale: Locale) -> "Recogniser":
        """A recogniser of all terms of the entries that serve in a locale.

        Titles that the entries compose are found as well: `glossary.titles`.
        """
        termbase = list(entries)
        made = list(titles(termbase))
        parts = {id for title in made for id in (*title.parts, title.body.entry.id)}
        parts |= {title.entry.id for title in made}
        titled = [one for one in termbase if one.id in parts or is_placed(one)]
        joins = TitleJoins.build(titled, made, locale)
        whole = joins.widened(with_titles(termbase, made))
        return cls(Lexicon.build(whole, locale), titled)

    def find(
        self,
        text: str,
        *,
        include_forbidden: bool = False,
        any_case: bool = False,
        nested: bool = False,
    ) -> list[TermHit]:
        """The terms in a text, in order, none overlapping another.

        Forbidden forms hide what they contain, but are reported only with
        `include_forbidden`, where one that sticks out of a longer term goes before
        it. With `any_case`, terms of several words that have lost
        their capitals are found as well, as `case`. Where a form belongs to several
        entries, `others` of the hit has the rest. With `nested`, the terms inside
        those that were found follow each, the longer before what it contains.
        """
        whole = compose_letters(text)
        folded = fold(whole, self.locale.language)
        found = spans(self.lexicon, folded)
        passage = self._passage(folded, found, include_forbidden, any_case)
        chosen = self._chosen(passage)
        (hits,) = self._hits([whole], chosen, passage)
        if nested:
            hits = _with_parts(hits, passage.nested(chosen))
        return hits if whole == text else _moved(hits, text)

    def find_in_each(
        self,
        texts: Sequence[str],
        *,
        include_forbidden: bool = False,
        any_case: bool = False,
    ) -> list[list[TermHit]]:
        """What `find` finds in each of some texts.

        Many are searched as one text, but for those with letters that few texts have.
        """
        options = {"include_forbidden": include_forbidden, "any_case": any_case}
        if len(texts) < _MANY:
            return [self.find(text, **options) for text in texts]
        from glossary.recognition.batch_folding import (
            FoldedLines,  # numpy, which takes long to import
        )

        lines = FoldedLines(texts, self.locale.language)
        found = lines.spans(self.lexicon)
        passage = self._passage(lines, found, include_forbidden, any_case)
        hits = self._hits(lines.texts, self._chosen(passage), passage)
        for at, some in zip(lines.strange, hits[len(texts) :], strict=True):
            hits[at] = _moved(some, texts[at])
        for at in lines.alone:
            hits[at] = self.find(texts[at], **options)
        return hits[: len(texts)]

    def _chosen(self, passage: Passage) -> list[Candidate]:
        return self._coordination.applied(passage.chosen(), passage)

    def _hits(
        self, texts: Sequence[str], chosen: list[Candidate], passage: Passage
    ) -> list[list[TermHit]]:
        hits = passage.hits(chosen)
        for at, some in enumerate(hits):
            if some:
                hits[at] = self._joins.applied(texts[at], some)
        return hits

    def _passage(
        self,
        folded: Folded,
        found: Iterable[Span],
        forbidden: bool,
        any_case: bool,
    ) -> Passage:
        return Passage(
            self.lexicon,
            self._judge,
            folded,
            groups(self.lexicon, folded.text, found),
            forbidden=forbidden,
            any_case=any_case,
        )


def _moved(hits: list[TermHit], text: str) -> list[TermHit]:
    """Hits of the composed form of a text as hits of the text."""
    if not hits:
        return []  # most texts have no term, and their places would be told in vain
    where = letter_spans(text)

    def moved(hit: TermHit) -> TermHit:
        return hit._replace(
            start=where[hit.start][0],
            end=where[hit.end - 1][1],
            others=tuple(map(moved, hit.others)),
            parts=tuple(map(moved, hit.parts)),
        )

    return [*map(moved, hits)]


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
