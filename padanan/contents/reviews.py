"""Reviewing the pairs of articles whose alignment is uncertain, or any others."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from padanan.argument_validation import require_texts
from padanan.change_author import get_change_author
from padanan.contents.articles import Articles
from padanan.contents.stored_units import (
    find_unit_to_change,
    make_stored_unit,
    read_changed_unit,
    require_unit_version,
)
from padanan.contents.units import Units
from padanan.memory_database import MemoryDatabase
from padanan.values.articles import ArticleText
from padanan.values.units import PairChange, UnitPage
from tm.articles.archive.archive import Archive
from tm.articles.review import ArticlePairing, ReviewPair, Revision, edit_side
from tm.articles.unit_names import find_article_pairing
from tm.errors import Conflict, UnknownName, VersionConflict
from tm.settings import Settings
from tm.store.backend.queries.counts import count_article_units, count_waiting_units
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet, open_change_set
from tm.store.unit_store import UnitStore
from tm.store.units.identified_units import IdentifiedUnit
from tm.unit import State, TranslationUnit, Withheld

_SIDES = ("source", "target")
_EDGES = ("start", "end")


@dataclass(slots=True, eq=False)
class Reviews:
    """The review of pairs; threads may share it, like `Memory`.

    A pair is a unit of an article, named by its key or the beginning of it. A reviewer
    who names the `version` that they have read decides only if nobody else has changed
    the pair since; otherwise VersionConflict is raised.
    """

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)

    def list(
        self,
        *,
        article: str | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> UnitPage:
        """List the pairs that wait for review, page by page.

        `article`: the whole key of an article. Raises InputError and StoreError.
        """
        units = Units(self._memory_database, self.settings)
        selection = {} if article is None else {"article": article}
        return units.list(limit=limit, cursor=cursor, waiting=True, **selection)

    def count(self, *, article: str | None = None) -> int:
        """Count the pairs that wait for review. Raises StoreError.

        `article`: the whole key of an article.
        """
        database = self._memory_database.open_for_reading()
        if database is None:
            return 0
        with database.open_reader() as reader:
            if article is None:
                return count_waiting_units(reader)
            unit_counts = count_article_units(reader, [article]).get(article)
        return 0 if unit_counts is None else unit_counts.waiting_count

    def accept(self, key: str, *, version: str | None = None) -> PairChange:
        """Use a pair that waits for review, as reviewed.

        Raises NotFound, Conflict for a pair that does not wait, InputError and
        StoreError.
        """

        def accept_unit(unit: TranslationUnit) -> Revision:
            return Revision((), (replace(unit, state=State.REVIEWED),))

        return self._decide("accept", key, version, accept_unit)

    def reject(self, key: str, *, version: str | None = None) -> PairChange:
        """Remove a pair that waits for review; raises the errors of `accept`."""
        return self._decide("reject", key, version, lambda unit: Revision((unit,), ()))

    def edit(
        self, key: str, side: str, text: str, *, version: str | None = None
    ) -> PairChange:
        """Change the text of one side of a pair: `source` or `target`.

        Raises NotFound, VersionConflict, InputError and StoreError.
        """
        _require_side(side)
        require_texts(text=text)
        return self._change_pair(
            self._memory_database.require_for_reading(f"pair {key!r}"),
            "edit",
            key,
            version,
            lambda identified_unit: edit_side(identified_unit.unit, side, text),
        )

    def merge(
        self, key: str, other_key: str, *, version: str | None = None
    ) -> PairChange:
        """Merge two pairs of an article, and what is between them, into one.

        Raises the errors of `edit`.
        """
        return self._revise(
            "merge",
            key,
            version,
            lambda pairing, pair: pairing.merge(pair, pairing.find_pair(other_key)),
        )

    def split(
        self,
        key: str,
        source_count: int,
        target_count: int,
        *,
        version: str | None = None,
    ) -> PairChange:
        """Split a pair; the first part gets so many segments of each side.

        Raises the errors of `edit`.
        """
        return self._revise(
            "split",
            key,
            version,
            lambda pairing, pair: pairing.split(pair, source_count, target_count),
        )

    def move(
        self,
        key: str,
        side: str,
        count: int,
        *,
        edge: str = "end",
        version: str | None = None,
    ) -> PairChange:
        """Move the end of a side, or its start, by so many segments, such as 1 or -1.

        Raises the errors of `edit`.
        """
        _require_side(side)
        _require_edge(edge)
        return self._revise(
            "move",
            key,
            version,
            lambda pairing, pair: pairing.move_boundary(pair, side, count, edge=edge),
        )

    def pair(
        self,
        article: str,
        source: tuple[int, int],
        target: tuple[int, int],
        *,
        version: str | None = None,
    ) -> PairChange:
        """Pair segments of an article and its original, given by first and last number.

        Pairs that have any of them are removed. `version`: that of the article, with
        all of its pairs. Raises NotFound, VersionConflict, InputError and StoreError.
        """

        def make_revision(_: ChangeSet) -> Revision:
            if version is not None:
                articles = Articles(self._memory_database, self.settings)
                _require_article_version(articles.get(article), version)
            article_pairing = ArticlePairing.read(
                Archive(database), UnitStore(database), article
            )
            source_range, target_range = (
                range(first, last + 1) for first, last in (source, target)
            )
            return article_pairing.make_pair(source_range, target_range)

        database = self._memory_database.require_for_reading(f"article {article!r}")
        return self._store(database, "pair", make_revision)

    def _decide(
        self,
        command: str,
        key: str,
        version: str | None,
        make_revision: Callable[[TranslationUnit], Revision],
    ) -> PairChange:
        """Decide about a pair that waits."""

        def verify_waiting(identified_unit: IdentifiedUnit) -> Revision:
            if identified_unit.withheld is not Withheld.REVIEW:
                raise Conflict(
                    f"pair {key!r} does not wait for review; it is in use already"
                )
            return make_revision(identified_unit.unit)

        database = self._memory_database.require_for_reading(f"pair {key!r}")
        return self._change_pair(database, command, key, version, verify_waiting)

    def _revise(
        self,
        command: str,
        key: str,
        version: str | None,
        make_revision: Callable[[ArticlePairing, ReviewPair], Revision],
    ) -> PairChange:
        """Change pairs of the article that a pair belongs to."""

        def revise(identified_unit: IdentifiedUnit) -> Revision:
            unit_key = identified_unit.unit.key.hex()
            article_pairing = find_article_pairing(database, unit_key)
            return make_revision(article_pairing, article_pairing.find_pair(unit_key))

        database = self._memory_database.require_for_reading(f"pair {key!r}")
        return self._change_pair(database, command, key, version, revise)

    def _change_pair(
        self,
        database: Database,
        command: str,
        key: str,
        version: str | None,
        make_revision: Callable[[IdentifiedUnit], Revision],
    ) -> PairChange:
        """Change a pair, if it is in use or waits, and has the version."""

        def make_verified_revision(change_set: ChangeSet) -> Revision:
            unit = find_unit_to_change(database, key, version)
            identified_unit = read_changed_unit(change_set, unit)
            require_unit_version(identified_unit, version)
            return make_revision(identified_unit)

        return self._store(database, command, make_verified_revision)

    def _store(
        self,
        database: Database,
        command: str,
        make_revision: Callable[[ChangeSet], Revision],
    ) -> PairChange:
        """Make and store a revision, while nobody else can change anything."""
        with open_change_set(
            database,
            command=f"review --{command}",
            author=get_change_author(self.settings),
        ) as change_set:
            revision = make_revision(change_set)
            revision.apply(UnitStore(database), change_set)
            identified_units = [
                read_changed_unit(change_set, unit) for unit in revision.added_units
            ]
        return PairChange(
            change_set.name, tuple(map(make_stored_unit, identified_units))
        )


def _require_article_version(article_text: ArticleText, version: str) -> None:
    if article_text.version != version:
        raise VersionConflict(
            f"article {article_text.article.key} was changed by someone else in the "
            "meantime; nothing stored, so read it again",
            article_text,
        )


def _require_side(side: str) -> None:
    if side not in _SIDES:
        raise UnknownName("side", side, _SIDES)


def _require_edge(edge: str) -> None:
    if edge not in _EDGES:
        raise UnknownName("edge", edge, _EDGES)
