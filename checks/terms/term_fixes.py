"""Fixes of terms: a replacement in the capitals of the term it replaces.

In a headline, `Upacara Pembukaan` becomes `Upacara Penandatanganan`.
"""

from checks.engine.unit import Context, Unit
from glossary.entries.entry import TermHit
from glossary.forms.letters import is_acronym
from glossary.forms.replacement import fit_replacement


def fit_term(
    hit: TermHit, replacement: str, unit: Unit, context: Context
) -> str | None:
    """Fit a replacement to the capitals and ending of the term in the target.

    None where a person must check the words around the term.
    """
    if hit.how == "clitic":
        return None
    text, wrong_term = unit.target, hit.term.text
    if replacement == replacement.lower() and not is_acronym(wrong_term):
        wrong_term = (
            wrong_term.lower()
        )  # the text has its capitals, whatever the wrong form has
    fitted = fit_replacement(
        text,
        hit.start,
        hit.end,
        old_term=wrong_term,
        new_term=replacement,
        how=hit.how,
        language=context.target.language,
    )
    if fitted is None:
        return None
    end, words = fitted
    inflection = text[hit.end : end]  # of a plural, which stays where it is
    return words.removesuffix(inflection) if words.endswith(inflection) else None
