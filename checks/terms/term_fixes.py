"""Fixes of terms: a replacement with the capitals of the wrong term.

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
    if hit.match_kind == "clitic":
        return None
    text, wrong_term = unit.target, hit.term.text
    if replacement == replacement.lower() and not is_acronym(wrong_term):
        wrong_term = (
            wrong_term.lower()
        )  # the text has its capitals, whatever the wrong form has
    end_and_text = fit_replacement(
        text,
        hit.start,
        hit.end,
        old_term=wrong_term,
        new_term=replacement,
        match_kind=hit.match_kind,
        language=context.target_locale.language,
    )
    if end_and_text is None:
        return None
    replacement_end, replacement_text = end_and_text
    inflection = text[hit.end : replacement_end]  # of a plural, which stays where it is
    return (
        replacement_text.removesuffix(inflection)
        if replacement_text.endswith(inflection)
        else None
    )


def fit_first_letter(replacement: str, form: str, surface: str) -> str:
    """Begin a term with a small letter where its deprecated form is written so."""
    if form[0].isupper() and surface[0].islower():
        return replacement[0].lower() + replacement[1:]
    return replacement
