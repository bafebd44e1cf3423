"""Finding terms in a text: one pass of an automaton over the folded text.

What the automaton proposes is judged by word boundaries, capitals and person names;
of those that overlap, the terms that cover most of the text stay, so that the longest
title wins over the offices and bodies named inside it.
"""

from collections.abc import Iterable, Iterator, Sequence

from glossary.coordination import Coordination
from glossary.entry import ConceptEntry, TermHit
from glossary.folding import fold
from glossary.lexicon import Lexicon
from glossary.passage import Passage
from glossary.spans import groups
from glossary.title_joins import TitleJoins
from glossary.titled_places import is_placed
from glossary.titles import titles, with_titles
from glossary.verdict import Judge
from tm.text.locale import Locale


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
        if not text or not self.lexicon.forms:
            return []
        folded = fold(text, self.locale.language)
        found = groups(self.lexicon, folded)
        if not found:
            return []
        passage = Passage(
            self.lexicon,
            self._judge,
            folded,
            found,
            forbidden=include_forbidden,
            any_case=any_case,
        )
        chosen = self._coordination.applied(passage.chosen(), passage)
        hits = self._joins.applied(text, passage.hits(chosen))
        if nested:
            inner = {(hit.start, hit.end): hit for hit in _parts(hits)}
            inner |= {(hit.start, hit.end): hit for hit in passage.nested(chosen)}
            hits = sorted(
                [*hits, *inner.values()],
                key=lambda hit: (hit.start, -hit.end, hit.nested),
            )
        return hits


def _parts(hits: Sequence[TermHit]) -> Iterator[TermHit]:
    for hit in hits:
        for part in hit.parts:
            yield part._replace(nested=True)
            yield from _parts([part])
