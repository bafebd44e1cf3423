"""Roles: what a person may do in a memory or a termbase."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may do what the ones before it may."""

    READER = "reader"
    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"

    def __init__(self, _: str) -> None:
        self.rank = len(type(self).__members__)
        """The position among the roles: 0 for the lowest."""

    def includes(self, role: "Role") -> bool:
        """Whether this role may do all that another one may."""
        return self.rank >= role.rank
