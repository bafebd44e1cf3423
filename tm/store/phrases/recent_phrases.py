"""The segments of phrases that were searched lately.

Somebody who types searches for `hop b`, then for `hop ba`: what has the longer phrase
is among the segments that have the shorter one, if all of them were found.
"""

from collections.abc import Sequence
from threading import Lock

from tm.store.database import Database

_MAX_PHRASE_COUNT = 200


class KnownSegments:
    """The indexed segments of some phrases, for one state of the database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._segment_ids_by_phrase: dict[str, Sequence[int]] = {}

    def find_candidate_ids(self, folded_phrase: str) -> Sequence[int] | None:
        """Find the few segments among which are all that have a phrase.

        Their ids rise. None if that is not known.
        """
        with self._lock:
            candidate_segment_id_lists = [
                segment_ids
                for phrase, segment_ids in self._segment_ids_by_phrase.items()
                if phrase in folded_phrase
            ]
        return min(candidate_segment_id_lists, key=len, default=None)

    def add(self, folded_phrase: str, segment_ids: Sequence[int]) -> None:
        """Keep all indexed segments, of any locale, that have a phrase."""
        with self._lock:
            if len(self._segment_ids_by_phrase) >= _MAX_PHRASE_COUNT:
                del self._segment_ids_by_phrase[next(iter(self._segment_ids_by_phrase))]
            self._segment_ids_by_phrase[folded_phrase] = segment_ids


class RecentPhrases:
    """The phrases that were searched lately in a database; threads may share it.

    Speed trick: of a million units, typed phrases are found in half the
    time (benchmarks/pages.py).
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._commit_count: int | None = None
        self._known_segments = KnownSegments()

    def read_known_segments(self) -> KnownSegments:
        """Read what is known of the present state; call it before that is read."""
        commit_count = self._database.backend.read_commit_count()
        with self._lock:
            if commit_count is None or commit_count != self._commit_count:
                self._commit_count = commit_count
                self._known_segments = KnownSegments()
            return self._known_segments
