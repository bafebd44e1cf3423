"""How right Padanan is on real pages that an editor labelled.

    python benchmarks/real_pages.py FOLDER [-t id] [-s vi] [--profile NAME]
        [--judge-list FILE] [--examples 5]

FOLDER has pages as NAME.id.txt, their originals as NAME.vi.txt, and label files, all
optional, which real_page_labels.py describes. Each page is checked alone, then with its
original, with the starter termbase; printed are precision, findings per 1,000 words,
known faults found, titles, parts of the page and aligned pairs, with 95 % intervals of
Wilson, and the precision of each check. `--judge-list` writes the findings without a
verdict as lines of findings_judged.tsv: judge them, append them, and run again.
"""

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import real_page_labels as labels
from real_page_labels import PageFinding, Verdicts
from real_page_titles import score_titles

import padanan
from checks.engine.unit import Unit
from checks.inputs.page import Alignment, parse_page, read_page_units, read_text_units
from checks.measuring.check_scores import Share
from checks.runner.document_batch import RunScope
from checks.session import CheckSelection, CheckSession
from glossary.article_resources import read_alignment_resources
from glossary.seed_files import find_starter_termbase
from tm.articles.ingest_pipeline import IngestPipeline
from tm.articles.lazy_fetch import make_fetch
from tm.articles.page.copied_page import Page
from tm.articles.page_text.byline_and_date import read_byline
from tm.errors import FormatError
from tm.settings import AlignSettings, CheckSettings, FetchSettings
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale

_SPACING_FAMILIES = ("space", "punct.space_", "punct.missing_space")
"""Beginnings of checks of spaces, which conversion from HTML may have made."""


@dataclass(slots=True)
class RealPages:
    """The pages of a folder, with the findings of this run."""

    folder: Path
    target_locale: Locale
    source_locale: Locale
    findings: list[PageFinding] = field(default_factory=list)
    unit_texts_by_page: dict[str, list[str]] = field(default_factory=dict)
    parsed_page_by_name: dict[str, Page] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of the pages: of NAME.id.txt, NAME."""
        suffix = f".{self.target_locale}.txt"
        paths = sorted(self.folder.glob(f"*{suffix}"))
        return [path.name.removesuffix(suffix) for path in paths]

    @property
    def word_count(self) -> int:
        """The words of all units of the pages."""
        texts = (text for each in self.unit_texts_by_page.values() for text in each)
        return sum(len(text.split()) for text in texts)

    def find_original(self, name: str) -> Path | None:
        """Find the original of a page, if the folder has it."""
        path = self.folder / f"{name}.{self.source_locale}.txt"
        return path if path.exists() else None

    def find_page(self, name: str) -> Path:
        """Find the file of a page."""
        return self.folder / f"{name}.{self.target_locale}.txt"

    def check(self, database: Database, profile: str | None) -> None:
        """Check each page alone, then with its original."""
        session = CheckSession.open(
            CheckSettings(),
            target_locale=self.target_locale,
            source_locale=self.source_locale,
            database=database,
            selection=CheckSelection(profile=profile),
        )
        load_alignment_resources = partial(read_alignment_resources, database)
        for name in self.names:
            units = self._read_units(name)
            self.unit_texts_by_page[name] = [unit.target for unit in units]
            self._add_findings(session, name, "mono", units)
            if (path := self.find_original(name)) is not None:
                original = parse_page(
                    path.read_text("utf-8"), path=str(path), locale=self.source_locale
                )
                alignment = Alignment(AlignSettings(), load_alignment_resources)
                units = self._read_units(name, original, alignment)
                self._add_findings(session, name, "bi", units)

    def _read_units(
        self,
        name: str,
        original: Page | None = None,
        alignment: Alignment | None = None,
    ) -> list[Unit]:
        path = self.find_page(name)
        text = path.read_text("utf-8")
        try:
            page = parse_page(
                text, path=path.name, locale=self.target_locale, keeps_residue=True
            )
        except FormatError:
            return [*read_text_units(text, self.target_locale, name=name)]
        self.parsed_page_by_name[name] = page
        page_units = read_page_units(
            page,
            source_locale=self.source_locale,
            original_page=original,
            alignment=alignment,
        )
        return [*page_units.units]

    def _add_findings(
        self, session: CheckSession, name: str, mode: str, units: Sequence[Unit]
    ) -> None:
        """Add the findings of a run, those about the page alone only once."""
        text_by_unit = {unit.id: unit.target for unit in units}
        known_counts = Counter(
            each.key for each in self.findings if each.page == name and mode == "bi"
        )
        # Checks may not hold on to units between pages: each page is its own run.
        for finding in session.check(units, scope=RunScope(merges_repeats=True)):
            page_finding = PageFinding(
                name, mode, finding, text_by_unit.get(finding.unit, "")
            )
            if known_counts[page_finding.key]:
                known_counts[page_finding.key] -= 1
            else:
                self.findings.append(page_finding)


def main() -> None:
    """Check the pages of a folder and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("-s", "--source", type=Locale.parse, default=Locale("vi"))
    parser.add_argument("-t", "--target", type=Locale.parse, default=Locale("id"))
    parser.add_argument("--profile")
    parser.add_argument("--judge-list", type=Path)
    parser.add_argument("--examples", type=int, default=0)
    options = parser.parse_args()
    pages = RealPages(options.folder, options.target, options.source)
    with tempfile.TemporaryDirectory() as temporary_folder:
        database_path = Path(temporary_folder) / "pages.db"
        with padanan.open(
            database_path, source=options.source, target=options.target
        ) as memory:
            memory.terms.load(find_starter_termbase())
            database = Database.open(database_path)
            pages.check(database, options.profile)
            mention_rows = labels.read_label_rows(pages.folder, labels.MENTIONS_FILE)
            title_scores = [*score_titles(memory, mention_rows)]
            pair_scores = [*_score_pairs(pages, database)]
            database.close()
    rows = [
        *_score_findings(pages, options.judge_list, options.examples),
        *_score_faults(pages, options.examples),
        *title_scores,
        *_score_parts(pages),
        *pair_scores,
    ]
    print("| measured | value | 95 % | counts |\n|---|---:|---|---|")
    for name, value in rows:
        print(_format_row(name, value))


def _score_findings(
    pages: RealPages, judge_list: Path | None, example_count: int
) -> Iterator[tuple[str, Share | str]]:
    """Score the findings, and print a table of checks."""
    verdicts = Verdicts.read(labels.read_label_rows(pages.folder, labels.FINDINGS_FILE))
    judged = [(each, verdicts.find(each)) for each in pages.findings]
    unjudged = [each for each, verdict in judged if verdict is None]
    counts_by_check: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each, verdict in judged:
        counts_by_check[each.finding.check][verdict or "unjudged"] += 1
    print("| check | T | M | F | unjudged | strict precision | 95 % |")
    print("|---|---:|---:|---:|---:|---:|---|")
    for check, counts in sorted(counts_by_check.items()):
        share = Share(counts["T"], sum(counts[each] for each in labels.VERDICTS))
        cells = [str(counts[each]) for each in (*labels.VERDICTS, "unjudged")]
        print(f"| {check} | {' | '.join(cells)} | {_format_share(share)} |")
    print()
    for each, verdict in judged:
        if verdict == "F" and example_count > 0:
            example_count -= 1
            print(f"False: {labels.format_finding_row(each)}")
    if judge_list is not None:
        header = "page\tmode\tcheck\tseverity\tverdict\tquote\tmessage\ttext"
        lines = [header, *map(labels.format_finding_row, unjudged)]
        judge_list.write_text("\n".join(lines) + "\n", "utf-8")
    words = pages.word_count
    yield "pages; words", f"{len(pages.names)}; {words:,}"
    yield "findings without a verdict", str(len(unjudged))
    for name, selected in (
        ("page alone, spacing aside", _select(judged, "mono", has_spacing=False)),
        ("page alone, all", _select(judged, "mono")),
        ("with the original", _select(judged, "bi")),
    ):
        total = sum(selected.values())
        yield f"{name}: strict precision", Share(selected["T"], total)
        yield f"{name}: true or arguable", Share(selected["T"] + selected["M"], total)
        if words:
            for verdict, label in (("T", "true"), ("F", "false")):
                yield (
                    f"{name}: {label} per 1,000 words",
                    f"{1000 * selected[verdict] / words:.2f}",
                )


def _select(
    judged: Iterable[tuple[PageFinding, str | None]],
    mode: str,
    *,
    has_spacing: bool = True,
) -> Counter[str]:
    return Counter(
        verdict
        for each, verdict in judged
        if verdict is not None
        and each.mode == mode
        and (has_spacing or not each.finding.check.startswith(_SPACING_FAMILIES))
    )


def _score_faults(
    pages: RealPages, example_count: int
) -> Iterator[tuple[str, Share | str]]:
    """Score the known faults, in all and by class."""
    finding_rows = labels.read_label_rows(pages.folder, labels.FINDINGS_FILE)
    fault_rows = labels.read_label_rows(pages.folder, labels.FAULTS_FILE)
    verdicts = Verdicts.read(finding_rows)
    findings = [each for each in pages.findings if verdicts.find(each) != "F"]
    shares_by_class: defaultdict[str, list[bool]] = defaultdict(list)
    for fault in labels.collect_faults(finding_rows, fault_rows):
        if fault.page not in pages.unit_texts_by_page:
            continue
        is_found = labels.is_fault_found(
            fault, findings, pages.unit_texts_by_page[fault.page]
        )
        shares_by_class[fault.fault_class].append(is_found)
        if not is_found and example_count > 0:
            example_count -= 1
            print(f"Missed: {fault.fault_class}\t{fault.page}\t{fault.text}")
    for name, left_out in (
        ("known faults found", ""),
        ("known faults found, without class H", "H"),
    ):
        found = [
            is_found
            for fault_class, shares in shares_by_class.items()
            if fault_class != left_out
            for is_found in shares
        ]
        yield name, Share(sum(found), len(found))
    for fault_class, shares in sorted(shares_by_class.items()):
        yield f"faults of class {fault_class}", Share(sum(shares), len(shares))


def _score_parts(pages: RealPages) -> Iterator[tuple[str, Share | str]]:
    """Score headline, lead, publisher, author, date and source; an empty part too."""
    rights_by_part: defaultdict[str, list[bool]] = defaultdict(list)
    for row in labels.read_label_rows(pages.folder, labels.PARTS_FILE):
        page = pages.parsed_page_by_name.get(row["page"])
        if page is not None:
            rights_by_part[row["part"]].append(
                _is_part_right(page, row["part"], row["value"])
            )
    for part, rights in sorted(rights_by_part.items()):
        yield f"{part} right", Share(sum(rights), len(rights))


def _is_part_right(page: Page, part: str, label: str) -> bool:
    """Whether a part of a page is as its label has it, or one of two allowed labels.

    A date may be labelled as the page writes it, a lead with its dateline.
    """
    value = _read_part(page, part)
    for allowed_label in (label, *label.split("|")):
        text = " ".join(allowed_label.split())
        if part == "date" and (byline := read_byline(text, page.locale)):
            text = byline.iso[:10]
        if value == text.casefold() or (
            part == "lead" and value and text.casefold().endswith(value)
        ):
            return True
    return False


def _read_part(page: Page, part: str) -> str:
    value: object = getattr(page, {"source": "source_url"}.get(part, part), None)
    if part == "publisher":
        value = page.byline.publisher if page.byline else None
    elif part == "date":
        value = page.byline.iso[:10] if page.byline else ""
    return " ".join(str(value or "").split()).casefold()


def _score_pairs(
    pages: RealPages, database: Database
) -> Iterator[tuple[str, Share | str]]:
    """Ingest the pages with gold pairs, and score the pairs that are in use."""
    gold_by_page: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in labels.read_label_rows(pages.folder, labels.PAIRS_FILE):
        gold_by_page[row["page"]].add(
            labels.normalise_texts(row["source"], row["target"])
        )
    right_count = pair_count = gold_count = review_count = 0
    for name, gold in gold_by_page.items():
        original = pages.find_original(name)
        if original is None or not pages.find_page(name).exists():
            continue
        source_page = parse_page(
            original.read_text("utf-8"), path=original.name, locale=pages.source_locale
        )
        pipeline = IngestPipeline(
            database,
            make_fetch(FetchSettings(), offline=True),
            locale=pages.target_locale,
            source_page=source_page,
            allow_incomplete=True,
            get_alignment_resources=partial(read_alignment_resources, database),
        )
        prepared_page = pipeline.prepare(str(pages.find_page(name)))
        with open_change_set(database, command="ingest", author="") as change_set:
            ingest_result = pipeline.store(prepared_page, change_set)
        unit_filter = UnitFilter(article=ingest_result.article.key)
        gold = {pair for pair in gold if all(pair)}
        units = sorted(
            UnitStore(database).read_units(unit_filter),
            key=lambda unit: unit.origin.position or 0,
        )
        pairs = labels.join_pairs(
            [
                labels.normalise_texts(unit.source.text, unit.target.text)
                for unit in units
                if unit.target is not None
            ],
            gold,
        )
        right_count += len(pairs & gold)
        pair_count += len(pairs)
        gold_count += len(gold)
        review_count += ingest_result.review_count
    if gold_count:
        f1 = 2 * right_count / (pair_count + gold_count)
        yield "aligned pairs in use: strict F1", f"{f1:.3f}"
        yield "aligned pairs in use that are right", Share(right_count, pair_count)
        yield "gold pairs in use", Share(right_count, gold_count)
        yield "pairs for review", str(review_count)


def _format_row(name: str, value: Share | str) -> str:
    if isinstance(value, str):
        return f"| {name} | {value} | | |"
    return f"| {name} | {_format_share(value)} | {value.count} / {value.total_count} |"


def _format_share(share: Share) -> str:
    """Format a share and its interval as two cells of a table."""
    if share.percent is None or share.interval is None:
        return "– | "
    low, high = share.interval
    return f"{share.percent / 100:.2f} | {low / 100:.2f}–{high / 100:.2f}"


if __name__ == "__main__":
    main()
