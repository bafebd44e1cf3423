"""The check of names that a page writes with a single and a doubled letter."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from checks.engine.check import Level, check
from checks.engine.document_capitals import read_capitalised_words_of_targets
from checks.engine.unit import Context, Unit, list_related_ids
from checks.text.capitalised_words import CapitalisedWord, CapitalisedWords
from tm.finding import Finding, Severity, Span

_DOUBLED_LETTER_PATTERN = re.compile(r"([^\W\d_])\1")
_MIN_LETTERS = 6
"""How many letters a name must have, doubled ones counted once."""


@dataclass(slots=True)
class _Spelling:
    """One spelling of a name, and where it stands."""

    positions: list[tuple[int, Span]] = field(default_factory=list)
    neighbour_forms: set[str] = field(default_factory=set)
    stands_alone: bool = False


@check(
    "name.doubled",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    yields_to=("name.variant", "name.spelling"),
)
def find_doubled_letters(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A name has a single letter in one place and a doubled one in another.

    Afifuddin and Afifudin on one page. Each rarer spelling is reported once. The check
    ignores words that the page has in lower case, names that stand next to different
    other names (Muhammad Ali, Muhamad Yamin), and spellings that the sources have.
    """
    if context.language.capitalises_nouns or not context.target_locale.uses_spaces:
        return
    spellings_by_undoubled_form: dict[str, dict[str, _Spelling]] = defaultdict(dict)
    lower_case_words: set[str] = set()
    capitalised_words_of_targets = read_capitalised_words_of_targets(
        units, context.cache
    )
    for unit_index, capitalised_words in enumerate(capitalised_words_of_targets):
        for word in capitalised_words.words:
            undoubled_form = _DOUBLED_LETTER_PATTERN.sub(r"\1", word.form)
            if len(undoubled_form) >= _MIN_LETTERS and not word.text.isupper():
                spelling = spellings_by_undoubled_form[undoubled_form].setdefault(
                    word.form, _Spelling()
                )
                _add_word(spelling, word, unit_index, capitalised_words)
    varying_undoubled_forms = [
        undoubled_form
        for undoubled_form, spelling_by_form in spellings_by_undoubled_form.items()
        if len(spelling_by_form) > 1
    ]
    if not varying_undoubled_forms:
        return
    for capitalised_words in capitalised_words_of_targets:
        lower_case_words |= capitalised_words.lower_case_words
    source_text = " ".join(unit.source_text for unit in units).lower()
    for undoubled_form in varying_undoubled_forms:
        spelling_by_form = {
            form: spelling
            for form, spelling in spellings_by_undoubled_form[undoubled_form].items()
            if form not in lower_case_words and form not in source_text
        }
        if len(spelling_by_form) > 1:
            yield from _report_rare_spellings(spelling_by_form, units)


def _add_word(
    spelling: _Spelling,
    word: CapitalisedWord,
    unit_index: int,
    capitalised_words: CapitalisedWords,
) -> None:
    spelling.positions.append((unit_index, word.span))
    neighbour_forms = {
        form
        for form in capitalised_words.find_neighbour_forms(word)
        if form is not None
    }
    spelling.neighbour_forms |= neighbour_forms
    spelling.stands_alone |= not neighbour_forms


def _report_rare_spellings(
    spelling_by_form: dict[str, _Spelling], units: Sequence[Unit]
) -> Iterator[Finding]:
    """Report each spelling but the most frequent one, where it comes first."""
    usual_form = max(
        spelling_by_form, key=lambda form: len(spelling_by_form[form].positions)
    )
    usual_spelling = spelling_by_form[usual_form]
    usual_unit_index, usual_span = usual_spelling.positions[0]
    for form, spelling in spelling_by_form.items():
        if form == usual_form or _are_different_names(spelling, usual_spelling):
            continue
        unit_index, span = spelling.positions[0]
        yield Finding(
            "elsewhere",
            span,
            arguments={
                "usual": usual_span.of(units[usual_unit_index].target),
                "usual_count": len(usual_spelling.positions),
            },
            checked_unit=units[unit_index],
            related=list_related_ids(
                units[other_unit_index]
                for other_unit_index, _ in usual_spelling.positions
            ),
        )


def _are_different_names(spelling: _Spelling, usual_spelling: _Spelling) -> bool:
    """Whether two spellings stand next to different names only."""
    if spelling.stands_alone or usual_spelling.stands_alone:
        return False
    return not spelling.neighbour_forms & usual_spelling.neighbour_forms
