"""Faults for which a match of the memory loses points in a lookup."""

from enum import StrEnum


class MatchFault(StrEnum):
    """A fault of a translation that a check of the match filter finds.

    Settings say how many points each costs: see `tm.settings.PenaltySettings`.
    """

    UNTRANSLATED = "untranslated"
    WRONG_VALUE = "wrong value"
    FORBIDDEN_TERM = "forbidden term"
    OUTDATED_TERM = "outdated term"
    MISTRANSLATED = "mistranslated"
    OPPOSITE = "opposite"
