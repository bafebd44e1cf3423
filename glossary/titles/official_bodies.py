"""Official bodies: entries whose names match the patterns of a kind of body."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.titles.title_rules import BodyKind, extract_core_name, read_title_rules
from tm.result_cache import lazy_constant
from tm.text.capitals import capitalise_first

MIN_LANGUAGE_COUNT = 2
"""The least number of languages in which a name must match a rule."""
RANK_BY_STATUS = {status: rank for rank, status in enumerate(TermStatus)}
"""The statuses by rank, the best first."""


class BodyName(NamedTuple):
    """The name of a body in one language, with the core that a rule found."""

    term: Term
    core: str
    """The name without the words for the kind of body."""


class OfficialBody(NamedTuple):
    """An entry that is a body of some kind."""

    entry: ConceptEntry
    kind_name: str
    names_by_language: Mapping[str, tuple[BodyName, ...]]
    """By language, the preferred one first."""


def find_bodies(entry: ConceptEntry) -> list[OfficialBody]:
    """Match an entry with all kinds of body; normally none or one fits."""
    if not any(_may_be_body(term.text) for term in entry.terms):
        return []
    bodies_with_core_length: list[tuple[OfficialBody, int]] = []
    terms_by_language: dict[str, list[Term]] = {}
    for term in sorted(entry.terms, key=lambda term: RANK_BY_STATUS[term.status]):
        if not term.forbidden and not term.shared:
            terms_by_language.setdefault(term.locale.language, []).append(term)
    for body_kind in read_title_rules().body_kinds:
        if entry.subject_field in body_kind.excluded_subject_fields:
            continue
        body = _make_body(entry, body_kind, terms_by_language)
        if body is not None:
            core_length = sum(
                len(body_name.core)
                for (body_name, *_) in body.names_by_language.values()
            )
            bodies_with_core_length.append((body, core_length))
    # `Ủy ban nhân dân tỉnh` is a people's committee, and no committee nhân dân tỉnh.
    min_core_length = min(
        (core_length for _, core_length in bodies_with_core_length), default=0
    )
    return [
        body
        for body, core_length in bodies_with_core_length
        if core_length == min_core_length
    ]


def _may_be_body(name: str) -> bool:
    """Whether a name begins or ends like that of a body; a fast prefilter."""
    prefixes, suffixes = _read_body_prefixes_and_suffixes()
    return capitalise_first(name).startswith(prefixes) or name.endswith(suffixes)


@lazy_constant
def _read_body_prefixes_and_suffixes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read how names of bodies begin, or how they end if any beginning fits."""
    split_templates = [
        template.split("{core}")
        for body_kind in read_title_rules().body_kinds
        for templates in body_kind.patterns_by_language.values()
        for template in templates
    ]
    prefixes = {prefix for prefix, _ in split_templates} - {""}
    return tuple(prefixes), tuple(
        {suffix for prefix, suffix in split_templates if not prefix}
    )


def _make_body(
    entry: ConceptEntry,
    body_kind: BodyKind,
    terms_by_language: Mapping[str, Sequence[Term]],
) -> OfficialBody | None:
    """Make the body of an entry; None if its names do not fit the kind.

    `terms_by_language` has the best terms first.
    """
    names_by_language: dict[str, tuple[BodyName, ...]] = {}
    for language, templates in body_kind.patterns_by_language.items():
        language_terms = terms_by_language.get(language, ())
        if not language_terms:
            continue
        if _find_shortest_core(language_terms[0].text, templates) is None:
            return None
        names_by_language[language] = tuple(
            BodyName(term, core)
            for term in language_terms
            for core in [_find_shortest_core(term.text, templates)]
            if core is not None
        )
    if len(names_by_language) < MIN_LANGUAGE_COUNT:
        return None
    if body_kind.allowed_cores and not any(
        body_name.core in body_kind.allowed_cores
        for (body_name, *_) in names_by_language.values()
    ):
        return None
    return OfficialBody(entry, body_kind.name, names_by_language)


def _find_shortest_core(name: str, templates: Sequence[str]) -> str | None:
    """Find the shortest core that any pattern leaves, ignoring an initial capital."""
    capitalised_name = capitalise_first(name)
    names = (name,) if capitalised_name == name else (name, capitalised_name)
    cores = [
        core
        for template in templates
        for candidate_name in names
        if (core := extract_core_name(candidate_name, template))
    ]
    return min(cores, key=len, default=None)
