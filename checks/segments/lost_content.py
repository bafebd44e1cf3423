"""What of a source its target lacks, beside letters: numbers, names, marks, phrases.

Each counts as so many standard deviations of length; the weights are those of a
logistic regression over whole and shortened translations (see
docs/architecture/meaning-checks.md).
"""

import re

from checks.text.capitalised_words import cached_capitals, find_lost_names
from checks.text.rendering_finder import RenderingFinder
from checks.text.unpaired_amounts import find_unpaired_amounts
from tm.text.locale import Locale

_NUMBER = 2.5
_NAME = 1.0
_MARK = 0.75
_PHRASE = 0.5
_UNRENDERED_CLAUSE = 1.0
"""The weight of a clause of which nothing is rendered, which the regression knew not;
among 2,900 clean pairs hardly one has such a clause and is short besides."""
_MOST_MARKS = 2
_MOST_PHRASES = 4
_FEW_PHRASES = 2
"""Those that count where no mark between clauses is lost, and with it no clause, unless
nothing at all is rendered."""
_ASSUMED_UNRENDERED = 3
"""Phrases that are taken to be missing at the end where no phrase is known."""
_FEWEST = 3
"""Known phrases of a clause of which one at least is rendered, if it is there."""
_ALIKE = 4
"""First letters by which a name is known in another form: Britain, British."""
_CLAUSE = re.compile(r"[,;:—–.!?][\"”’')]*\s|[，。；：、]")
"""A mark between two clauses or sentences."""


def score_lost_content(
    source: str,
    target: str,
    locales: tuple[Locale, Locale],
    rendering_finder: RenderingFinder,
    *,
    least_score: float,
) -> float:
    """How much speaks for a lost piece, in standard deviations.

    What takes longer to find out is asked only where it can still raise the sum to
    `least_score`; below that the sum may be too small.
    """
    lost_marks = len(_CLAUSE.findall(source)) - len(_CLAUSE.findall(target))
    score = _MARK * min(_MOST_MARKS, max(0, lost_marks))
    most_phrases = _MOST_PHRASES if score else _FEW_PHRASES
    possible = score + _NUMBER + _NAME + _PHRASE * _MOST_PHRASES + _UNRENDERED_CLAUSE
    if score < least_score <= possible:
        number = _NUMBER * _has_lost_number(source, target, locales)
        score, possible = score + number, possible - _NUMBER + number
    if score < least_score <= possible:
        name = _NAME * _has_lost_name(source, target, rendering_finder)
        score, possible = score + name, possible - _NAME + name
    if score < least_score <= possible:
        phrases = _count_unrendered_phrases(
            source, target, rendering_finder, most_phrases
        )
        score += _PHRASE * phrases
        possible -= _PHRASE * (_MOST_PHRASES - phrases)
    if score < least_score <= possible:
        score += _UNRENDERED_CLAUSE * _has_unrendered_clause(
            source, target, rendering_finder
        )
    return score


def _has_lost_number(source: str, target: str, locales: tuple[Locale, Locale]) -> bool:
    """Whether a number of the source is in no form in the target, nor changed there."""
    if not any(map(str.isdigit, source)):
        return False
    unpaired = find_unpaired_amounts(source, target, locales)
    return bool(unpaired.source) and not unpaired.target


def _count_unrendered_phrases(
    source: str, target: str, rendering_finder: RenderingFinder, most_phrases: int
) -> int:
    """Count the phrases without translation, `most_phrases` at most if any has one."""
    unanswered_count = count_unrendered_at_end(source, target, rendering_finder)
    rendered = rendering_finder.list_rendered_flags(source, target)
    phrase_limit = _MOST_PHRASES if rendered and not any(rendered) else most_phrases
    return min(phrase_limit, unanswered_count)


def count_unrendered_at_end(
    source: str, target: str, rendering_finder: RenderingFinder
) -> int:
    """How many known phrases at the end of a source the target renders nowhere."""
    rendered = rendering_finder.list_rendered_flags(source, target)
    if not rendered:
        return _ASSUMED_UNRENDERED
    return rendered[::-1].index(True) if True in rendered else len(rendered)


def _has_unrendered_clause(
    source: str, target: str, rendering_finder: RenderingFinder
) -> bool:
    """Whether nothing of one clause is rendered of which several phrases are known.

    While most of the others are: else the target says all in other words.
    """
    unrendered_clauses, known_count, rendered = 0, 0, 0
    for clause in _CLAUSE.split(source):
        is_rendered = rendering_finder.list_rendered_flags(clause, target)
        if len(is_rendered) >= _FEWEST and not any(is_rendered):
            unrendered_clauses += 1
        else:
            known_count += len(is_rendered)
            rendered += sum(is_rendered)
    return unrendered_clauses == 1 and 3 * rendered >= 2 * known_count > 0


def _has_lost_name(source: str, target: str, rendering_finder: RenderingFinder) -> bool:
    """Whether a name that the dictionary does not know stands only in the source."""
    target_capitals = cached_capitals(target)
    beginnings = {form[:_ALIKE] for form in target_capitals.word_forms}
    return any(
        not name.may_start_sentence
        and name.form[:_ALIKE] not in beginnings
        and rendering_finder.is_unknown(name.text)
        for name in find_lost_names(cached_capitals(source), target_capitals)
    )
