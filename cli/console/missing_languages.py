"""The languages that a user asks the memory for: what it lacks, and whom they serve."""

from dataclasses import replace

from cli.console.workspace import Workspace
from tm.store.lookup_reader import open_lookup_reader
from tm.text.locale import Locale
from tm.text.segment import Segment


def mention_missing(workspace: Workspace, *asked: Locale) -> None:
    """Say of each language if the memory has nothing in it."""
    with open_lookup_reader(workspace.database) as reading:
        tags = reading.locales()
    for locale in asked:
        if not any(locale.covers(Locale(tag)) for tag in tags):
            known = ", ".join(tags) or "none, it is empty"
            workspace.say(f"the memory has no segments in {locale}; it has: {known}")


def served(segment: Segment, asked: Locale | None) -> Segment:
    """A segment of a file in the wider locale that a user asks the memory for.

    >>> text = Segment.of(Locale("vi-VN"), "báo")
    >>> str(served(text, Locale("vi")).locale), str(served(text, None).locale)
    ('vi', 'vi-VN')
    """
    if asked is None or not asked.covers(segment.locale):
        return segment
    return replace(segment, locale=asked)
