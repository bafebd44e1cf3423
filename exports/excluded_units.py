"""Units that their file excludes from translation."""

from tm.unit import TranslationUnit
from tm.unit_property import OBSOLETE_PROPERTY, Property

NOT_TO_TRANSLATE = Property("xliff:translate", "no")
"""Property of XLIFF units that must not be translated."""
OBSOLETE = Property(OBSOLETE_PROPERTY, "yes")
"""Property of PO entries whose text is no longer used."""


def is_translatable(unit: TranslationUnit) -> bool:
    """Whether a unit needs translation: not obsolete and not excluded."""
    return OBSOLETE not in unit.properties and NOT_TO_TRANSLATE not in unit.properties
