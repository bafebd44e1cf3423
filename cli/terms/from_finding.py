"""Reading terms from a finding, for `padanan terms add --from-finding`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from glossary.entries.entry import Term, TermStatus
from tm.errors import InputError
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import STANDARD_INPUT, display_name
from tm.text.locale import Locale
from tm.text.normal import nfc

_SIDES = ("source", "target")
_FIELDS = ("source_locale", "source_phrase", "target_locale", "usual", "rare")


def read_finding_terms(fingerprint: str) -> list[Term]:
    """Read the terms of a finding on standard input, by fingerprint, or `-` if only
    one.

    The phrase and its usual translation are preferred terms, the rare translation is
    deprecated. Raises InputError if there is no such finding, or more than one.
    """
    findings = {
        str(finding_value["fingerprint"]): finding_value
        for finding_value in _read_findings()
        if all(isinstance(finding_value.get(name), str) for name in _FIELDS)
        and fingerprint in (STANDARD_INPUT, finding_value.get("fingerprint"))
    }
    if not findings:
        raise InputError(
            "no such finding on standard input; pipe in the output of `padanan check "
            "--only term.inconsistent --format jsonl`"
        )
    if len(findings) > 1:
        listed_findings = ", ".join(
            f"{name} ({finding_value['source_phrase']})"
            for name, finding_value in findings.items()
        )
        raise InputError(
            f"several findings; give the fingerprint of one: {listed_findings}"
        )
    (finding_value,) = findings.values()
    source, target = (Locale.parse(finding_value[f"{side}_locale"]) for side in _SIDES)
    return [
        Term(source, nfc(finding_value["source_phrase"])),
        Term(target, nfc(finding_value["usual"])),
        Term(target, nfc(finding_value["rare"]), TermStatus.DEPRECATED),
    ]


def _read_findings() -> Iterator[Mapping[str, Any]]:  # JSON
    text = decode_text(
        read_bytes(STANDARD_INPUT), path=display_name(STANDARD_INPUT)
    ).text
    for line_number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            finding_value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"standard input, line {line_number}: not a finding of `padanan check "
                "--format jsonl`"
            ) from error
        if isinstance(finding_value, Mapping) and "fingerprint" in finding_value:
            yield finding_value
