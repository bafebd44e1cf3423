"""The choice of the time at which a page was published: of its byline or an address."""

from dataclasses import dataclass, replace

from tm.articles.headline.slug import read_slug
from tm.articles.page.copied_page import Page
from tm.articles.page_text.byline_and_date import choose_day


@dataclass(frozen=True, slots=True)
class PublicationTime:
    """When a page was published, and whether its dates agree."""

    time: str | None = None
    """ISO 8601 date, or date and time; None if the page does not tell."""
    dates_agree: bool | None = None
    """Whether byline and address agree; None if only one of them has a date."""
    warnings: tuple[str, ...] = ()


def choose_publication_time(page: Page) -> PublicationTime:
    """Choose the time of the byline of a page, else of the address of its source."""
    slug = read_slug(page.source_url) if page.source_url else None
    slug_time = slug.published if slug else None
    warnings = []
    if page.byline is not None and page.byline.has_impossible_date:
        warnings.append("the byline has an impossible date, which was ignored")
    if page.byline is None or page.byline.published is None:
        address_time = slug_time.isoformat() if slug_time else None
        return PublicationTime(address_time, warnings=tuple(warnings))
    published_day, dates_agree = choose_day(page.byline, slug_time)
    if dates_agree is False and slug_time:
        warnings.append(
            f"the byline says {published_day}, "
            f"but the address of the source {slug_time.date().isoformat()}"
        )
    time = replace(page.byline, published=published_day).iso or None
    return PublicationTime(time, dates_agree, tuple(warnings))
