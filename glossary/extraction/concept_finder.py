"""The terms that the termbase has already, found again in a text."""

from collections.abc import Callable, Iterable

from glossary.entries.entry import ConceptEntry
from tm.text.locale import Locale
from tm.text.normal import match_form


def make_concept_finder(
    entries: Iterable[ConceptEntry], locale: Locale
) -> Callable[[str], str | None]:
    """Make a function that returns the concept of a term in a language, by its text.

    Case and Unicode form are ignored; of several concepts the first one is returned.
    """
    is_vietnamese = locale.language == "vi"
    concept_id_by_match_form: dict[str, str] = {}
    for entry in entries:
        for term in entry.list_terms_in(locale):
            term_match_form = match_form(term.text, is_vietnamese=is_vietnamese)
            concept_id_by_match_form.setdefault(term_match_form, entry.id)

    def find_concept(text: str) -> str | None:
        return concept_id_by_match_form.get(
            match_form(text, is_vietnamese=is_vietnamese)
        )

    return find_concept
