"""Language resources for alignment: encoder, memory and termbase of the workspace."""

from cli.console.workspace import Workspace
from tm.align.encoder import SentenceEncoder
from tm.align.encoder import load_encoder as encoder_named
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.text.locale import Locale


def load_enabled_encoder(
    workspace: Workspace, encoder_option: bool | None = None
) -> SentenceEncoder | None:
    """Load the encoder, if the option or else the settings ask for one."""
    align_settings = workspace.settings.align
    uses_encoder = align_settings.neural if encoder_option is None else encoder_option
    return encoder_named(align_settings.encoder) if uses_encoder else None


def read_workspace_resources(
    workspace: Workspace,
    source_locale: Locale,
    target_locale: Locale,
    *,
    encoder: SentenceEncoder | None = None,
) -> AlignmentResources:
    """Read the starter dictionary, and the additions of memory, termbase and encoder.

    No database is created.
    """
    if not workspace.has_database:
        return AlignmentResources.of(source_locale, target_locale, encoder=encoder)
    # SQLAlchemy, for a database only.
    from glossary.article_resources import read_alignment_resources

    return read_alignment_resources(
        workspace.database, source_locale, target_locale, encoder=encoder
    )
