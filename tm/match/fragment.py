"""Fragments: for a long text, stored segments that share a long run of words with it.

What stands in one sentence of news comes again inside another: a name, an office, a
whole clause. A fragment is the longest common run of tokens; it never goes over the
end of a sentence, and marks alone do not make it.

Segments are proposed by phrases of three words from the text, twelve at most, the
longest first. Where the database has no index of phrases yet, so many segments are read
as are given, and the answer says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice

from tm.match.rank import Match, MatchType, Query, Run, match
from tm.settings import Penalties
from tm.store.memory import Memory
from tm.store.search import PhraseSearch, Wanted, phrase_search
from tm.text.locale import Locale
from tm.text.normal import folded, match_form
from tm.text.tokens import Token, tokens

FEWEST_WORDS = 5
"""A run of so many words counts."""
_SHARE = 0.4
"""So does one of so much of the text, if it has at least three words."""
_FEWEST_OF_SHARE = 3
_WINDOW = 3
_MOST_PHRASES = 12
_MOST_SEGMENTS = 3000
"""So many are compared; phrases that are commoner say little."""
_MOST_UNITS = 30
_MOST_READ = 200_000
_ENDS = frozenset(".!?;…。！？；")


@dataclass(frozen=True, slots=True)
class Fragments:
    """What was found, and how far it was looked for."""

    matches: list[Match]
    scanned: int = 0
    """Segments that had to be read for want of an index."""
    is_cut_short: bool = False
    """Whether there were more segments to read."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text cut into tokens, those that end a sentence never equal to another."""

    tokens: Sequence[Token]
    forms: Sequence[str]

    @classmethod
    def of(cls, text: str, locale: Locale, side: str, *, bare: bool) -> "_Text":
        found = tokens(text)
        vietnamese = locale.language == "vi"
        forms = []
        for number, token in enumerate(found):
            form = match_form(token.text, vietnamese=vietnamese)
            if token.text in _ENDS:
                form = f"{side}{number}"
            forms.append(folded(form) if bare else form)
        return cls(found, forms)


def fragments(
    memory: Memory,
    query: Query,
    target: Locale,
    *,
    penalties: Penalties,
    limit: int = 5,
) -> Fragments:
    """Translated units that share a long run with a text, the longest first.

    Of several that share a run of the same length the most similar comes first, then
    the shortest. A text of up to six tokens has no fragments.
    """
    segment = query.segment
    phrases = [] if query.is_short else _phrases(segment.text, tokens(segment.text))
    if not phrases:
        return Fragments([])
    literals = tuple((folded(phrase),) for phrase in phrases)
    wanted = Wanted(literals, segment.locale, target, scan=_MOST_READ)
    with phrase_search(memory.database, wanted) as search:
        runs = _runs(query, search)
        best = sorted(runs, key=lambda number: (-runs[number].words, number))
        found: dict[tuple[str, str], Match] = {}
        for number, _, unit in search.units(best[:_MOST_UNITS]):
            made = match(query, unit, target, penalties=penalties)
            if made is not None and made.target is not None:
                pair = made.source.text, made.target.text
                found[pair] = replace(made, type=MatchType.FRAGMENT, run=runs[number])
        matches = sorted(found.values(), key=_order)[:limit]
        return Fragments(matches, search.scanned, search.is_cut_short)


def _runs(query: Query, search: PhraseSearch) -> dict[int, Run]:
    """The run of each proposed segment that has one long enough, by its number."""
    segment, bare = query.segment, not query.marked
    text = _Text.of(segment.text, segment.locale, "q", bare=bare)
    runs = {}
    for candidate in islice(search.candidates(), _MOST_SEGMENTS):
        stored = _Text.of(candidate.text, segment.locale, "s", bare=bare)
        run = _common(text, stored)
        if run is not None and run.words >= _needed(text):
            runs[candidate.number] = run
    return runs


def _phrases(text: str, found: Sequence[Token]) -> list[str]:
    """Every third window of three words: a run of five words holds one of them."""
    words: list[list[Token]] = [[]]
    for token in found:
        if token.is_word or token.kind == "number":
            words[-1].append(token)
        elif words[-1]:
            words.append([])
    phrases = []
    for run in words:
        for start in range(0, len(run) - _WINDOW + 1, _WINDOW):
            phrases.append(text[run[start].start : run[start + _WINDOW - 1].end])
    return sorted(dict.fromkeys(phrases), key=lambda one: -len(one))[:_MOST_PHRASES]


def _common(query: _Text, stored: _Text) -> Run | None:
    """The longest run that two texts share, without marks at its ends."""
    matcher = SequenceMatcher(None, query.forms, stored.forms, autojunk=False)
    start, other, size = matcher.find_longest_match()
    ends = [
        place
        for place in range(start, start + size)
        if query.tokens[place].is_word or query.tokens[place].kind == "number"
    ]
    if not ends:
        return None
    first, last = ends[0], ends[-1]
    shift = other - start
    return Run(
        (query.tokens[first].start, query.tokens[last].end),
        (stored.tokens[first + shift].start, stored.tokens[last + shift].end),
        len(ends),
    )


def _needed(text: _Text) -> int:
    """How many words a run must have for this text."""
    words = sum(token.is_word or token.kind == "number" for token in text.tokens)
    share = max(_FEWEST_OF_SHARE, -int(-words * _SHARE // 1))
    return min(FEWEST_WORDS, share)


def _order(found: Match) -> tuple[object, ...]:
    words = found.run.words if found.run else 0
    target = found.target.text if found.target else ""
    return -words, -found.rate, len(found.source.text), found.source.text, target
