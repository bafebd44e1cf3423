"""The check of names that a page explains in brackets more than once."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, list_related_ids
from tm.finding import Finding, Severity, Span

_EXPLAINED_NAME_PATTERN = re.compile(
    r"(?<![\w-])(?P<name>[^\W\d_][\w’'-]*) ?"
    r"\((?P<explanation>[^\W\d_][\w’'-]*(?: [^\W\d_][\w’'-]*){1,6})\)"
)
"""A word, and an explanation of two to seven words behind it."""
_ACRONYM_PATTERN = re.compile(r"[^\W\d_a-z]{2}")


@check("name.explained", level=Level.DOCUMENT, severity=Severity.INFO)
def find_repeated_explanations(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """A name is explained twice: Tet (Tahun Baru Imlek), Tet (Tahun Baru Vietnam).

    Machine translation explains a name in brackets wherever it stands, and often in
    other words. The check reports each explanation but the first. It ignores acronyms,
    explanations of one word or in small letters, and what the source explains, too.
    """
    if not context.target_locale.uses_spaces or context.language.capitalises_nouns:
        return
    places_by_name: dict[str, list[tuple[Unit, Span, str]]] = defaultdict(list)
    for unit in units:
        if "(" not in unit.target or "(" in (unit.source or ""):
            continue
        for name_match in _EXPLAINED_NAME_PATTERN.finditer(unit.target):
            name, explanation = name_match.group("name", "explanation")
            if (
                name[0].isupper()
                and explanation[0].isupper()
                and not _ACRONYM_PATTERN.search(name + explanation)
            ):
                span = Span(name_match.start(), name_match.end())
                places_by_name[name].append((unit, span, explanation))
    for name, places in places_by_name.items():
        first_unit, _, first_explanation = places[0]
        for unit, span, _ in places[1:]:
            yield Finding(
                "again",
                span,
                arguments={"name": name, "explanation": first_explanation},
                checked_unit=unit,
                related=list_related_ids([first_unit]),
            )
