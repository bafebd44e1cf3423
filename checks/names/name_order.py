"""The check of the order of the words in a person's name."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import TYPE_CHECKING

from checks.engine.batch import Batch
from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import is_among_units_found, texts_meet
from checks.engine.unit import Context, Unit
from checks.names.vietnamese_names import NameForms, has_diacritics
from checks.text.capitalised_words import (
    CapitalisedWord,
    cached_capitalised_words,
    find_texts_with_long_names,
    iterate_capitalised_runs,
    iterate_run_windows,
    may_reorder_name,
)
from checks.text.rendering_finder import RenderingFinder
from checks.text.span_set import SpanSet
from glossary.forms.person_name_data import read_person_name_data
from tm.finding import Finding, Severity, Span

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens

_NAME_WORD_COUNTS = range(5, 2, -1)
"""How many words a name has whose order is checked."""
_MAX_FAMILY_NAME_LETTERS = 7
"""How many letters a family name may have; a longer last word is taken for a noun."""
_MAX_PERMUTED_WORDS = 4
"""How many words a name may have to be searched in every order; Vietnamese names have
no more."""
_MAX_WORDS_WITHOUT_NOUN = 3
"""How many words a name may have without a noun among them."""


def _find_units_with_long_names(batch_tokens: "BatchTokens", batch: Batch) -> set[int]:
    return find_texts_with_long_names(batch_tokens)


@check(
    "name.order",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=is_among_units_found(_find_units_with_long_names)
    & texts_meet(may_reorder_name),
)
def find_reordered_names(unit: Unit, context: Context) -> Iterator[Finding]:
    """The words of a person's name are in another order than in the source."""
    target_capitalised_words = cached_capitalised_words(unit.target, context.cache)
    target_forms = {word.form for word in target_capitalised_words.words}
    source_runs = [
        word_run
        for word_run in iterate_capitalised_runs(
            cached_capitalised_words(unit.source_text, context.cache)
        )
        if sum(word.form in target_forms for word in word_run) >= min(_NAME_WORD_COUNTS)
    ]
    if not source_runs:
        return
    target_runs = [*iterate_capitalised_runs(target_capitalised_words)]
    covered_spans = SpanSet(unit.target)
    for name_word_count in _NAME_WORD_COUNTS:
        windows_by_forms: dict[NameForms, list[list[CapitalisedWord]]] = defaultdict(
            list
        )
        for word_window in iterate_run_windows(target_runs, name_word_count):
            windows_by_forms[tuple(word.form for word in word_window)].append(
                word_window
            )
        checked_forms: set[NameForms] = set()
        for name_words in (
            iterate_run_windows(source_runs, name_word_count)
            if windows_by_forms
            else ()
        ):
            name_forms = tuple(word.form for word in name_words)
            if (
                name_forms in windows_by_forms
                or name_forms in checked_forms
                or len(set(name_forms)) < name_word_count
            ):
                continue
            checked_forms.add(name_forms)
            reordered_windows = _find_reorderings(name_words, windows_by_forms, context)
            for word_window in reordered_windows:
                span = Span(word_window[0].start, word_window[-1].end)
                if covered_spans.overlaps(span):
                    continue
                covered_spans.add(span)
                yield Finding(
                    "changed",
                    span,
                    Span(name_words[0].span.start, name_words[-1].span.end),
                    {"source": " ".join(word.text for word in name_words)},
                )


def _find_reorderings(
    name_words: Sequence[CapitalisedWord],
    windows_by_forms: Mapping[NameForms, list[list[CapitalisedWord]]],
    context: Context,
) -> Sequence[list[CapitalisedWord]]:
    """Find the words of a name in another order, unless the order is translated."""
    has_surname = name_words[0].form in read_person_name_data().surnames
    reordered_windows = _find_reordered_windows(
        tuple(word.form for word in name_words),
        windows_by_forms,
        allows_any_order=has_surname and has_diacritics(name_words),
    )
    if not reordered_windows or context.source_locale is None:
        return reordered_windows
    rendering_finder = context.cache.call(
        RenderingFinder, context.source_locale, context.target_locale
    )
    if not has_surname and _is_place_or_body(name_words, rendering_finder):
        return ()
    moved_forms = _move_noun(name_words, rendering_finder)
    return [
        word_window
        for word_window in reordered_windows
        if tuple(word.form for word in word_window) != moved_forms
    ]


def _is_place_or_body(
    words: Sequence[CapitalisedWord], rendering_finder: RenderingFinder
) -> bool:
    """Whether words name a place or body, not a person: Park Wika Hotel, Java PMI.

    One is an acronym, or the dictionary knows one after the first: Clark County
    Coroner.
    """
    return any(word.text.isupper() and len(word.text) > 1 for word in words) or not all(
        rendering_finder.is_unknown_word(word.text) for word in words[1:]
    )


def _move_noun(
    name_words: Sequence[CapitalisedWord], rendering_finder: RenderingFinder
) -> NameForms | None:
    """Move the noun next to a long Vietnamese name to the other side of the name.

    `Cúp Lý Thường Kiệt` is `Ly Thuong Kiet Cup`.
    """
    name_forms, surnames = (
        tuple(word.form for word in name_words),
        read_person_name_data().surnames,
    )
    if len(name_forms) <= _MAX_WORDS_WITHOUT_NOUN:
        return None
    if name_forms[0] in surnames:
        return (
            None
            if rendering_finder.is_unknown_word(name_words[-1].text)
            else name_forms[-1:] + name_forms[:-1]
        )
    return name_forms[1:] + name_forms[:1] if name_forms[1] in surnames else None


def _find_reordered_windows(
    name_forms: NameForms,
    windows_by_forms: Mapping[NameForms, list[list[CapitalisedWord]]],
    *,
    allows_any_order: bool,
) -> list[list[CapitalisedWord]]:
    """Find the windows in which the first words of a name come last: Van Hai Nguyen.

    With `allows_any_order` windows with the words in any order: Van Nguyen Hai.
    """
    ends_with_noun = (
        len(name_forms[-1]) > _MAX_FAMILY_NAME_LETTERS
    )  # Mausoleum Ho Chi Minh
    moved_word_counts = range(1, len(name_forms) - ends_with_noun)
    word_orders = {
        name_forms[moved_word_count:] + name_forms[:moved_word_count]
        for moved_word_count in moved_word_counts
    }
    if allows_any_order and len(name_forms) <= _MAX_PERMUTED_WORDS:
        word_orders.update(permutations(name_forms))
    windows = [
        window
        for word_order in word_orders
        for window in windows_by_forms.get(word_order, ())
    ]
    return sorted(windows, key=lambda window: window[0].start)
