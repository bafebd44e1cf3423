"""Finding terms in a text: one pass of an automaton over the folded text.

What the automaton proposes is judged by word boundaries, capitals and person names;
of those that overlap, the terms that cover most of the text stay, so that the longest
title wins over the offices and bodies named inside it.
"""

from collections.abc import Iterable

from glossary.coordination import Coordination
from glossary.entry import ConceptEntry, TermHit
from glossary.folding import fold
from glossary.lexicon import Lexicon
from glossary.passage import Passage
from glossary.verdict import Judge
from tm.text.locale import Locale


class Recogniser:
    """Finds the terms of one locale; made by `Recogniser.build`, or of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.locale = lexicon.locale
        self.lexicon = lexicon
        self._judge = Judge(lexicon)
        self._coordination = Coordination(lexicon)

    @classmethod
    def build(cls, entries: Iterable[ConceptEntry], locale: Locale) -> "Recogniser":
        """A recogniser of all terms of the entries that serve in a locale."""
        return cls(Lexicon.build(entries, locale))

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
        passage = Passage(
            self.lexicon,
            self._judge,
            fold(text, self.locale.language),
            forbidden=include_forbidden,
            any_case=any_case,
        )
        chosen = self._coordination.applied(passage.chosen(), passage)
        return passage.hits(chosen, nested=nested)
