"""Comparison of the history with heads that were kept elsewhere."""

from collections.abc import Iterator, Sequence

from tm.doctor.symptom import ExaminedDatabase, Symptom
from tm.finding import Severity
from tm.progress import ReportProgress
from tm.store.history.hash_chain import HistoryHead, compute_heads_at


def find_differences_from_heads(
    examined_database: ExaminedDatabase,
    heads: Sequence[HistoryHead],
    report_progress: ReportProgress | None = None,
) -> Iterator[Symptom]:
    """Find where the history is no longer the one that heads were taken of.

    Names the last head that still holds, and the first that does not.
    """
    heads = sorted(heads, key=lambda head: head.change_id)
    with examined_database.database.open_snapshot() as connection:
        present_heads = compute_heads_at(
            connection, [head.change_id for head in heads], report_progress
        )
    sha256_by_id = {head.change_id: head.sha256 for head in present_heads}
    last_matching_head = "the beginning"
    for head in heads:
        present_sha256 = sha256_by_id.get(head.change_id)
        if present_sha256 == head.sha256:
            last_matching_head = f"c{head.change_id}"
            continue
        yield Symptom(
            Severity.ERROR,
            "the history ends before this head: changes are missing"
            if present_sha256 is None
            else "the head is of another history: what was "
            f"stored between {last_matching_head} and c{head.change_id} was changed "
            "without the change log",
            f"head c{head.change_id}",
            "compare the database with a backup of that time; keep a new head once "
            "you know what happened",
        )
        return
