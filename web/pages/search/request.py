"""What somebody looks for, as the address of the page has it."""

from typing import Annotated, Literal
from urllib.parse import urlencode

import msgspec
import msgspec.structs

from padanan.contents.phrases import PhraseFilter
from web.api.jobs.job_progress import JobId
from web.api.request_types import LanguageTag, PartialDate, Request, StateName
from web.pages.search.line_order import LineOrder

SearchText = Annotated[str, msgspec.Meta(max_length=2000)]
DEFAULT_HIT_COUNT = 20


class SearchRequest(Request, frozen=True):
    """A text, and conditions on the units that contain it."""

    q: SearchText = ""
    source: LanguageTag | None = None
    """None: the language of the text, found by itself."""
    target: LanguageTag | None = None
    also: SearchText = ""
    """A second text, which one side contains or does not contain."""
    also_side: Literal["source", "target"] = "target"
    also_is: Literal["has", "lacks"] = "has"
    site: SearchText = ""
    since: PartialDate | None = None
    until: PartialDate | None = None
    person: SearchText = ""
    state: StateName | None = None
    words: bool = False
    """Whether only whole words are found."""
    order: LineOrder = "stored"
    """The order of the units with the phrase."""
    hits: Annotated[int, msgspec.Meta(ge=1, le=200)] = DEFAULT_HIT_COUNT
    """How many units with the phrase are shown."""
    stored: JobId | None = None
    """The first import of the person, which the page tells of; not in its address."""

    @property
    def has_filter(self) -> bool:
        """Whether there are conditions beside the text."""
        return self.make_filter() != PhraseFilter() or self.words

    def make_filter(self) -> PhraseFilter:
        """Make the conditions on units."""
        second_condition = (
            {f"{self.also_side}_{self.also_is}": self.also} if self.also else {}
        )
        return PhraseFilter(
            site=self.site.strip() or None,
            since=self.since,
            until=self.until,
            person=self.person.strip() or None,
            state=self.state,
            **second_condition,
        )

    def make_address(self, path: str = "/", **changes: object) -> str:
        """Make the shortest address of the same search."""
        values = {**msgspec.structs.asdict(self), **changes}
        if not values["also"]:
            values["also_side"], values["also_is"] = "target", "has"
        query_values = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, default in _DEFAULT_BY_NAME.items()
            if (value := values[name]) != default
        }
        return f"{path}?{urlencode(query_values)}" if query_values else path


_DEFAULT_BY_NAME = {
    field.name: field.default
    for field in msgspec.structs.fields(SearchRequest)
    if field.name != "stored"
}
