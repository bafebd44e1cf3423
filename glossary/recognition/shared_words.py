"""Terms that share a word said once: `các Bộ Ngoại giao, Quốc phòng và Công an`.

Only words that head names of one kind are shared, such as bodies and ranks, so that
`South Korea and Africa` is not read as South Africa.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from glossary.forms.folding import fold_term
from glossary.forms.letters import is_word_boundary
from glossary.recognition.candidate_selection import HitCandidate
from glossary.recognition.lexicon import FormLexicon
from glossary.recognition.passage import Passage
from glossary.recognition.spans import NONE
from glossary.recognition.surface_judge import TermMeaning

_MAX_WORDS = 5
"""Of a name before a shared word, `Foreign and Defence Ministers`."""
_WINDOW = 120
"""Letters that are looked at beside a term, or long texts would take long for each."""


class _SharingName(NamedTuple):
    """A name that shares a word with a term, and whether a plural precedes it."""

    name: HitCandidate
    is_after_plural: bool


class SharedWordFinder:
    """Finds names that share a word with a term, said only once."""

    def __init__(self, lexicon: FormLexicon) -> None:
        self._lexicon = lexicon
        data = lexicon.data
        self._joins = tuple(sorted(data.joins, key=len, reverse=True))
        # Nearly everything that follows a term is told from them by two letters.
        self._starts = frozenset(join[:2] for join in data.joins)
        tails = data.shared_tails
        self._ends = frozenset(join[-2:] for join in data.joins if tails)
        self._heads = tuple(f"{word} " for word in data.shared_heads)
        self._tails = tuple(f" {word}" for word in data.shared_tails)

    def add_sharing_names(
        self, candidates: list[HitCandidate], passage: Passage
    ) -> list[HitCandidate]:
        """Add the names that share a word with the candidates, in order."""
        if not self._joins:
            return candidates
        text = passage.text
        sharing_names: list[_SharingName] = []
        starts, ends = self._starts, self._ends
        forms, heads = self._lexicon.forms, self._heads
        for candidate in candidates:
            start, end, number, _ = candidate
            if text[end : end + 2] in starts and forms[number].startswith(heads):
                sharing_names += self._names_after(candidate, passage)
            if ends and text[start - 2 : start] in ends:
                sharing_names += self._names_before(candidate, passage)
        return _merge_names(candidates, sharing_names) if sharing_names else candidates

    def _names_after(
        self, candidate: HitCandidate, passage: Passage
    ) -> Iterator[_SharingName]:
        """Names after a term that begin with the same words, left out."""
        form = self._lexicon.forms[candidate.number]
        counts = self._shared_word_counts(form)
        words = passage.surface(candidate.start, candidate.end).split()
        if not counts or len(words) != form.count(" ") + 1:
            return
        is_after_plural = self._is_plural(candidate, passage)
        position = candidate.end
        while join := self._join_at(passage.text, position):
            begin = position + len(join)
            name = None
            for count in counts:
                name = self._find_name_from(passage, begin, " ".join(words[:count]))
                if name is not None:
                    counts = [count]  # and for the rest of the list
                    break
            if name is None or not (is_after_plural or self._ends_name(name, passage)):
                return
            if words[-1][:1].isupper() and not self._has_capital(name, passage):
                return
            yield _SharingName(name, is_after_plural)
            position = name.end

    def _shared_word_counts(self, form: str) -> list[int]:
        """How many of a form's first words may be shared; the most first."""
        least = max(
            (head.count(" ") for head in self._heads if form.startswith(head)),
            default=0,
        )
        return [*range(form.count(" "), least - 1, -1)] if least else []

    def _is_plural(self, candidate: HitCandidate, passage: Passage) -> bool:
        """Whether a plural says that more names will follow."""
        if any(
            how == "plural" or how == "reduplication" for *_, how in candidate.meanings
        ):
            return True
        words_before = passage.text_before(candidate.start, _WINDOW).lower().split()
        return bool(words_before) and words_before[-1] in self._lexicon.data.several

    def _ends_name(self, name: HitCandidate, passage: Passage) -> bool:
        """Whether a name ends where it does; `Công an Hà Nội` is no ministry."""
        if not self._lexicon.data.stands_alone:
            return True
        _, last = passage.source_span(name.start, name.end)
        text_after = passage.source[last : last + 2]
        return not (text_after[:1] == " " and text_after[1:].isupper())

    @staticmethod
    def _has_capital(name: HitCandidate, passage: Passage) -> bool:
        """`Menteri Kesehatan dan keuangan negara`: a minister, and public finance."""
        return not passage.surface(name.start, name.end)[:1].islower()

    def _join_at(self, text: str, position: int) -> str:
        return next(
            (join for join in self._joins if text.startswith(join, position)), ""
        )

    def _find_name_from(
        self, passage: Passage, begin: int, head: str
    ) -> HitCandidate | None:
        """The longest name at a place that a head makes a term."""
        text = passage.text
        start = f"{fold_term(head, self._lexicon.locale.language).lower()} "
        probe = start + text[begin : begin + _WINDOW]
        length = self._lexicon.longest_prefix(probe)
        while length > len(start):
            end = begin + length - len(start)
            if is_word_boundary(text, end):
                meanings = self._meanings(
                    probe[:length], f"{head} {passage.surface(begin, end)}", passage
                )
                if meanings:
                    return HitCandidate(begin, end, NONE, meanings)
            length -= 1
        return None

    def _names_before(
        self, candidate: HitCandidate, passage: Passage
    ) -> Iterator[_SharingName]:
        """Names before a term that end with the same word, left out."""
        form = self._lexicon.forms[candidate.number]
        if not form.endswith(self._tails):
            return
        tail = next((tail for tail in self._tails if form.endswith(tail)), None)
        if tail is None:
            return
        ending = " " + passage.surface(candidate.start, candidate.end).split()[-1]
        position = candidate.start
        while join := next(
            (j for j in self._joins if passage.text.endswith(j, 0, position)), ""
        ):
            name = self._find_name_until(passage, position - len(join), tail, ending)
            if name is None:
                return
            if ending[1:2].isupper() and not self._has_capital(name, passage):
                return
            yield _SharingName(name, False)
            position = name.start

    def _find_name_until(
        self, passage: Passage, end: int, tail: str, ending: str
    ) -> HitCandidate | None:
        start, name = end, None
        window_start = max(0, end - _WINDOW)
        window_start = passage.text.rfind("\n", window_start, end) + 1 or window_start
        for _ in range(_MAX_WORDS):
            if start <= window_start:
                break
            start = passage.text.rfind(" ", window_start, start - 1) + 1 or window_start
            if not is_word_boundary(passage.text, start):
                break
            meanings = self._meanings(
                passage.text[start:end] + tail,
                passage.surface(start, end) + ending,
                passage,
            )
            if meanings:
                name = HitCandidate(start, end, NONE, meanings)
        return name

    def _meanings(
        self, form: str, surface: str, passage: Passage
    ) -> tuple[TermMeaning, ...]:
        number = self._lexicon.form_number(form)
        if number is None or not self._lexicon.counts[number]:
            return ()
        return tuple(
            (term, entry, "composed" if term.composed else "coordination")
            for term, entry, _ in passage.meanings_of(surface, number)
        )


def _merge_names(
    candidates: Sequence[HitCandidate], sharing_names: Iterable[_SharingName]
) -> list[HitCandidate]:
    """Both in order; where a name is also a term of its own, a plural decides."""
    starts = [candidate.start for candidate in candidates]
    replaced_starts: set[int] = set()
    added: dict[int, HitCandidate] = {}
    for name, is_after_plural in sharing_names:
        # None overlaps another, so that what touches a piece stands in a row.
        first = max(0, bisect_right(starts, name.start) - 1)
        overlapping = [
            candidate
            for candidate in candidates[first : bisect_left(starts, name.end)]
            if candidate.end > name.start
        ]
        if any(
            candidate.start < name.start or candidate.end > name.end
            for candidate in overlapping
        ):
            continue
        if [candidate[:2] for candidate in overlapping] == [name[:2]]:
            (candidate,) = overlapping
            ids = {entry.id for _, entry, _ in candidate.meanings}
            more = tuple(m for m in name.meanings if m[1].id not in ids)
            both = (
                name.meanings + candidate.meanings
                if is_after_plural
                else candidate.meanings + more
            )
            name = candidate._replace(meanings=both)
        replaced_starts.update(candidate.start for candidate in overlapping)
        added[name.start] = name
    remaining = (
        candidate for candidate in candidates if candidate.start not in replaced_starts
    )
    return sorted(
        [*remaining, *_drop_overlapping(added.values())], key=lambda one: one.start
    )


def _drop_overlapping(names: Iterable[HitCandidate]) -> Iterator[HitCandidate]:
    """Pieces that do not overlap: of those that do, the first."""
    reach = 0
    for name in sorted(names, key=lambda piece: piece.start):
        if name.start >= reach:
            yield name
            reach = name.end
