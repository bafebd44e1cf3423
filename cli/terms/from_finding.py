"""Reading terms from a finding, for `padanan terms add --from-finding`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from glossary.entries.entry import Term, TermStatus
from tm.errors import InputError
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import STANDARD_INPUT, make_display_name
from tm.text.locale import Locale
from tm.text.normal import nfc

_SIDE_NAMES = ("source", "target")
_FIELD_NAMES = ("source_locale", "source_phrase", "target_locale", "usual", "rare")


def read_finding_terms(fingerprint: str) -> list[Term]:
    """Read the terms of a finding on standard input, by fingerprint, or `-` if only
    one.

    The phrase and its usual translation are preferred terms, the rare translation is
    deprecated. Raises InputError if there is no such finding, or more than one.
    """
    record_by_fingerprint = {
        str(finding_record["fingerprint"]): finding_record
        for finding_record in _read_finding_records()
        if all(
            isinstance(finding_record.get(field_name), str)
            for field_name in _FIELD_NAMES
        )
        and fingerprint in (STANDARD_INPUT, finding_record.get("fingerprint"))
    }
    if not record_by_fingerprint:
        raise InputError(
            "no such finding on standard input; pipe in the output of `padanan check "
            "--only term.inconsistent --format jsonl`"
        )
    if len(record_by_fingerprint) > 1:
        listed_findings = ", ".join(
            f"{record_fingerprint} ({finding_record['source_phrase']})"
            for record_fingerprint, finding_record in record_by_fingerprint.items()
        )
        raise InputError(
            f"several findings; give the fingerprint of one: {listed_findings}"
        )
    (finding_record,) = record_by_fingerprint.values()
    source_locale, target_locale = (
        Locale.parse(finding_record[f"{side_name}_locale"]) for side_name in _SIDE_NAMES
    )
    return [
        Term(source_locale, nfc(finding_record["source_phrase"])),
        Term(target_locale, nfc(finding_record["usual"])),
        Term(target_locale, nfc(finding_record["rare"]), TermStatus.DEPRECATED),
    ]


def _read_finding_records() -> Iterator[Mapping[str, Any]]:  # JSON
    text = decode_text(
        read_bytes(STANDARD_INPUT), path=make_display_name(STANDARD_INPUT)
    ).text
    for line_number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            finding_record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"standard input, line {line_number}: not a finding of `padanan check "
                "--format jsonl`"
            ) from error
        if isinstance(finding_record, Mapping) and "fingerprint" in finding_record:
            yield finding_record
