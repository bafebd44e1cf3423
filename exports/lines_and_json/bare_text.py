"""Common functions of formats with one bare text a line: TSV and Moses.

Tabs and line ends separate texts there, so inside a text they become spaces.
"""

import re

from exports.direction import OrientedPair, orient_unit
from exports.entry import LossTally
from exports.format import WriteOptions
from exports.io.lines import remove_unwritable_characters
from tm.unit import Origin, State, TranslationUnit

_TAB_OR_LINE_END_PATTERN = re.compile(r"\r\n|[\t\r\n]")


def orient_line(unit: TranslationUnit, options: WriteOptions) -> OrientedPair | None:
    """Turn a unit to the direction of a line, as `orient_unit`.

    None also if the source side has nothing that a line can hold.
    """
    oriented_pair = orient_unit(unit, options)
    if oriented_pair is None:
        return None
    source_line, _ = remove_unwritable_characters(oriented_pair.source.display_text)
    return oriented_pair if source_line.strip() else None


def flatten_line(text: str, tally: LossTally) -> str:
    """Put a text on one line without tabs, counting the replaced characters."""
    if text.isprintable():
        return text
    text, removed_count = remove_unwritable_characters(text)
    tally.add("characters that no text file can hold", removed_count)
    text, break_count = _TAB_OR_LINE_END_PATTERN.subn(" ", text)
    tally.add("tabs and line ends inside a text", break_count)
    return text


def count_losses(
    unit: TranslationUnit,
    options: WriteOptions,
    tally: LossTally,
    *,
    article: str | None,
) -> None:
    """Count the fields of a unit that bare texts and the article do not hold."""
    origin = unit.origin
    tally.add("provenance", origin != Origin(article=article))
    tally.add("neighbours", unit.neighbours != (None, None))
    tally.add("notes", unit.note is not None)
    tally.add("properties of other tools", len(unit.properties))
    expected_state = State.TRANSLATED if unit.target else State.INITIAL
    tally.add("states", unit.state is not expected_state)
    for segment in (unit.source, unit.target):
        if segment is not None:
            tally.add("inline codes", len(segment.codes))
            is_variant = segment.locale not in (options.source, options.target)
            tally.add("variants of the locales", is_variant)
