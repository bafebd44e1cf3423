"""Counts of the names in a document, and names that a target adds or repeats less."""

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from checks.engine.document import DocumentUnits, remember_for_document
from checks.engine.document_capitals import (
    read_capitalised_words_of_sources,
    read_capitalised_words_of_targets,
)
from checks.text.capitalised_words import (
    MIN_NAME_LETTERS,
    CapitalisedWord,
    CapitalisedWords,
)
from checks.text.language_words import Language
from tm.result_cache import ResultCache


@dataclass(frozen=True, slots=True)
class NameCounts:
    """The number of units of a document that contain each word, by form."""

    unit_count_by_kept_name: Counter[str]
    """Names that stand in both texts."""
    unit_count_by_source_name: Counter[str]
    """Names in the source."""
    unit_count_by_target_word: Counter[str]
    """Words of the target that have a capital in some target of the document."""


@remember_for_document
def count_names(units: DocumentUnits, cache: ResultCache) -> NameCounts:
    """Count the names of a document."""
    capitalised_words_of_sources, capitalised_words_of_targets = (
        read_capitalised_words_of_sources(units, cache),
        read_capitalised_words_of_targets(units, cache),
    )
    capitalised_forms = {
        word.form
        for target_capitalised_words in capitalised_words_of_targets
        for word in target_capitalised_words.words
    }
    kept_form_sets = (
        {word.form for word in source_capitalised_words.names}
        & {word.form for word in target_capitalised_words.words}
        for source_capitalised_words, target_capitalised_words in zip(
            capitalised_words_of_sources, capitalised_words_of_targets, strict=True
        )
    )
    source_form_sets = (
        {word.form for word in source_capitalised_words.names}
        for source_capitalised_words in capitalised_words_of_sources
    )
    target_form_sets = (
        target_capitalised_words.word_forms & capitalised_forms
        for target_capitalised_words in capitalised_words_of_targets
    )
    return NameCounts(
        *(
            Counter(chain.from_iterable(form_sets))
            for form_sets in (kept_form_sets, source_form_sets, target_form_sets)
        )
    )


def find_repeated_names(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
) -> list[CapitalisedWord]:
    """Find names that the target repeats less often than the source, each once."""
    repeated_name_by_form = {
        name.form: name
        for name in find_less_frequent_words(
            source_capitalised_words, target_capitalised_words
        )
        if len(name.form) >= MIN_NAME_LETTERS
    }
    return [*repeated_name_by_form.values()]


def find_less_frequent_words(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
) -> list[CapitalisedWord]:
    """Find the capitalised words that the target has, but less often."""
    source_counts = Counter(word.form for word in source_capitalised_words.words)
    if len(source_counts) == len(source_capitalised_words.words):
        return []
    target_counts = Counter(word.form for word in target_capitalised_words.words)
    return [
        word
        for word in source_capitalised_words.words
        if 0 < target_counts[word.form] < source_counts[word.form]
    ]


def list_lost_repetitions(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
) -> list[CapitalisedWord]:
    """List the names that the target has less often, except next to a kept name."""
    less_frequent_words = find_less_frequent_words(
        source_capitalised_words, target_capitalised_words
    )
    if not less_frequent_words:
        return []
    kept_forms_with_neighbours = {
        (word.form, neighbour_key)
        for word in target_capitalised_words.words
        for neighbour_key in list_neighbour_keys(target_capitalised_words, word)
    }
    return [
        word
        for word in less_frequent_words
        if not any(
            (word.form, neighbour_key) in kept_forms_with_neighbours
            for neighbour_key in list_neighbour_keys(source_capitalised_words, word)
        )
    ]


def select_added_names(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    unit_count_by_source_name: Counter[str],
) -> list[CapitalisedWord]:
    """Select the names of a target that do not derive from a word of its source.

    They must be names of the document.
    """
    names_of_document = [
        word
        for word in target_capitalised_words.words
        if len(word.form) >= MIN_NAME_LETTERS and word.form in unit_count_by_source_name
    ]
    if not names_of_document:
        return names_of_document
    source_beginnings = {
        form[:MIN_NAME_LETTERS] for form in source_capitalised_words.word_forms
    }
    return [
        word
        for word in names_of_document
        if word.form[:MIN_NAME_LETTERS] not in source_beginnings
    ]


class AddedNames:
    """Names of a target that its source lacks; each is taken once.

    They are grouped in text order by the name next to them, on either side; the names
    that are kept elsewhere are one more group.
    """

    def __init__(
        self,
        source_capitalised_words: CapitalisedWords,
        target_capitalised_words: CapitalisedWords,
        added_names: Sequence[CapitalisedWord],
        kept_and_source_counts: tuple[Counter[str], Counter[str]],
        language: Language,
    ) -> None:
        """`added_names`: the added names; `kept_and_source_counts`: of kept and source
        names.
        """
        self._source_capitalised_words, (self._kept_counts, self._source_counts) = (
            source_capitalised_words,
            kept_and_source_counts,
        )
        self._language = language
        self._names_by_neighbour: dict[
            tuple[int, str] | None, deque[CapitalisedWord]
        ] = defaultdict(deque)
        self._taken_names: set[CapitalisedWord] = set()
        for added_name in added_names:
            if self._kept_counts[added_name.form]:
                self._names_by_neighbour[None].append(added_name)
            for neighbour_key in list_neighbour_keys(
                target_capitalised_words, added_name
            ):
                self._names_by_neighbour[neighbour_key].append(added_name)

    def take_replacement(
        self, lost_name: CapitalisedWord, *, is_repeated: bool
    ) -> CapitalisedWord | None:
        """Take the first added name that may replace a lost name.

        Both are kept elsewhere (if not repeated), or stand next to a third name.
        """
        neighbour_keys: list[tuple[int, str] | None] = (
            [None] if self._kept_counts[lost_name.form] and not is_repeated else []
        )
        # A repeated word that is never kept is translated, and so is an office.
        is_translated = (
            self._source_counts[lost_name.form] > 1
            and not self._kept_counts[lost_name.form]
        )
        if not is_translated and not self._may_be_common_noun(lost_name):
            neighbour_keys += list_neighbour_keys(
                self._source_capitalised_words, lost_name
            )
        candidate_names = [
            candidate_name
            for neighbour_key in neighbour_keys
            for candidate_name in self._list_first_free_names(neighbour_key)
        ]
        if not candidate_names:
            return None
        replacement = min(candidate_names, key=lambda candidate: candidate.start)
        self._taken_names.add(replacement)
        return replacement

    def _may_be_common_noun(self, word: CapitalisedWord) -> bool:
        """Whether a capitalised word may be a common noun, such as an office."""
        offices = self._language.office_words | self._language.deputy_words
        return self._language.capitalises_nouns or word.text.lower() in offices

    def _list_first_free_names(
        self, neighbour_key: tuple[int, str] | None
    ) -> list[CapitalisedWord]:
        """List the first added name with a neighbour that is not yet taken."""
        remaining_names = self._names_by_neighbour.get(neighbour_key)
        while remaining_names and remaining_names[0] in self._taken_names:
            remaining_names.popleft()
        return [remaining_names[0]] if remaining_names else []


def list_neighbour_keys(
    capitalised_words: CapitalisedWords, word: CapitalisedWord
) -> list[tuple[int, str]]:
    """List the forms next to a word, each with its side: 0 before, 1 after."""
    return [
        (side_index, form)
        for side_index, form in enumerate(capitalised_words.find_neighbour_forms(word))
        if form is not None
    ]
