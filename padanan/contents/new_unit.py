"""Making units of texts that a program adds."""

from padanan.argument_validation import require_texts
from tm.errors import InputError
from tm.text.locale import Locale
from tm.text.segment import Segment, require_storable_text
from tm.unit import Origin, State, TranslationUnit


def make_unit(
    source_text: str,
    target_text: str,
    locale_pair: tuple[Locale, Locale],
    *,
    author: str,
    note: str | None,
) -> TranslationUnit:
    """Make a unit of a text and its translation.

    Raises InputError for an empty text and InvalidText for one that cannot be stored.
    """
    require_texts(source_text=source_text, target_text=target_text, note=note or "")
    segments = (
        Segment.of(locale_pair[0], source_text),
        Segment.of(locale_pair[1], target_text),
    )
    for segment, side_name in zip(segments, ("source", "target"), strict=True):
        if segment.is_empty:
            raise InputError(f"the {side_name} text is empty")
    if note is not None:
        require_storable_text(note)
    origin = Origin(author=author)
    return TranslationUnit(*segments, State.TRANSLATED, origin, note=note)
