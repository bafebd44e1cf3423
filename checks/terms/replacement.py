"""What a check offers in place of a term: another one, with the capitals of the first.

A wrong title of a headline, `Upacara Pembukaan`, is no `upacara penandatanganan`.
"""

from checks.engine.unit import Context, Unit
from glossary.entries.entry import TermHit
from glossary.forms.letters import is_acronym
from glossary.forms.replacement import fit_replacement


def fit_term(
    hit: TermHit, replacement: str, unit: Unit, context: Context
) -> str | None:
    """A term as it may stand in a target instead of a hit: with the hit's capitals.

    None where people must see what becomes of the words around it.
    """
    if hit.how == "clitic":
        return None
    text, old = unit.target, hit.term.text
    if replacement == replacement.lower() and not is_acronym(old):
        old = old.lower()  # the text has its capitals, whatever the wrong form has
    fitted_span = fit_replacement(
        text,
        hit.start,
        hit.end,
        old=old,
        new=replacement,
        how=hit.how,
        language=context.target.language,
    )
    if fitted_span is None:
        return None
    end, words = fitted_span
    ending = text[hit.end : end]  # of a plural, which stays where it is
    return words.removesuffix(ending) if words.endswith(ending) else None
