"""The check of the order of the words in a person's name."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from checks.engine.check import Level, check
from checks.engine.condition import texts_meet
from checks.engine.unit import Context, Unit
from checks.names.vietnamese_names import NameForms, has_diacritics
from checks.text.capitalised_words import (
    CapitalisedWord,
    cached_capitals,
    capitalised_runs,
    may_reorder_name,
    slide_over_runs,
)
from checks.text.rendering_finder import RenderingFinder, cached_rendering_finder
from checks.text.span_set import SpanSet
from glossary.forms.language import read_form_data
from tm.finding import Finding, Severity, Span

_NAME_SIZES = range(5, 2, -1)
"""Numbers of words of a name whose order is checked."""
_LONGEST_FAMILY_NAME = 7
"""Letters of a family name; a longer last word is taken for a noun."""
_MOST_PERMUTED_WORDS = 4
"""The most words of a name whose every order is looked for; Vietnamese names have no
more."""
_LONG_NAME = 3
"""Words of a name beyond which one of them may be a noun."""


@check(
    "name.order",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=texts_meet(may_reorder_name),
)
def reordered_names(unit: Unit, context: Context) -> Iterator[Finding]:
    """The words of a person's name are in another order than in the source."""
    target = cached_capitals(unit.target)
    target_forms = {word.form for word in target.words}
    source_runs = [
        run
        for run in capitalised_runs(cached_capitals(unit.source_text))
        if sum(word.form in target_forms for word in run) >= min(_NAME_SIZES)
    ]
    if not source_runs:
        return
    target_runs = [*capitalised_runs(target)]
    covered_spans = SpanSet(unit.target)
    for size in _NAME_SIZES:
        windows_by_forms: dict[NameForms, list[list[CapitalisedWord]]] = defaultdict(
            list
        )
        for window in slide_over_runs(target_runs, size):
            windows_by_forms[tuple(token.form for token in window)].append(window)
        checked_forms: set[NameForms] = set()
        for name in slide_over_runs(source_runs, size) if windows_by_forms else ():
            forms = tuple(token.form for token in name)
            if (
                forms in windows_by_forms
                or forms in checked_forms
                or len(set(forms)) < size
            ):
                continue
            checked_forms.add(forms)
            has_surname = name[0].form in read_form_data("vi").surnames
            is_any_order = has_surname and has_diacritics(name)
            windows = _find_reordered(
                forms, windows_by_forms, is_any_order=is_any_order
            )
            if windows and context.source is not None:
                rendering_finder = cached_rendering_finder(
                    context.source, context.target
                )
                moved_forms = _move_noun(name, rendering_finder)
                windows = [
                    window
                    for window in windows
                    if tuple(word.form for word in window) != moved_forms
                ]
            for window in windows:
                span = Span(window[0].start, window[-1].end)
                if covered_spans.overlaps(span):
                    continue
                covered_spans.add(span)
                yield Finding(
                    "changed",
                    span,
                    Span(name[0].span.start, name[-1].span.end),
                    {"source": " ".join(token.text for token in name)},
                )


def _move_noun(
    name: Sequence[CapitalisedWord], rendering_finder: RenderingFinder
) -> NameForms | None:
    """Move the noun beside a long Vietnamese name to the other side of the name.

    `Cúp Lý Thường Kiệt` is `Ly Thuong Kiet Cup`.
    """
    forms, surnames = tuple(word.form for word in name), read_form_data("vi").surnames
    if len(forms) <= _LONG_NAME:
        return None
    if forms[0] in surnames:
        return (
            None
            if rendering_finder.is_unknown(name[-1].text)
            else forms[-1:] + forms[:-1]
        )
    return forms[1:] + forms[:1] if forms[1] in surnames else None


def _find_reordered(
    forms: NameForms,
    windows_by_forms: Mapping[NameForms, list[list[CapitalisedWord]]],
    *,
    is_any_order: bool,
) -> list[list[CapitalisedWord]]:
    """Find the windows in which a name's first words stand last: Van Hai Nguyen.

    With `is_any_order` those in which they stand anyhow: Van Nguyen Hai.
    """
    ends_with_noun = len(forms[-1]) > _LONGEST_FAMILY_NAME  # Mausoleum Ho Chi Minh
    shifts = range(1, len(forms) - ends_with_noun)
    orders = {forms[shift:] + forms[:shift] for shift in shifts}
    if is_any_order and len(forms) <= _MOST_PERMUTED_WORDS:
        orders.update(permutations(forms))
    windows = [window for order in orders for window in windows_by_forms.get(order, ())]
    return sorted(windows, key=lambda window: window[0].start)
