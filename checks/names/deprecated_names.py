"""Search for names of persons that the termbase calls deprecated."""

from collections.abc import Iterator, Sequence

from checks.engine.unit import Context, Unit
from glossary.entries.entry import PERSON, TermStatus
from tm.finding import Finding, Span


def find_deprecated_person_names(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Report the deprecated names of persons in the targets, with the preferred name."""
    if context.terms.target_finder is None:
        return
    for unit in units:
        for hit in context.terms.target_finder.find(
            unit.target, includes_wrong_forms=True
        ):
            preferred_names = hit.entry.list_preferred_texts(context.target_locale)
            if (
                hit.entry.subject_field == PERSON
                and hit.term.status is TermStatus.DEPRECATED
                and not hit.term.forbidden
                and len(preferred_names) == 1
            ):
                yield Finding(
                    "termbase",
                    Span(hit.start, hit.end),
                    arguments={"term": preferred_names[0]},
                    fix=preferred_names[0],
                    about=unit,
                )
