"""What a check offers in place of a term: another one, with the capitals of the first.

A wrong title of a headline, `Upacara Pembukaan`, is no `upacara penandatanganan`.
"""

from checks.engine.unit import Context, Unit
from glossary.entries.entry import TermHit
from glossary.forms.letters import is_acronym
from glossary.forms.replacement import fit_replacement


def fitted(hit: TermHit, new: str, unit: Unit, context: Context) -> str | None:
    """A term as it may stand in a target instead of a hit: with the hit's capitals.

    None where people must see what becomes of the words around it.
    """
    if hit.how == "clitic":
        return None
    text, old = unit.target, hit.term.text
    if new == new.lower() and not is_acronym(old):
        old = old.lower()  # the text has its capitals, whatever the wrong form has
    made = fit_replacement(
        text,
        hit.start,
        hit.end,
        old=old,
        new=new,
        how=hit.how,
        language=context.target.language,
    )
    if made is None:
        return None
    end, words = made
    ending = text[hit.end : end]  # of a plural, which stays where it is
    return words.removesuffix(ending) if words.endswith(ending) else None
