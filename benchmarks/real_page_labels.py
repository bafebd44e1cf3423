"""Labels of real pages, and how findings and faults are matched with them.

A label file is a TSV whose first line names its columns; further columns are ignored,
and a file may be absent:

findings_judged.tsv  page; mode (`mono`: the page alone, `bi`: with its original);
                     check; verdict (`T` an editor wants it, `M` arguable, `F` false);
                     quote
missed_faults.tsv    class (a letter of your own; `A` is residue, `H` a wrong sense);
                     page; as_it_stands (words of the page)
title_mentions.tsv   page; id (the title in Indonesian); vi (in Vietnamese);
                     vietnamese_or_foreign (`V`, `F`)
page_parts.tsv       page; part (`headline`, `lead`, `publisher`, `author`, `date`,
                     `source`); value (empty: the page has none; `ANTARA|ANTARA News`:
                     either is right)
gold_pairs.tsv       page; source; target: texts of segments that belong together

A verdict belongs to page, check and quote, so it stays when messages change. Known
faults are those of missed_faults.tsv and the findings judged true; one counts as found
if a finding that is not judged false touches its words, residue also if the page reader
dropped it. A title is right if its concepts are those of the given title, or nearly all
of its words with the same offices.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tm.errors import InputError
from tm.finding import Finding
from tm.text.normal import normalise_spaces

FINDINGS_FILE = "findings_judged.tsv"
FAULTS_FILE = "missed_faults.tsv"
MENTIONS_FILE = "title_mentions.tsv"
PARTS_FILE = "page_parts.tsv"
PAIRS_FILE = "gold_pairs.tsv"
_COLUMNS_BY_FILE: Mapping[str, Sequence[str]] = {
    FINDINGS_FILE: ("page", "mode", "check", "verdict", "quote"),
    FAULTS_FILE: ("class", "page", "as_it_stands"),
    MENTIONS_FILE: ("page", "id", "vi", "vietnamese_or_foreign"),
    PARTS_FILE: ("page", "part", "value"),
    PAIRS_FILE: ("page", "source", "target"),
}
_LINK_PATTERN = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_MARK_PATTERN = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|^[#>]+\s")
_LIST_MARK_PATTERN = re.compile(r"^(?:[-•]|\(?\d{1,2}[.)])\s+")
VERDICTS = ("T", "M", "F")
"""True, arguable, false."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PageFinding:
    """A finding about a page, alone (`mono`) or with its original (`bi`)."""

    page: str
    mode: str
    finding: Finding
    text: str
    """The text of the unit that it is about."""

    @property
    def key(self) -> tuple[str, ...]:
        """Page, check and quote, by which verdicts are found."""
        return self.page, self.finding.check, self.finding.quote


@dataclass(frozen=True, slots=True)
class PageFault:
    """A fault of a page that an editor knows of."""

    fault_class: str
    page: str
    text: str
    """The words as they stand on the page."""
    check: str = ""
    """The check whose finding was judged true; empty for a fault that was missed."""


@dataclass(slots=True)
class Verdicts:
    """The verdicts on findings; those of equal keys are used in their order."""

    _verdicts_by_key: defaultdict[tuple[str, ...], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _used_count_by_key: Counter[tuple[str, ...]] = field(default_factory=Counter)

    @classmethod
    def read(cls, rows: Iterable[Row]) -> "Verdicts":
        """Take the rows of findings_judged.tsv. Raises InputError for a bad verdict."""
        verdicts = cls()
        for row in rows:
            if row["verdict"] not in VERDICTS:
                raise InputError(f"verdict must be T, M or F, not {row['verdict']!r}")
            key = (row["page"], row["check"], row["quote"])
            verdicts._verdicts_by_key[key].append(row["verdict"])
        return verdicts

    def find(self, page_finding: PageFinding) -> str | None:
        """Return the verdict on a finding; the last one of its key counts on."""
        key = _escape_key(page_finding.key)
        verdicts = self._verdicts_by_key.get(key)
        if not verdicts:
            return None
        index = self._used_count_by_key[key]
        self._used_count_by_key[key] += 1
        return verdicts[min(index, len(verdicts) - 1)]


def read_label_rows(folder: Path, file_name: str) -> list[dict[str, str]]:
    """Read a label file, if it is there. Raises InputError for a missing column."""
    path = folder / file_name
    if not path.exists():
        return []
    header, *lines = path.read_text("utf-8").rstrip("\n").split("\n")
    columns = header.split("\t")
    for column in _COLUMNS_BY_FILE[file_name]:
        if column not in columns:
            raise InputError(f"{path}: column {column!r} is missing")
    rows = []
    for line in lines:
        values = line.split("\t")
        values += [""] * (len(columns) - len(values))
        rows.append(dict(zip(columns, values, strict=False)))
    return rows


def collect_faults(
    finding_rows: Iterable[Row], fault_rows: Iterable[Row]
) -> list[PageFault]:
    """Collect the known faults: those listed, and other findings judged true."""
    listed_faults = [
        PageFault(row["class"], row["page"], row["as_it_stands"]) for row in fault_rows
    ]
    judged_faults = [
        PageFault("judged", row["page"], row["quote"], row["check"])
        for row in finding_rows
        if row["verdict"] == "T" and not _is_listed(row, listed_faults)
    ]
    return [*judged_faults, *listed_faults]


def is_fault_found(
    fault: PageFault, findings: Collection[PageFinding], unit_texts: Iterable[str]
) -> bool:
    """Whether a finding touches a fault, or residue is in no unit of the page.

    A finding judged true counts as found again if its quote is reported by any check.
    """
    page_findings = [each for each in findings if each.page == fault.page]
    if fault.check:
        return any(_escape(each.finding.quote) == fault.text for each in page_findings)
    words = " ".join(fault.text.split())
    if fault.fault_class == "A" and not any(
        words in " ".join(text.split()) for text in unit_texts
    ):
        return True
    return any(_touches(each, words) for each in page_findings)


def format_finding_row(page_finding: PageFinding, verdict: str = "") -> str:
    """Format a finding as a line of findings_judged.tsv, with its text at the end."""
    finding = page_finding.finding
    cells = (
        page_finding.page,
        page_finding.mode,
        finding.check,
        finding.severity,
        verdict,
        finding.quote,
        finding.message,
        page_finding.text,
    )
    return "\t".join(_escape(str(cell)) for cell in cells)


def normalise_texts(*texts: str) -> tuple[str, ...]:
    """Normalise texts for comparison: no marks of Markdown or lists, single spaces."""
    plain_texts = (
        _MARK_PATTERN.sub("", _LINK_PATTERN.sub(r"\1", text)) for text in texts
    )
    return tuple(
        normalise_spaces(_LIST_MARK_PATTERN.sub("", text.strip()))
        for text in plain_texts
    )


def join_pairs(
    pairs: Sequence[tuple[str, ...]], gold: Collection[tuple[str, ...]]
) -> set[tuple[str, ...]]:
    """Join successive pairs that together are a gold pair, such as a paragraph.

    An editor labels paragraphs where the memory has sentences.
    """
    joined_pairs: set[tuple[str, ...]] = set()
    start = 0
    while start < len(pairs):
        end = start + 1
        if pairs[start] not in gold:
            for possible_end in range(start + 2, len(pairs) + 1):
                sources, targets = zip(*pairs[start:possible_end], strict=True)
                if (" ".join(sources), " ".join(targets)) in gold:
                    end = possible_end
                    break
        sources, targets = zip(*pairs[start:end], strict=True)
        joined_pairs.add((" ".join(sources), " ".join(targets)))
        start = end
    return joined_pairs


def _is_listed(row: Row, listed_faults: Iterable[PageFault]) -> bool:
    """Whether the quote of a finding is part of a listed fault, or contains one."""
    quote = row["quote"].casefold()
    return any(
        fault.page == row["page"]
        and (quote in fault.text.casefold() or fault.text.casefold() in quote)
        for fault in listed_faults
    )


def _touches(page_finding: PageFinding, words: str) -> bool:
    """Whether the span of a finding overlaps the words of a fault in its unit."""
    finding = page_finding.finding
    pattern = r"\s+".join(map(re.escape, words.split()))
    span = finding.target_span
    if span is None:
        return False
    return any(
        match.start() < span.end and span.start < match.end()
        for match in re.finditer(pattern, page_finding.text)
    )


def _escape_key(key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_escape, key))


def _escape(text: str) -> str:
    return re.sub(r"[\t\n\r]", " ", text)
