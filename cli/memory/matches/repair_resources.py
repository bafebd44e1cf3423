"""What repairs of matches may know, opened when the first match needs it."""

from collections.abc import Callable, Sequence
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from cli.console.workspace import Workspace
from tm.finding import Span
from tm.match.repair.repair_resources import KnownTerm
from tm.text.locale import Locale
from tm.text.segment import Segment

if TYPE_CHECKING:
    from checks.match_repair.resources import MatchRepairResources


def make_repair_resources_getter(
    workspace: Workspace, target_locale: Locale
) -> Callable[[Locale], "WorkspaceRepairResources"]:
    """Make a function that returns the resources for a source locale."""
    return cache(
        partial(
            WorkspaceRepairResources,
            workspace,
            target_locale=target_locale,
            learns_word_links=True,
        )
    )


def split_sentences(text: str, locale: Locale) -> Sequence[Span]:
    """Split a text into sentences, by rules that are read for the first such text."""
    from tm.align.sentences import split_into_sentences

    return split_into_sentences(text, locale)


class WorkspaceRepairResources:
    """Terms and word links of a workspace; another process opens its own."""

    def __init__(
        self,
        workspace: Workspace,
        source_locale: Locale,
        target_locale: Locale,
        *,
        learns_word_links: bool = False,
    ) -> None:
        self._learns_word_links = learns_word_links
        self._workspace = workspace
        self._locale_pair = source_locale, target_locale

    def find_terms(self, text: str) -> Sequence[KnownTerm]:
        """As `tm.match.repair.repair_resources.RepairResources.find_terms`."""
        return self._resources.find_terms(text)

    def find_places(self, text: str) -> Sequence[KnownTerm]:
        """As `tm.match.repair.repair_resources.RepairResources.find_places`."""
        return self._resources.find_places(text)

    def find_phrase(self, phrase: str) -> KnownTerm | None:
        """As `tm.match.repair.repair_resources.RepairResources.find_phrase`."""
        return self._resources.find_phrase(phrase)

    def transcribe_name(
        self, new_name: str, *, old_name: str, old_surface: str
    ) -> str | None:
        """As `tm.match.repair.repair_resources.RepairResources.transcribe_name`."""
        return self._resources.transcribe_name(
            new_name, old_name=old_name, old_surface=old_surface
        )

    def link_words(
        self, source: Segment, target: Segment, source_spans: Sequence[Span]
    ) -> Sequence[tuple[Span, Span]]:
        """As `tm.match.repair.repair_resources.RepairResources.link_words`."""
        return self._resources.link_words(source, target, source_spans)

    @cached_property
    def _resources(self) -> "MatchRepairResources":
        # Imported late, since a lookup without fuzzy matches repairs none.
        from checks.match_repair.resources import MatchRepairResources

        return MatchRepairResources(
            self._workspace.database,
            *self._locale_pair,
            learns_word_links=self._learns_word_links,
        )

    def __getstate__(self) -> dict[str, object]:
        return {
            attribute_name: attribute_value
            for attribute_name, attribute_value in self.__dict__.items()
            if attribute_name != "_resources"
        }
