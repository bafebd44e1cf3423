"""The knowledge of memory and termbase about two languages, for aligning."""

from cli.console.workspace import Workspace
from glossary.article_resources import read_alignment_knowledge
from tm.align.encoder import SentenceEncoder
from tm.align.encoder import load_encoder as encoder_named
from tm.align.lexicon.alignment_resources import Knowledge
from tm.text.locale import Locale


def load_enabled_encoder(
    workspace: Workspace, encoder_choice: bool | None = None
) -> SentenceEncoder | None:
    """Load the encoder, if the option or else the settings ask for one."""
    align_settings = workspace.settings.align
    uses_encoder = align_settings.neural if encoder_choice is None else encoder_choice
    return encoder_named(align_settings.encoder) if uses_encoder else None


def read_knowledge(
    workspace: Workspace,
    source_locale: Locale,
    target_locale: Locale,
    *,
    encoder: SentenceEncoder | None = None,
) -> Knowledge:
    """Read the starter dictionary, and the additions of memory, termbase and encoder.

    No database is created.
    """
    if not workspace.has_database:
        return Knowledge.of(source_locale, target_locale, encoder=encoder)
    return read_alignment_knowledge(
        workspace.database, source_locale, target_locale, encoder=encoder
    )
