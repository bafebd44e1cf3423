"""Terms and names of a text, with their translations on a day."""

from collections.abc import Iterable, Iterator, Sequence

from checks.match_repair.resources import MatchRepairResources
from glossary.entries.entry import (
    USABLE_STATUSES,
    ConceptEntry,
    Term,
    TermHit,
    TermStatus,
)
from glossary.entries.period import is_valid_on
from padanan.assistants.name_renderings import find_name_rendering
from padanan.assistants.prompt_package import PromptName, PromptTerm
from tm.finding import Span
from tm.match.repair.repair_resources import KnownTerm
from tm.match.repair.text_items import ItemClass, split_items
from tm.match.replacement import ReplacementKind
from tm.text.locale import Locale


def make_prompt_term(
    hit: TermHit, text: str, target_locale: Locale, day: str
) -> PromptTerm | None:
    """Make the term of a hit; None if the target language has no form to use."""
    entries = [hit.entry, *(reading.entry for reading in hit.other_readings)]
    preferred = tuple(
        dict.fromkeys(
            preferred_text
            for entry in entries
            for preferred_text in entry.list_preferred_texts(target_locale, day)
        )
    )
    if not preferred:
        return None
    # Of a title with its holder, the forms of the title are to be known, too.
    entries += [part.entry for part in hit.parts]
    terms = [term for entry in entries for term in entry.list_terms_in(target_locale)]
    allowed = _list_texts(
        (
            term
            for term in terms
            if _is_allowed(term, day)
            and not any(term.text in preferred_text for preferred_text in preferred)
        ),
        without=preferred,
    )
    period = _find_period(hit.entry, target_locale, preferred)
    return PromptTerm(
        source=text[hit.start : hit.end],
        preferred=preferred,
        allowed=allowed,
        avoid=_list_texts(
            (term for term in terms if not _is_allowed(term, day)),
            without=(*preferred, *allowed),
        ),
        valid_from=period[0],
        valid_to=period[1],
        concept=hit.entry.id,
    )


def _is_allowed(term: Term, day: str) -> bool:
    return term.status in USABLE_STATUSES and is_valid_on(
        term.valid_from, term.valid_to, day
    )


def _list_texts(terms: Iterable[Term], *, without: Sequence[str]) -> tuple[str, ...]:
    texts = dict.fromkeys(term.text for term in terms)
    return tuple(text for text in texts if text not in without)


def _find_period(
    entry: ConceptEntry, target_locale: Locale, preferred: Sequence[str]
) -> tuple[str | None, str | None]:
    """Find the period of the first preferred form, or else that of its concept."""
    for term in entry.list_terms_in(target_locale):
        if term.text == preferred[0] and (term.valid_from or term.valid_to):
            if term.status is not TermStatus.DEPRECATED:
                return term.valid_from, term.valid_to
    return entry.valid_from, entry.valid_to


def find_prompt_names(
    text: str,
    locales: tuple[Locale, Locale],
    term_spans: Sequence[Span],
    resources: MatchRepairResources,
) -> Iterator[PromptName]:
    """Find names and places outside the terms of a text that translations write so.

    Names that stay as they are, are left out.
    """
    known_spans = [
        KnownTerm(span, ReplacementKind.TERM, None, ()) for span in term_spans
    ]
    places = resources.find_places(text)
    items = split_items(text, locales[0], (), (*known_spans, *places))
    for item in items:
        name = item.span.of(text)
        # A single word may be any word at the beginning of a sentence.
        if item.item_class is not ItemClass.NAME or (
            item.term is None and item.span.start == 0 and " " not in name
        ):
            continue
        target = (
            item.term.preferred_text
            if item.term is not None
            else find_name_rendering(name, locales, resources)
        )
        if target is not None and target != name:
            yield PromptName(name, target)
