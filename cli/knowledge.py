"""What memory and termbase know of two languages, for aligning."""

from pathlib import Path

from cli.options import Workspace
from glossary.store import Glossary
from tm.align.known import Known
from tm.align.learnt import lexicon_of
from tm.text.locale import Locale


def known(workspace: Workspace, source: Locale, target: Locale) -> Known:
    """The starter dictionary, and what memory and termbase add to it.

    No database is made for it.
    """
    place = workspace.place or workspace.settings.place
    if "://" not in place and not Path(place).is_file():
        return Known.of(source, target)
    terms = [
        (left, right)
        for entry in Glossary(workspace.database).entries()
        for left in entry.preferred(source)
        for right in entry.preferred(target)
    ]
    lexicon = lexicon_of(workspace.memory, source_locale=source, target_locale=target)
    return Known.of(source, target, lexicon=lexicon, terms=terms)
