"""Terms from a finding: what `padanan terms add --from-finding` reads."""

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


def terms_of_finding(wanted: str) -> list[Term]:
    """The terms of a finding on standard input: the one with a fingerprint, or the only
    one about renderings where `-` is wanted.

    The phrase and its usual rendering are the terms to use, the rare one is deprecated.
    Raises InputError where there is no such finding, or more than one.
    """
    found = {
        str(value["fingerprint"]): value
        for value in _findings()
        if all(isinstance(value.get(name), str) for name in _FIELDS)
        and wanted in (STANDARD_INPUT, value.get("fingerprint"))
    }
    if not found:
        raise InputError(
            "no such finding on standard input; give what `padanan check --only "
            "term.inconsistent --format jsonl` prints"
        )
    if len(found) > 1:
        listed = ", ".join(
            f"{name} ({value['source_phrase']})" for name, value in found.items()
        )
        raise InputError(f"say which finding is meant: {listed}")
    (value,) = found.values()
    source, target = (Locale.parse(value[f"{side}_locale"]) for side in _SIDES)
    return [
        Term(source, nfc(value["source_phrase"])),
        Term(target, nfc(value["usual"])),
        Term(target, nfc(value["rare"]), TermStatus.DEPRECATED),
    ]


def _findings() -> Iterator[Mapping[str, Any]]:  # JSON
    text = decode_text(
        read_bytes(STANDARD_INPUT), path=display_name(STANDARD_INPUT)
    ).text
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"line {number} of standard input is no finding of `padanan check "
                "--format jsonl`"
            ) from error
        if isinstance(value, Mapping) and "fingerprint" in value:
            yield value
