"""Which of the languages asked for the memory does not have, for a helpful word."""

from cli.options import Workspace
from tm.store.proposals import proposals
from tm.text.locale import Locale


def mention_missing(workspace: Workspace, *asked: Locale) -> None:
    """Say of each language if the memory has nothing in it."""
    with proposals(workspace.database) as reading:
        tags = reading.locales()
    for locale in asked:
        if not any(locale.covers(Locale(tag)) for tag in tags):
            known = ", ".join(tags) or "none, it is empty"
            workspace.say(f"the memory has no segments in {locale}; it has: {known}")
