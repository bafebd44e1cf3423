"""What changed on the pages of an article, and units that became outdated by it."""

from dataclasses import dataclass

from tm.articles.archive.version_changes import SegmentChange


@dataclass(frozen=True, slots=True)
class OutdatedUnit:
    """A unit in use with a side that is no longer on its page."""

    unit: str
    """The key of the unit."""
    side: str
    """Which side has another text on its page by now: `source`, `target` or `both`."""


@dataclass(frozen=True, slots=True)
class ArticleChanges:
    """What changed between the last two stored versions of an article's pages."""

    page: tuple[SegmentChange, ...]
    """The segments of the page; empty if it has one version only."""
    original: tuple[SegmentChange, ...]
    """The segments of the page of the original."""
    outdated: tuple[OutdatedUnit, ...]
    """Units made or edited by people, of which a text is no longer on its page."""
