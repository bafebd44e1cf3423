"""What memory and termbase know of two languages, for aligning."""

from cli.console.workspace import Workspace
from glossary.article_knowledge import read_alignment_knowledge
from tm.align.encoder import SentenceEncoder
from tm.align.encoder import load_encoder as encoder_named
from tm.align.lexicon.knowledge import Knowledge
from tm.text.locale import Locale


def choose_encoder(
    workspace: Workspace, neural: bool | None = None
) -> SentenceEncoder | None:
    """The encoder of the settings, if a wish or else the settings ask for one."""
    settings = workspace.settings.align
    is_wanted = settings.neural if neural is None else neural
    return encoder_named(settings.encoder) if is_wanted else None


def read_knowledge(
    workspace: Workspace,
    source: Locale,
    target: Locale,
    *,
    encoder: SentenceEncoder | None = None,
) -> Knowledge:
    """The starter dictionary, and what memory, termbase and encoder add to it.

    No database is made for it.
    """
    if not workspace.has_database:
        return Knowledge.of(source, target, encoder=encoder)
    return read_alignment_knowledge(workspace.database, source, target, encoder=encoder)
