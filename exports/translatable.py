"""Which units of a file a translation is wanted for."""

from exports.po.fields import is_obsolete
from tm.property import Property
from tm.unit import TranslationUnit

NOT_TO_TRANSLATE = Property("xliff:translate", "no")
"""What a file of XLIFF says of units that stay as they are."""


def is_wanted(unit: TranslationUnit) -> bool:
    """Whether a translation is wanted: not for what is obsolete, or stays as it is."""
    return not is_obsolete(unit) and NOT_TO_TRANSLATE not in unit.properties
