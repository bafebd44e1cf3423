"""What changed of an article since it was stored: its page, its original, its units."""

from dataclasses import dataclass

from tm.articles.archive.version_changes import SegmentChange


@dataclass(frozen=True, slots=True)
class OutdatedUnit:
    """A unit in use with a side that is no longer on its page."""

    unit: str
    """The key of the unit."""
    side: str
    """What the page has otherwise by now: `source`, `target` or `both`."""


@dataclass(frozen=True, slots=True)
class ArticleChanges:
    """What changed from the version before to the one that is stored."""

    page: tuple[SegmentChange, ...]
    """The segments of the page; empty if it has one version only."""
    original: tuple[SegmentChange, ...]
    """The segments of the page of the original."""
    outdated: tuple[OutdatedUnit, ...]
    """Units made or edited by people whose text a page has no longer."""
