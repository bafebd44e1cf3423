"""The checks that come with Padanan: importing this module registers them."""

from checks.dates import dates
from checks.engine.check import CHECKS, selected
from checks.markup import codes, links
from checks.meaning import added_negation, cohyponyms, modifiers, negation, roles
from checks.meaning import antonyms as contraries
from checks.names import inconsistent as written_names
from checks.names import lost_capitals as small_names
from checks.names import replaced_names as other_names
from checks.names import spelling_and_order as names
from checks.names import variants as namesakes
from checks.numbers import numbers, percents
from checks.segments import coverage, segments
from checks.segments import repeated_paragraphs as neighbours
from checks.segments import shifted_segments as shifting
from checks.termbase import attestation as attested
from checks.termbase import entries as termbase
from checks.termbase import relations
from checks.terms import capitals as term_capitals
from checks.terms import collapsed as collapse
from checks.terms import inconsistent as inconsistency
from checks.terms import outdated as validity
from checks.terms import terms
from checks.titles import person_titles as persons
from checks.titles import title_variants as titles
from checks.typography import characters, headings, punctuation, quotes, spacing
from checks.typography import house_style as style
from checks.words import acronyms, repetition, spelling, words

__all__ = ["CHECKS", "FAMILIES", "selected"]

FAMILIES = (
    characters,
    coverage,
    spacing,
    punctuation,
    quotes,
    words,
    repetition,
    spelling,
    neighbours,
    style,
    headings,
    numbers,
    percents,
    dates,
    names,
    small_names,
    namesakes,
    written_names,
    negation,
    added_negation,
    contraries,
    cohyponyms,
    modifiers,
    roles,
    other_names,
    persons,
    titles,
    terms,
    term_capitals,
    collapse,
    inconsistency,
    validity,
    acronyms,
    segments,
    shifting,
    codes,
    links,
    termbase,
    relations,
    attested,
)
"""The modules whose functions are checks, in the order in which findings are shown."""
