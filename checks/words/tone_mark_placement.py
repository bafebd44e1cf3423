"""The check of the placement of Vietnamese tone marks."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit
from tm.finding import Finding, Severity, Span
from tm.text.normal import fold_tone_style

_TONE_PLACEMENT_PATTERN = re.compile(
    "(?<![qQ])(?:([òóỏõọ])[ae]|([ùúủũụ])y|o([àáảãạèéẻẽẹ])|u([ỳýỷỹỵ]))(?![^\\W\\d_])",
    re.IGNORECASE,
)


@check("vi.tone", level=Level.DOCUMENT, severity=Severity.INFO, safe_fixes=True)
def find_tone_style(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Old and new placement of the Vietnamese tone mark (`hòa`, `hoà`) in one document.

    The check reports the words in the rarer style; of equally frequent styles, those in
    the newer one.
    """
    if context.target_locale.language != "vi":
        return
    positions_by_style: dict[bool, list[tuple[int, Span]]] = {True: [], False: []}
    for unit_index, unit in enumerate(units):
        for tone_match in _TONE_PLACEMENT_PATTERN.finditer(unit.target):
            is_old_style = bool(tone_match[1] or tone_match[2])
            start = tone_match.start()
            while start and unit.target[start - 1].isalpha():
                start -= 1
            positions_by_style[is_old_style].append(
                (unit_index, Span(start, tone_match.end()))
            )
    prefers_old_style = len(positions_by_style[True]) >= len(positions_by_style[False])
    for unit_index, span in positions_by_style[not prefers_old_style]:
        unit = units[unit_index]
        word = span.of(unit.target)
        fix = _to_old_tone_style(word) if prefers_old_style else fold_tone_style(word)
        yield Finding(
            "older" if prefers_old_style else "newer",
            span,
            fix=fix if fix != word else None,
            checked_unit=unit,
        )


def _to_old_tone_style(word: str) -> str:
    """Move the tone of a word to the first vowel of a final `oa`, `oe` or `uy`.

    >>> _to_old_tone_style("hoà"), _to_old_tone_style("thuý")
    ('hòa', 'thúy')
    """
    decomposed_word = unicodedata.normalize("NFD", word)
    moved_word = re.sub(
        "([oOuU])([aAeEyY])([\u0300\u0301\u0303\u0309\u0323])$",
        r"\1\3\2",
        decomposed_word,
    )
    return unicodedata.normalize("NFC", moved_word)
