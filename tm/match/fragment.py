"""Fragments: for a long text, stored segments that share a long run of words with it.

What stands in one sentence of news comes again inside another: a name, an office, a
whole clause. A fragment is the longest common run of tokens; it never goes over the
end of a sentence, and marks alone do not make it.

The fuzzy index proposes: a run is found by its rarest word, if that is among the rarer
half of the segment's words, so what is made of frequent words only is left out. A
thousand segments at most are searched for a text, by its rarest words, and the twenty
with the longest runs are compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from tm.match.index.common_run import SENTENCE_END_MARKS, WordRunQuery
from tm.match.lookup import index_of
from tm.match.rank import SHORT, Match, MatchType, Query, Run, match
from tm.settings import Penalties
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.text.locale import Locale
from tm.text.normal import folded, match_form
from tm.text.tokens import Token, tokens

FEWEST_WORDS = 5
"""A run of so many words counts."""
_SHARE = 0.4
"""So does one of so much of the text, if it has at least three words."""
_FEWEST_OF_SHARE = 3
_MOST_SEGMENTS = 300
"""So many are read, if those before them have no translation."""
_AT_ONCE = 20


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
            if token.text in SENTENCE_END_MARKS:
                form = f"{side}{number}"
            forms.append(folded(form) if bare else form)
        return cls(found, forms)


def fragments(
    database: Database,
    query: Query,
    target: Locale,
    *,
    penalties: Penalties,
    limit: int = 5,
) -> list[Match]:
    """Translated units that share a long run with a text, the longest first.

    Of several that share a run of the same length the most similar comes first, then
    the shortest. A text of up to six tokens must stand in them whole, and have three
    words at least.
    """
    if len(query.form) < _FEWEST_OF_SHARE:
        return []
    segment, bare = query.segment, not query.marked
    text = _Text.of(segment.text, segment.locale, "q", bare=bare)
    needed = _needed(text)
    found: dict[tuple[str, str], Match] = {}
    with open_lookup_reader(database) as reading:
        wanted = WordRunQuery.of(query.form, needed)
        proposed = index_of(database).segments_sharing_run(reading, query, wanted)
        for numbers in _batches(proposed):
            runs = dict(_runs(text, segment.locale, reading.texts(numbers), bare=bare))
            for number, unit in reading.units_with(list(runs), target):
                made = match(query, unit, target, penalties=penalties)
                if made is not None and made.target is not None:
                    pair = made.source.text, made.target.text
                    run = runs[number]
                    found[pair] = replace(made, type=MatchType.FRAGMENT, run=run)
            if len(found) >= limit:
                break
    return sorted(found.values(), key=_order)[:limit]


def _batches(proposed: Mapping[int, int]) -> Iterator[list[int]]:
    """The segments with the longest runs first, a few at a time."""
    best = sorted(proposed, key=lambda number: (-proposed[number], number))
    for start in range(0, min(len(best), _MOST_SEGMENTS), _AT_ONCE):
        yield best[start : start + _AT_ONCE]


def _runs(
    query: _Text, locale: Locale, texts: Mapping[int, str], *, bare: bool
) -> Iterator[tuple[int, Run]]:
    """The run of each segment that has one long enough, by its number."""
    needed = _needed(query)
    for number, text in texts.items():
        run = _common(query, _Text.of(text, locale, "s", bare=bare))
        if run is not None and run.words >= needed:
            yield number, run


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
    if len(text.tokens) <= SHORT:
        return max(words, _FEWEST_OF_SHARE)
    share = max(_FEWEST_OF_SHARE, -int(-words * _SHARE // 1))
    return min(FEWEST_WORDS, share)


def _order(found: Match) -> tuple[object, ...]:
    words = found.run.words if found.run else 0
    target = found.target.text if found.target else ""
    return -words, -found.rate, len(found.source.text), found.source.text, target
