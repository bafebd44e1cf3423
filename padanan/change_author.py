"""The author of the changes that a program makes."""

from tm.settings import Settings


def get_change_author(settings: Settings, author: str | None = None) -> str:
    """Get the author of a call, or else of the settings, the environment, the login.

    On the command line the environment comes first: there nobody passes settings.
    """
    return author or settings.author or settings.change_author
