"""Score the content that a target lacks: numbers, names, marks, phrases.

The score is in standard deviations of length; the weights are those of a
logistic regression over whole and shortened translations (see
docs/architecture/meaning-checks.md).
"""

import re

from checks.text.capitalised_words import cached_capitalised_words, find_lost_names
from checks.text.rendering_finder import RenderingFinder
from checks.text.unpaired_amounts import find_unpaired_amounts
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale

_LOST_NUMBER_WEIGHT = 2.5
_LOST_NAME_WEIGHT = 1.0
_LOST_MARK_WEIGHT = 0.75
_UNRENDERED_PHRASE_WEIGHT = 0.5
"""The weights of what is lost: a number, a name, a mark, each unrendered phrase."""
_UNRENDERED_CLAUSE_WEIGHT = 1.0
"""The weight of a clause of which nothing is rendered, which the regression lacked:
among 2,900 clean pairs hardly one is short and has such a clause."""
_MAX_COUNTED_CLAUSE_MARKS = 2
"""The most lost marks between clauses that count."""
_MAX_COUNTED_PHRASES = 4
"""The most unrendered phrases that count."""
_MAX_PHRASES_WITHOUT_LOST_MARK = 2
"""The most phrases that count if no mark between clauses is lost, unless
nothing at all is rendered."""
_ASSUMED_UNRENDERED_COUNT = 3
"""The phrases assumed missing at the end of a text without known phrases."""
_MIN_CLAUSE_PHRASES = 3
"""The fewest known phrases of a clause that shows a lost clause."""
_COMPARED_LETTER_COUNT = 4
"""The number of first letters that the forms of a name share: Britain, British."""
_CLAUSE_MARK_PATTERN = re.compile(
    r"(?:[,;:—–!?]|(?<!\b[A-ZĐ])(?<!\b[A-ZĐ]\w)\.)[\"”’')]*\s|[，。；：、]"
)
"""A mark between two clauses or sentences, not the full stop of TT. or Mr."""


def score_lost_content(
    source: str,
    target: str,
    locales: tuple[Locale, Locale],
    rendering_finder: RenderingFinder,
    cache: ResultCache,
    *,
    least_score: float,
) -> float:
    """Score the evidence for lost content, in standard deviations.

    Slower evidence is collected only if it can still raise the sum to
    `least_score`; below that the sum may be too small.
    """
    score = _LOST_MARK_WEIGHT * min(
        _MAX_COUNTED_CLAUSE_MARKS, max(0, count_lost_clause_marks(source, target))
    )
    most_phrase_count = (
        _MAX_COUNTED_PHRASES if score else _MAX_PHRASES_WITHOUT_LOST_MARK
    )
    greatest_score = (
        score
        + _LOST_NUMBER_WEIGHT
        + _LOST_NAME_WEIGHT
        + _UNRENDERED_PHRASE_WEIGHT * _MAX_COUNTED_PHRASES
        + _UNRENDERED_CLAUSE_WEIGHT
    )
    if score < least_score <= greatest_score:
        number_score = _LOST_NUMBER_WEIGHT * _has_lost_number(
            source, target, locales, cache
        )
        score, greatest_score = (
            score + number_score,
            greatest_score - _LOST_NUMBER_WEIGHT + number_score,
        )
    if score < least_score <= greatest_score:
        name_score = _LOST_NAME_WEIGHT * _has_lost_name(
            source, target, rendering_finder, cache
        )
        score, greatest_score = (
            score + name_score,
            greatest_score - _LOST_NAME_WEIGHT + name_score,
        )
    if score < least_score <= greatest_score:
        unrendered_count = _count_unrendered_phrases(
            source, target, rendering_finder, most_phrase_count
        )
        score += _UNRENDERED_PHRASE_WEIGHT * unrendered_count
        greatest_score -= _UNRENDERED_PHRASE_WEIGHT * (
            _MAX_COUNTED_PHRASES - unrendered_count
        )
    if score < least_score <= greatest_score:
        score += _UNRENDERED_CLAUSE_WEIGHT * bool(
            find_unrendered_clause(source, target, rendering_finder)
        )
    return score


def _has_lost_number(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> bool:
    """Whether a number of the source has no counterpart in the target."""
    if not any(map(str.isdigit, source)):
        return False
    unpaired_amounts = find_unpaired_amounts(source, target, locales, cache)
    return bool(unpaired_amounts.source_amounts) and not unpaired_amounts.target_amounts


def _count_unrendered_phrases(
    source: str, target: str, rendering_finder: RenderingFinder, most_phrase_count: int
) -> int:
    """Count the phrases without translation, `most_phrase_count` at most if any has
    one.
    """
    unrendered_count = count_unrendered_phrases_at_end(source, target, rendering_finder)
    rendered_flags = rendering_finder.flag_rendered_phrases(source, target)
    phrase_limit = (
        _MAX_COUNTED_PHRASES
        if rendered_flags and not any(rendered_flags)
        else most_phrase_count
    )
    return min(phrase_limit, unrendered_count)


def count_unrendered_phrases_at_end(
    source: str, target: str, rendering_finder: RenderingFinder
) -> int:
    """Count the known phrases at the end of a source that the target lacks."""
    rendered_flags = rendering_finder.flag_rendered_phrases(source, target)
    if not rendered_flags:
        return _ASSUMED_UNRENDERED_COUNT
    return (
        rendered_flags[::-1].index(True)
        if True in rendered_flags
        else len(rendered_flags)
    )


def find_unrendered_clause(
    source: str, target: str, rendering_finder: RenderingFinder
) -> Span | None:
    """Find the one clause, with several known phrases, of which nothing is rendered.

    Most other phrases must be rendered, or the target uses other words throughout.
    """
    unrendered_spans: list[Span] = []
    known_phrase_count, rendered_phrase_count, clause_start = 0, 0, 0
    mark_spans = [match.span() for match in _CLAUSE_MARK_PATTERN.finditer(source)]
    for mark_start, mark_end in (*mark_spans, (len(source), len(source))):
        clause_span = Span(clause_start, mark_start)
        clause_start = mark_end
        rendered_flags = rendering_finder.flag_rendered_phrases(
            clause_span.of(source), target
        )
        if len(rendered_flags) >= _MIN_CLAUSE_PHRASES and not any(rendered_flags):
            unrendered_spans.append(clause_span)
        else:
            known_phrase_count += len(rendered_flags)
            rendered_phrase_count += sum(rendered_flags)
    return (
        unrendered_spans[0]
        if len(unrendered_spans) == 1
        and 3 * rendered_phrase_count >= 2 * known_phrase_count > 0
        else None
    )


def count_lost_clause_marks(source: str, target: str) -> int:
    """Count the marks between clauses of a source that the target has fewer of."""
    return len(_CLAUSE_MARK_PATTERN.findall(source)) - len(
        _CLAUSE_MARK_PATTERN.findall(target)
    )


def _has_lost_name(
    source: str, target: str, rendering_finder: RenderingFinder, cache: ResultCache
) -> bool:
    """Whether a name that the dictionary does not know stands only in the source."""
    target_capitalised_words = cached_capitalised_words(target, cache)
    target_form_beginnings = {
        form[:_COMPARED_LETTER_COUNT] for form in target_capitalised_words.word_forms
    }
    return any(
        not lost_name.may_start_sentence
        and lost_name.form[:_COMPARED_LETTER_COUNT] not in target_form_beginnings
        and rendering_finder.is_unknown_word(lost_name.text)
        for lost_name in find_lost_names(
            cached_capitalised_words(source, cache), target_capitalised_words
        )
    )
