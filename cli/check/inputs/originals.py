"""The originals of the pages to check, and how pages are aligned with them."""

from dataclasses import dataclass
from functools import partial

from checks.inputs.original import OriginalFile
from checks.inputs.page import Alignment
from cli.console.workspace import Workspace
from tm.articles.page.copied_page import Page


@dataclass(frozen=True, slots=True)
class OriginalFinder:
    """Finds the originals that the database stores for pages."""

    workspace: Workspace

    def find_stored(self, page: Page) -> OriginalFile | None:
        """Find the original that was stored with a page; None without one."""
        if not self.workspace.has_database:
            return None
        # SQLAlchemy, for lists of pages only.
        from tm.articles.archive.archive import Archive
        from tm.articles.page_article import make_article

        archive = Archive(self.workspace.database)
        article, _, _ = make_article(page)
        stored_article = archive.find_current(article.key)
        if stored_article is None or stored_article.original_key is None:
            return None
        stored_original = archive.find_current(stored_article.original_key)
        if stored_original is None or not stored_original.article.blocks:
            return None
        original = stored_original.article
        return OriginalFile(
            f"the stored original {original.key}",
            article.key,
            make_alignment(self.workspace),
            Page(
                original.locale,
                original.headline,
                original.lead,
                None,
                original.url,
                original.blocks,
                (),
                "",
                url=original.url,
            ),
        )


def make_alignment(workspace: Workspace) -> Alignment:
    """Make the alignment of pages with originals, by the settings and the memory."""
    from cli.articles.language_resources import (
        load_enabled_encoder,
        read_workspace_resources,
    )

    encoder = load_enabled_encoder(workspace)
    return Alignment(
        workspace.settings.align,
        partial(read_workspace_resources, workspace, encoder=encoder),
    )
