"""The check of names that a page explains in brackets more than once."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, list_related_ids
from tm.finding import Finding, Severity, Span

_EXPLAINED_NAME_PATTERN = re.compile(
    r"(?<![\w-])(?P<words>(?:[^\W\d_a-z][\w’'-]* )*)"
    r"(?P<name>[^\W\d_a-z][\w’'-]*) ?"
    r"\((?P<explanation>[^\W\d_][\w’'-]*(?: [^\W\d_][\w’'-]*){1,6})\)"
)
"""A name, and an explanation of two to seven words behind it."""
_ACRONYM_PATTERN = re.compile(r"[^\W\d_a-z]{2}")


@dataclass(frozen=True, slots=True)
class _Explanation:
    """A name with its explanation on a page."""

    unit: Unit
    span: Span
    preceding_words: str
    """Words with a capital before the name, which may belong to it."""
    text: str

    def may_have_name_of(self, other_explanation: "_Explanation") -> bool:
        """Whether the words before one name end with those before the other."""
        return self.preceding_words.endswith(
            other_explanation.preceding_words
        ) or other_explanation.preceding_words.endswith(self.preceding_words)


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
    explanations_by_name: dict[str, list[_Explanation]] = defaultdict(list)
    for unit in units:
        if "(" not in unit.target or "(" in (unit.source or ""):
            continue
        for name_match in _EXPLAINED_NAME_PATTERN.finditer(unit.target):
            name, explanation = name_match.group("name", "explanation")
            preceding_words = name_match["words"]
            if (
                name[0].isupper()
                and explanation[0].isupper()
                and not _ACRONYM_PATTERN.search(name + explanation)
            ):
                span = Span(name_match.start("name"), name_match.end())
                explanations_by_name[name].append(
                    _Explanation(unit, span, preceding_words, explanation)
                )
    for name, (first_explanation, *later_explanations) in explanations_by_name.items():
        for later_explanation in later_explanations:
            # Lung Ha and Thanh Ha are two places.
            if not first_explanation.may_have_name_of(later_explanation):
                continue
            yield Finding(
                "again",
                later_explanation.span,
                arguments={"name": name, "explanation": first_explanation.text},
                checked_unit=later_explanation.unit,
                related=list_related_ids([first_explanation.unit]),
            )
