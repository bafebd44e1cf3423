"""The terms that the termbase has already, found again in a text."""

from collections.abc import Callable, Iterable

from glossary.entries.entry import ConceptEntry, make_term_form
from tm.text.locale import Locale


def make_concept_finder(
    entries: Iterable[ConceptEntry], locale: Locale
) -> Callable[[str], str | None]:
    """Make a function that returns the concept of a term in a language, by its text.

    Case and Unicode form are ignored; of several concepts the first one is returned.
    """
    concept_id_by_form: dict[str, str] = {}
    for entry in entries:
        for term in entry.list_terms_in(locale):
            term_form = make_term_form(term.text, locale)
            concept_id_by_form.setdefault(term_form, entry.id)

    def find_concept(text: str) -> str | None:
        return concept_id_by_form.get(make_term_form(text, locale))

    return find_concept
