"""An earlier report in JSON lines, whose findings are not reported again."""

import json

from tm.errors import InputError
from tm.finding import Finding
from tm.text.input.encoding import decode_text, read_bytes


class EarlierReport:
    """The findings of an earlier report."""

    def __init__(self, path: str | None) -> None:
        """Read a report, or none. Raises InputError if it cannot be read."""
        self.hidden_count = 0
        """How many findings were not reported again."""
        self._fingerprints = (
            _read_fingerprints(path) if path is not None else frozenset()
        )

    def contains(self, finding: Finding) -> bool:
        """Whether the report has a finding."""
        return finding.fingerprint in self._fingerprints


def _read_fingerprints(path: str) -> frozenset[str]:
    """Read the fingerprints of a report in JSON lines. Raises InputError."""
    fingerprints = set()
    text = decode_text(read_bytes(path), path=path).text
    for line_number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            fingerprint = json.loads(line)["fingerprint"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InputError(
                f"{path}:{line_number}: not a finding; give a report in JSON lines",
                next_step="write a report in JSON lines",
            ) from error
        fingerprints.add(str(fingerprint))
    return frozenset(fingerprints)
