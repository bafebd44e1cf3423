"""Facts in TBX categories, and facts that are written as notes.

TBX-Basic has no category for case rules, forbidden terms or dates of validity, and a
new category would make a file invalid. Notes are allowed everywhere, and all tools show
them, so such facts are notes of the form `padanan forbidden: yes`.
"""

import re
from enum import StrEnum

from glossary.entries.entry import TermStatus

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
WRITER_REMARK = "Written by Padanan"
"""Header text of files of Padanan, in which white space is significant."""

PARTS_OF_SPEECH = ("noun", "verb", "adjective", "adverb", "other")
"""The picklist of TBX-Basic."""

_STATUS_SUFFIX_PATTERN = re.compile(r"-?(?:term)?(?:-admn-sts)?\Z")
_STATUS_BY_KEY = {
    "preferred": TermStatus.PREFERRED,
    "standardized": TermStatus.PREFERRED,
    "admitted": TermStatus.ADMITTED,
    "legal": TermStatus.ADMITTED,
    "regulated": TermStatus.ADMITTED,
    "deprecated": TermStatus.DEPRECATED,
    "notrecommended": TermStatus.DEPRECATED,
    "forbidden": TermStatus.DEPRECATED,
    "superseded": TermStatus.SUPERSEDED,
    "obsolete": TermStatus.SUPERSEDED,
}
_FACT_PATTERN = re.compile(r"padanan ([a-z -]+): (.*)\Z", re.DOTALL)


class NoteFactKind(StrEnum):
    """Kind of a fact that is written as a note."""

    ID = "id"
    """Id of a concept that is not a valid XML id."""
    CONFIDENCE = "confidence"
    VALID = "valid"
    """An ISO 8601 interval; one of its dates may be missing."""
    RELATION = "relation"
    FORBIDDEN = "forbidden"
    SHARED = "shared"
    CASE = "case-sensitive"
    PART_OF_SPEECH = "part of speech"
    DEFINITION = "definition"
    SUBJECT_FIELD = "subject field"
    STATUS = "status"
    SOURCE = "source"
    NOTE = "note"
    """A note of a person that would look like a fact."""


def format_fact(fact_kind: NoteFactKind, text: str) -> str:
    """Format a fact as the text of a note.

    >>> format_fact(NoteFactKind.FORBIDDEN, "yes")
    'padanan forbidden: yes'
    """
    return f"padanan {fact_kind}: {text}"


def parse_fact(note: str) -> tuple[NoteFactKind, str]:
    """Parse the fact of a note; other notes are facts of the kind NOTE.

    >>> parse_fact("padanan forbidden: yes")
    (<NoteFactKind.FORBIDDEN: 'forbidden'>, 'yes')
    """
    fact_match = _FACT_PATTERN.match(note)
    if fact_match is None or fact_match[1] not in frozenset(NoteFactKind):
        return NoteFactKind.NOTE, note
    return NoteFactKind(fact_match[1]), fact_match[2]


def parse_status(text: str) -> tuple[TermStatus, bool] | None:
    """Parse a picklist value: the status, and whether the term is forbidden.

    >>> parse_status("preferredTerm-admn-sts")
    (<TermStatus.PREFERRED: 'preferred'>, False)
    >>> parse_status("Forbidden")
    (<TermStatus.DEPRECATED: 'deprecated'>, True)
    """
    status_key = _STATUS_SUFFIX_PATTERN.sub("", "".join(text.lower().split())).replace(
        "-", ""
    )
    status = _STATUS_BY_KEY.get(status_key)
    return None if status is None else (status, status_key == "forbidden")
