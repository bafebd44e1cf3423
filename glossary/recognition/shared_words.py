"""Names that share a word written once: `các Bộ Ngoại giao, Quốc phòng và Công an`.

Only head words of bodies and ranks are shared, so that `South Korea and Africa` is not
read as South Africa.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from glossary.forms.folding import fold_term
from glossary.forms.letters import is_word_boundary
from glossary.recognition.candidate_selection import HitCandidate
from glossary.recognition.form_lexicon import FormLexicon
from glossary.recognition.form_spans import NO_FORM
from glossary.recognition.passage import Passage
from glossary.recognition.surface_meanings import TermMeaning

_MAX_NAME_WORDS = 5
"""The most words of a name before a shared word: `Foreign and Defence Ministers`."""
_MAX_EXAMINED_LETTER_COUNT = 120
"""The most letters examined before or after a term."""


class _NameWithSharedWord(NamedTuple):
    """A name that shares a word with a term, and whether a plural precedes it."""

    name_candidate: HitCandidate
    is_after_plural: bool


class SharedWordFinder:
    """Finds names that share a word with a term, which is written only once."""

    def __init__(self, lexicon: FormLexicon) -> None:
        self._lexicon = lexicon
        form_data = lexicon.form_data
        self._separators = tuple(
            sorted(form_data.list_separators, key=len, reverse=True)
        )
        # Two letters are enough to exclude nearly every text after a term.
        self._separator_starts = frozenset(
            separator[:2] for separator in form_data.list_separators
        )
        last_words = form_data.shared_last_words
        self._separator_ends = frozenset(
            separator[-2:] for separator in form_data.list_separators if last_words
        )
        self._shared_first_words = tuple(
            f"{word} " for word in form_data.shared_first_words
        )
        self._shared_last_words = tuple(
            f" {word}" for word in form_data.shared_last_words
        )

    def add_names_with_shared_word(
        self, candidates: list[HitCandidate], passage: Passage
    ) -> list[HitCandidate]:
        """Add the names that share a word with the candidates, in order."""
        if not self._separators:
            return candidates
        text = passage.text
        names_with_shared_word: list[_NameWithSharedWord] = []
        separator_starts, separator_ends = self._separator_starts, self._separator_ends
        forms, shared_first_words = self._lexicon.forms, self._shared_first_words
        for candidate in candidates:
            start, end, form_index, _ = candidate
            if text[end : end + 2] in separator_starts and forms[form_index].startswith(
                shared_first_words
            ):
                names_with_shared_word += self._find_following_names(candidate, passage)
            if separator_ends and text[start - 2 : start] in separator_ends:
                names_with_shared_word += self._find_preceding_names(candidate, passage)
        return (
            _merge_names(candidates, names_with_shared_word)
            if names_with_shared_word
            else candidates
        )

    def _find_following_names(
        self, candidate: HitCandidate, passage: Passage
    ) -> Iterator[_NameWithSharedWord]:
        """Find the names after a term whose first words are omitted."""
        form = self._lexicon.forms[candidate.form_index]
        shared_word_counts = self._list_shared_word_counts(form)
        term_words = passage.read_surface(candidate.start, candidate.end).split()
        if not shared_word_counts or len(term_words) != form.count(" ") + 1:
            return
        position = candidate.end
        while separator := self._find_separator(passage.text, position):
            name_start = position + len(separator)
            name_candidate = None
            for shared_word_count in shared_word_counts:
                name_candidate = self._find_following_name(
                    passage, name_start, " ".join(term_words[:shared_word_count])
                )
                if name_candidate is not None:
                    shared_word_counts = [
                        shared_word_count
                    ]  # and for the rest of the list
                    break
            if name_candidate is None:
                return
            is_after_plural = self._is_after_plural(candidate, passage)
            if not is_after_plural and not self._is_whole_name(name_candidate, passage):
                return
            if term_words[-1][:1].isupper() and not self._has_capital(
                name_candidate, passage
            ):
                return
            yield _NameWithSharedWord(name_candidate, is_after_plural)
            position = name_candidate.end

    def _list_shared_word_counts(self, form: str) -> list[int]:
        """List how many of a form's first words may be shared, the most first."""
        min_count = max(
            (
                first_words.count(" ")
                for first_words in self._shared_first_words
                if form.startswith(first_words)
            ),
            default=0,
        )
        return [*range(form.count(" "), min_count - 1, -1)] if min_count else []

    def _is_after_plural(self, candidate: HitCandidate, passage: Passage) -> bool:
        """Whether a plural in or before a term announces further names."""
        if any(
            match_kind == "plural" or match_kind == "reduplication"
            for *_, match_kind in candidate.meanings
        ):
            return True
        preceding_words = (
            passage.read_text_before(candidate.start, _MAX_EXAMINED_LETTER_COUNT)
            .lower()
            .split()
        )
        return (
            bool(preceding_words)
            and preceding_words[-1] in self._lexicon.form_data.plural_words
        )

    def _is_whole_name(self, name_candidate: HitCandidate, passage: Passage) -> bool:
        """Whether a name does not continue; in `Công an Hà Nội`, `Công an` does."""
        if not self._lexicon.form_data.names_continue_with_capitals:
            return True
        _, name_end = passage.find_composed_span(
            name_candidate.start, name_candidate.end
        )
        following_text = passage.composed_text[name_end : name_end + 2]
        return not (following_text[:1] == " " and following_text[1:].isupper())

    @staticmethod
    def _has_capital(name_candidate: HitCandidate, passage: Passage) -> bool:
        """Whether a name has a capital, unlike `Menteri Kesehatan dan keuangan`."""
        return not passage.read_surface(name_candidate.start, name_candidate.end)[
            :1
        ].islower()

    def _find_separator(self, text: str, position: int) -> str:
        return next(
            (
                separator
                for separator in self._separators
                if text.startswith(separator, position)
            ),
            "",
        )

    def _find_following_name(
        self, passage: Passage, name_start: int, first_words: str
    ) -> HitCandidate | None:
        """Find the longest name at an offset that is a term after some first words."""
        text = passage.text
        folded_first_words = (
            f"{_fold_first_words(first_words, self._lexicon.locale.language)} "
        )
        # Hardly any name does: the letter at its beginning shows it.
        if not self._lexicon.word_forms.begins_form(
            folded_first_words + text[name_start : name_start + 2],
            len(folded_first_words) + 1,
        ):
            return None
        possible_form = (
            folded_first_words
            + text[name_start : name_start + _MAX_EXAMINED_LETTER_COUNT]
        )
        prefix_length = self._lexicon.word_forms.measure_longest_prefix(possible_form)
        while prefix_length > len(folded_first_words):
            name_end = name_start + prefix_length - len(folded_first_words)
            if is_word_boundary(text, name_end):
                meanings = self._judge_form(
                    possible_form[:prefix_length],
                    f"{first_words} {passage.read_surface(name_start, name_end)}",
                    passage,
                )
                if meanings:
                    return HitCandidate(name_start, name_end, NO_FORM, meanings)
            prefix_length -= 1
        return None

    def _find_preceding_names(
        self, candidate: HitCandidate, passage: Passage
    ) -> Iterator[_NameWithSharedWord]:
        """Find the names before a term whose last word is omitted."""
        form = self._lexicon.forms[candidate.form_index]
        if not form.endswith(self._shared_last_words):
            return
        last_word = next(
            (
                last_word
                for last_word in self._shared_last_words
                if form.endswith(last_word)
            ),
            None,
        )
        if last_word is None:
            return
        surface_ending = (
            " " + passage.read_surface(candidate.start, candidate.end).split()[-1]
        )
        position = candidate.start
        while separator := next(
            (
                possible_separator
                for possible_separator in self._separators
                if passage.text.endswith(possible_separator, 0, position)
            ),
            "",
        ):
            name_candidate = self._find_preceding_name(
                passage, position - len(separator), last_word, surface_ending
            )
            if name_candidate is None:
                return
            if surface_ending[1:2].isupper() and not self._has_capital(
                name_candidate, passage
            ):
                return
            yield _NameWithSharedWord(name_candidate, False)
            position = name_candidate.start

    def _find_preceding_name(
        self, passage: Passage, name_end: int, last_word: str, surface_ending: str
    ) -> HitCandidate | None:
        """Find the longest name before an offset that is a term with a last word."""
        start, name_candidate = name_end, None
        window_start = max(0, name_end - _MAX_EXAMINED_LETTER_COUNT)
        window_start = (
            passage.text.rfind("\n", window_start, name_end) + 1 or window_start
        )
        for _ in range(_MAX_NAME_WORDS):
            if start <= window_start:
                break
            start = passage.text.rfind(" ", window_start, start - 1) + 1 or window_start
            if not is_word_boundary(passage.text, start):
                break
            meanings = self._judge_form(
                passage.text[start:name_end] + last_word,
                passage.read_surface(start, name_end) + surface_ending,
                passage,
            )
            if meanings:
                name_candidate = HitCandidate(start, name_end, NO_FORM, meanings)
        return name_candidate

    def _judge_form(
        self, form: str, surface: str, passage: Passage
    ) -> tuple[TermMeaning, ...]:
        """Judge a name completed by the shared word as a form."""
        form_index = self._lexicon.find_form_index(form)
        if form_index is None or not self._lexicon.reading_counts[form_index]:
            return ()
        return tuple(
            (term, entry, "composed" if term.composed else "coordination")
            for term, entry, _ in passage.find_surface_meanings(surface, form_index)
        )


def _fold_first_words(first_words: str, language: str) -> str:
    return fold_term(first_words, language).lower()


def _merge_names(
    candidates: Sequence[HitCandidate],
    names_with_shared_word: Iterable[_NameWithSharedWord],
) -> list[HitCandidate]:
    """Merge candidates and names; after a plural, the meaning as a name comes first."""
    candidate_starts = [candidate.start for candidate in candidates]
    replaced_starts: set[int] = set()
    name_by_start: dict[int, HitCandidate] = {}
    for name_candidate, is_after_plural in names_with_shared_word:
        # Candidates do not overlap, so those that touch a name are consecutive.
        first_index = max(0, bisect_right(candidate_starts, name_candidate.start) - 1)
        overlapping_candidates = [
            candidate
            for candidate in candidates[
                first_index : bisect_left(candidate_starts, name_candidate.end)
            ]
            if candidate.end > name_candidate.start
        ]
        if any(
            candidate.start < name_candidate.start or candidate.end > name_candidate.end
            for candidate in overlapping_candidates
        ):
            continue
        if [candidate[:2] for candidate in overlapping_candidates] == [
            name_candidate[:2]
        ]:
            (candidate,) = overlapping_candidates
            entry_ids = {entry.id for _, entry, _ in candidate.meanings}
            other_meanings = tuple(
                meaning
                for meaning in name_candidate.meanings
                if meaning[1].id not in entry_ids
            )
            all_meanings = (
                name_candidate.meanings + candidate.meanings
                if is_after_plural
                else candidate.meanings + other_meanings
            )
            name_candidate = candidate._replace(meanings=all_meanings)
        replaced_starts.update(candidate.start for candidate in overlapping_candidates)
        name_by_start[name_candidate.start] = name_candidate
    remaining_candidates = (
        candidate for candidate in candidates if candidate.start not in replaced_starts
    )
    return sorted(
        [*remaining_candidates, *_drop_overlapping_names(name_by_start.values())],
        key=lambda candidate: candidate.start,
    )


def _drop_overlapping_names(
    name_candidates: Iterable[HitCandidate],
) -> Iterator[HitCandidate]:
    """Keep the names that overlap no earlier one."""
    max_end = 0
    for name_candidate in sorted(
        name_candidates, key=lambda name_candidate: name_candidate.start
    ):
        if name_candidate.start >= max_end:
            yield name_candidate
            max_end = name_candidate.end
