"""Errors of those who may not use a route."""

from tm.errors import PadananError


class Unauthorized(PadananError):
    """The request does not say who sends it, or what it says is not valid (401)."""


class Forbidden(PadananError):
    """Who sends the request may not do this (403)."""


class ConfirmationNeeded(Forbidden):
    """Who sends the request must first prove anew who they are (403)."""
