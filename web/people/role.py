"""Roles: what a person may do in a memory or a termbase."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may do what the ones before it may."""

    READER = "reader"
    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        """The position among the roles: 0 for the lowest."""
        return _ROLES.index(self)

    def includes(self, role: "Role") -> bool:
        """Whether this role may do all that another one may."""
        return self.rank >= role.rank


_ROLES = tuple(Role)
