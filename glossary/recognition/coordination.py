"""Terms that share a word said once: `các Bộ Ngoại giao, Quốc phòng và Công an`.

Only words that head names of one kind are shared, such as bodies and ranks, so that
`South Korea and Africa` is not read as South Africa.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from glossary.forms.folding import fold_term
from glossary.forms.letters import is_word_boundary
from glossary.recognition.candidate_selection import Candidate
from glossary.recognition.lexicon import Lexicon
from glossary.recognition.passage import Passage
from glossary.recognition.spans import NONE
from glossary.recognition.surface_judge import Meaning

_MOST_WORDS = 5
"""Of a name before a shared word, `Foreign and Defence Ministers`."""
_WINDOW = 120
"""Letters that are looked at beside a term, or long texts would take long for each."""


class _Piece(NamedTuple):
    """What shares a word, and whether a plural says that it does."""

    name: Candidate
    several: bool


class Coordination:
    """Finds what shares a word with a term that was found."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        data = lexicon.data
        self._joins = tuple(sorted(data.joins, key=len, reverse=True))
        # Nearly everything that follows a term is told from them by two letters.
        self._starts = frozenset(join[:2] for join in data.joins)
        tails = data.shared_tails
        self._ends = frozenset(join[-2:] for join in data.joins if tails)
        self._heads = tuple(f"{word} " for word in data.shared_heads)
        self._tails = tuple(f" {word}" for word in data.shared_tails)

    def applied(self, chosen: list[Candidate], passage: Passage) -> list[Candidate]:
        """What was chosen, and what shares a word with it, in order."""
        if not self._joins:
            return chosen
        text = passage.text
        found: list[_Piece] = []
        starts, ends = self._starts, self._ends
        forms, heads = self._lexicon.forms, self._heads
        for one in chosen:
            start, end, number, _ = one
            if text[end : end + 2] in starts and forms[number].startswith(heads):
                found += self._after(one, passage)
            if ends and text[start - 2 : start] in ends:
                found += self._before(one, passage)
        return _united(chosen, found) if found else chosen

    def _after(self, one: Candidate, passage: Passage) -> Iterator[_Piece]:
        """Names after a term that begin with the same words, left out."""
        form = self._lexicon.forms[one.number]
        counts = self._shared(form)
        words = passage.surface(one.start, one.end).split()
        if not counts or len(words) != form.count(" ") + 1:
            return
        several = self._are_several(one, passage)
        at = one.end
        while join := self._join(passage.text, at):
            begin = at + len(join)
            piece = None
            for count in counts:
                piece = self._following(passage, begin, " ".join(words[:count]))
                if piece is not None:
                    counts = [count]  # and for the rest of the list
                    break
            if piece is None or not (several or self._stands_alone(piece, passage)):
                return
            if words[-1][:1].isupper() and not self._has_capital(piece, passage):
                return
            yield _Piece(piece, several)
            at = piece.end

    def _shared(self, form: str) -> list[int]:
        """How many of a form's first words may be shared; the most first."""
        least = max(
            (head.count(" ") for head in self._heads if form.startswith(head)),
            default=0,
        )
        return [*range(form.count(" "), least - 1, -1)] if least else []

    def _are_several(self, one: Candidate, passage: Passage) -> bool:
        """Whether a plural says that more names will follow."""
        if any(how == "plural" or how == "reduplication" for *_, how in one.meanings):
            return True
        before = passage.leading(one.start, _WINDOW).lower().split()
        return bool(before) and before[-1] in self._lexicon.data.several

    def _stands_alone(self, piece: Candidate, passage: Passage) -> bool:
        """Whether a name ends where it does; `Công an Hà Nội` is no ministry."""
        if not self._lexicon.data.stands_alone:
            return True
        _, last = passage.place(piece.start, piece.end)
        after = passage.source[last : last + 2]
        return not (after[:1] == " " and after[1:].isupper())

    @staticmethod
    def _has_capital(piece: Candidate, passage: Passage) -> bool:
        """`Menteri Kesehatan dan keuangan negara`: a minister, and public finance."""
        return not passage.surface(piece.start, piece.end)[:1].islower()

    def _join(self, text: str, at: int) -> str:
        return next((join for join in self._joins if text.startswith(join, at)), "")

    def _following(self, passage: Passage, begin: int, head: str) -> Candidate | None:
        """The longest name at a place that a head makes a term."""
        text = passage.text
        start = f"{fold_term(head, self._lexicon.locale.language).lower()} "
        probe = start + text[begin : begin + _WINDOW]
        length = self._lexicon.longest(probe)
        while length > len(start):
            end = begin + length - len(start)
            if is_word_boundary(text, end):
                meanings = self._meanings(
                    probe[:length], f"{head} {passage.surface(begin, end)}", passage
                )
                if meanings:
                    return Candidate(begin, end, NONE, meanings)
            length -= 1
        return None

    def _before(self, one: Candidate, passage: Passage) -> Iterator[_Piece]:
        """Names before a term that end with the same word, left out."""
        form = self._lexicon.forms[one.number]
        if not form.endswith(self._tails):
            return
        tail = next((tail for tail in self._tails if form.endswith(tail)), None)
        if tail is None:
            return
        ending = " " + passage.surface(one.start, one.end).split()[-1]
        at = one.start
        while join := next(
            (j for j in self._joins if passage.text.endswith(j, 0, at)), ""
        ):
            piece = self._preceding(passage, at - len(join), tail, ending)
            if piece is None:
                return
            if ending[1:2].isupper() and not self._has_capital(piece, passage):
                return
            yield _Piece(piece, False)
            at = piece.start

    def _preceding(
        self, passage: Passage, end: int, tail: str, ending: str
    ) -> Candidate | None:
        start, found = end, None
        least = max(0, end - _WINDOW)
        least = passage.text.rfind("\n", least, end) + 1 or least
        for _ in range(_MOST_WORDS):
            if start <= least:
                break
            start = passage.text.rfind(" ", least, start - 1) + 1 or least
            if not is_word_boundary(passage.text, start):
                break
            meanings = self._meanings(
                passage.text[start:end] + tail,
                passage.surface(start, end) + ending,
                passage,
            )
            if meanings:
                found = Candidate(start, end, NONE, meanings)
        return found

    def _meanings(
        self, form: str, surface: str, passage: Passage
    ) -> tuple[Meaning, ...]:
        number = self._lexicon.number(form)
        if number is None or not self._lexicon.counts[number]:
            return ()
        return tuple(
            (term, entry, "composed" if term.composed else "coordination")
            for term, entry, _ in passage.understood(surface, number)
        )


def _united(chosen: Sequence[Candidate], found: Iterable[_Piece]) -> list[Candidate]:
    """Both in order; where a name is also a term of its own, a plural decides."""
    starts = [one.start for one in chosen]
    gone: set[int] = set()
    kept: dict[int, Candidate] = {}
    for piece, several in found:
        # None overlaps another, so that what touches a piece stands in a row.
        first = max(0, bisect_right(starts, piece.start) - 1)
        there = [
            one
            for one in chosen[first : bisect_left(starts, piece.end)]
            if one.end > piece.start
        ]
        if any(one.start < piece.start or one.end > piece.end for one in there):
            continue
        if [one[:2] for one in there] == [piece[:2]]:
            (one,) = there
            ids = {entry.id for _, entry, _ in one.meanings}
            more = tuple(m for m in piece.meanings if m[1].id not in ids)
            both = piece.meanings + one.meanings if several else one.meanings + more
            piece = one._replace(meanings=both)
        gone.update(one.start for one in there)
        kept[piece.start] = piece
    rest = (one for one in chosen if one.start not in gone)
    return sorted([*rest, *_apart(kept.values())], key=lambda one: one.start)


def _apart(pieces: Iterable[Candidate]) -> Iterator[Candidate]:
    """Pieces that do not overlap: of those that do, the first."""
    reach = 0
    for piece in sorted(pieces, key=lambda piece: piece.start):
        if piece.start >= reach:
            yield piece
            reach = piece.end
