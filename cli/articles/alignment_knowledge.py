"""The knowledge of memory and termbase about two languages, for aligning."""

from cli.console.workspace import Workspace
from glossary.article_knowledge import read_alignment_knowledge
from tm.align.encoder import SentenceEncoder
from tm.align.encoder import load_encoder as encoder_named
from tm.align.lexicon.knowledge import Knowledge
from tm.text.locale import Locale


def choose_encoder(
    workspace: Workspace, neural: bool | None = None
) -> SentenceEncoder | None:
    """Load the encoder, if the option or else the settings ask for one."""
    settings = workspace.settings.align
    uses_encoder = settings.neural if neural is None else neural
    return encoder_named(settings.encoder) if uses_encoder else None


def read_knowledge(
    workspace: Workspace,
    source: Locale,
    target: Locale,
    *,
    encoder: SentenceEncoder | None = None,
) -> Knowledge:
    """Read the starter dictionary, and the additions of memory, termbase and encoder.

    No database is created.
    """
    if not workspace.has_database:
        return Knowledge.of(source, target, encoder=encoder)
    return read_alignment_knowledge(workspace.database, source, target, encoder=encoder)
