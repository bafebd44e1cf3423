"""What of a source its target lacks, beside letters: numbers, names, marks, phrases.

Each counts as so many standard deviations of length; the weights are those of a
logistic regression over whole and shortened translations (see
docs/architecture/meaning-checks.md).
"""

import re

from checks.text.amounts import find_unpaired_amounts
from checks.text.capitals import cached_capitals, find_lost_names
from checks.text.dictionary import RenderingFinder
from tm.text.locale import Locale

_NUMBER = 2.5
_NAME = 1.0
_MARK = 0.75
_PHRASE = 0.5
_SILENCE = 1.0
"""The weight of a clause of which nothing is rendered, which the regression knew not;
among 2,900 clean pairs hardly one has such a clause and is short besides."""
_MOST_MARKS = 2
_MOST_PHRASES = 4
_FEW_PHRASES = 2
"""Those that count where no mark between clauses is lost, and with it no clause, unless
nothing at all is rendered."""
_UNTOLD = 3
"""Phrases that are taken to be missing at the end where no phrase is known."""
_FEWEST = 3
"""Known phrases of a clause of which one at least is rendered, if it is there."""
_ALIKE = 4
"""First letters by which a name is known in another form: Britain, British."""
_CLAUSE = re.compile(r"[,;:—–.!?][\"”’')]*\s|[，。；：、]")
"""A mark between two clauses or sentences."""


def lacking(
    source: str,
    target: str,
    locales: tuple[Locale, Locale],
    wording: RenderingFinder,
    *,
    least: float,
) -> float:
    """How much speaks for a lost piece, in standard deviations.

    What takes longer to find out is asked only where it can still raise the sum to
    `least`; below that the sum may be too small.
    """
    marks = len(_CLAUSE.findall(source)) - len(_CLAUSE.findall(target))
    score = _MARK * min(_MOST_MARKS, max(0, marks))
    most_phrases = _MOST_PHRASES if score else _FEW_PHRASES
    possible = score + _NUMBER + _NAME + _PHRASE * _MOST_PHRASES + _SILENCE
    if score < least <= possible:
        number = _NUMBER * _has_lost_number(source, target, locales)
        score, possible = score + number, possible - _NUMBER + number
    if score < least <= possible:
        name = _NAME * _has_lost_name(source, target, wording)
        score, possible = score + name, possible - _NAME + name
    if score < least <= possible:
        phrases = _phrases(source, target, wording, most_phrases)
        score += _PHRASE * phrases
        possible -= _PHRASE * (_MOST_PHRASES - phrases)
    if score < least <= possible:
        score += _SILENCE * _has_silent_clause(source, target, wording)
    return score


def _has_lost_number(source: str, target: str, locales: tuple[Locale, Locale]) -> bool:
    """Whether a number of the source is in no form in the target, nor changed there."""
    if not any(map(str.isdigit, source)):
        return False
    unpaired = find_unpaired_amounts(source, target, locales)
    return bool(unpaired.source) and not unpaired.target


def _phrases(
    source: str, target: str, wording: RenderingFinder, most_phrases: int
) -> int:
    """Count the phrases without translation, `most_phrases` at most if any has one."""
    unanswered_count = unanswered(source, target, wording)
    rendered = wording.are_rendered(source, target)
    phrase_limit = _MOST_PHRASES if rendered and not any(rendered) else most_phrases
    return min(phrase_limit, unanswered_count)


def unanswered(source: str, target: str, wording: RenderingFinder) -> int:
    """How many known phrases at the end of a source the target renders nowhere."""
    rendered = wording.are_rendered(source, target)
    if not rendered:
        return _UNTOLD
    return rendered[::-1].index(True) if True in rendered else len(rendered)


def _has_silent_clause(source: str, target: str, wording: RenderingFinder) -> bool:
    """Whether nothing of one clause is rendered of which several phrases are known.

    While most of the others are: else the target says all in other words.
    """
    silent, known_count, rendered = 0, 0, 0
    for clause in _CLAUSE.split(source):
        answers = wording.are_rendered(clause, target)
        if len(answers) >= _FEWEST and not any(answers):
            silent += 1
        else:
            known_count += len(answers)
            rendered += sum(answers)
    return silent == 1 and 3 * rendered >= 2 * known_count > 0


def _has_lost_name(source: str, target: str, wording: RenderingFinder) -> bool:
    """Whether a name that the dictionary does not know stands only in the source."""
    target_capitals = cached_capitals(target)
    beginnings = {form[:_ALIKE] for form in target_capitals.forms}
    return any(
        not name.may_start_sentence
        and name.form[:_ALIKE] not in beginnings
        and wording.is_unknown(name.text)
        for name in find_lost_names(cached_capitals(source), target_capitals)
    )
