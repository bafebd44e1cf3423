"""What TBX says in a category of its own, and what Padanan says there in a note.

TBX-Basic has no category for a case rule, a known error or a date of validity, and
one that we invent would make a file invalid. A note is allowed everywhere and every
tool shows it, so such facts are notes of the form `padanan forbidden: yes`.
"""

import re
from enum import StrEnum

from glossary.entries.entry import TermStatus

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
WRITER = "Written by Padanan"
"""In the header of our files: white space in their texts means what it says."""

PARTS_OF_SPEECH = ("noun", "verb", "adjective", "adverb", "other")
"""The picklist of TBX-Basic."""

_SUFFIX = re.compile(r"-?(?:term)?(?:-admn-sts)?\Z")
_STATUSES = {
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
_FACT = re.compile(r"padanan ([a-z -]+): (.*)\Z", re.DOTALL)


class NoteFact(StrEnum):
    """What a note of ours says."""

    ID = "id"
    """The concept's, where it cannot be an XML id."""
    CONFIDENCE = "confidence"
    VALID = "valid"
    """Two dates of ISO 8601 with `/` between; one may be absent."""
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


def note_of(fact: NoteFact, text: str) -> str:
    """The text of a note that says a fact.

    >>> note_of(NoteFact.FORBIDDEN, "yes")
    'padanan forbidden: yes'
    """
    return f"padanan {fact}: {text}"


def fact_of(note: str) -> tuple[NoteFact, str]:
    """What a note says; that of a person is a fact too.

    >>> fact_of("padanan forbidden: yes")
    (<NoteFact.FORBIDDEN: 'forbidden'>, 'yes')
    """
    match = _FACT.match(note)
    if match is None or match[1] not in frozenset(NoteFact):
        return NoteFact.NOTE, note
    return NoteFact(match[1]), match[2]


def status_of(text: str) -> tuple[TermStatus, bool] | None:
    """The status that a picklist value means, and whether the term is forbidden.

    >>> status_of("preferredTerm-admn-sts")
    (<TermStatus.PREFERRED: 'preferred'>, False)
    >>> status_of("Forbidden")
    (<TermStatus.DEPRECATED: 'deprecated'>, True)
    """
    key = _SUFFIX.sub("", "".join(text.lower().split())).replace("-", "")
    status = _STATUSES.get(key)
    return None if status is None else (status, key == "forbidden")
