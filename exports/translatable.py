"""Whether a translation of a unit is wanted, as its file says."""

from tm.property import Property
from tm.unit import TranslationUnit

NOT_TO_TRANSLATE = Property("xliff:translate", "no")
"""What an XLIFF file says of units that stay as they are."""
OBSOLETE = Property("po:obsolete", "yes")
"""What a PO file says of entries whose program no longer has the text."""


def is_translatable(unit: TranslationUnit) -> bool:
    """Whether a translation is wanted: not of obsolete entries, nor of what stays."""
    return OBSOLETE not in unit.properties and NOT_TO_TRANSLATE not in unit.properties
