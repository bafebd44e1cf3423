"""Others judge our reports: the SARIF Multitool, and the schema of JUnit in Jenkins.

`.ci/judges` brings both; without them these tests are skipped.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from exports.reports import junit as report_junit
from exports.reports import sarif as report_sarif
from exports.reports.report import Report
from tests.cli.calling import call
from tests.exports.report_values import entry, rendered, report
from tm.finding import Severity, Span

MULTITOOL = os.environ.get("PADANAN_SARIF_MULTITOOL", "")
SCHEMA = os.environ.get("PADANAN_JUNIT_SCHEMA", "")
PASSED = {"SARIF2005"}
"""Advice that we cannot follow: the project has no address yet."""

sarif_judge = pytest.mark.skipif(
    not MULTITOOL, reason="PADANAN_SARIF_MULTITOOL names no program (.ci/judges)"
)
junit_judge = pytest.mark.skipif(
    not SCHEMA, reason="PADANAN_JUNIT_SCHEMA names no schema (.ci/judges)"
)

ODD = "\x00\x07\ud800\udfff￾ <b>&\"'\u2028 " + "dài " * 3000
REPORTS = {
    "nothing": report(),
    "usual": report(entry(), entry("b", path="a b/c:d.po", line=7)),
    "other languages": report(entry(), language="vi"),
    "without a source": report(entry(source=None), source=None),
    "all severities": report(*(entry(severity=one) for one in Severity)),
    "odd": report(
        entry(ODD, source=ODD, document=ODD, path="/tmp/" + ODD[:9], url=ODD),
        entry(ODD, document=None, span=Span(9000, 9100)),
        entry("", source="", span=Span(0, 0)),
    ),
}


def complaints(*files: Path) -> list[tuple[str, str]]:
    """What the Multitool says of files: its rule and where."""
    out = files[0].with_suffix(".out")
    command = [MULTITOOL, "validate", *map(str, files), "--rule-kind", "Sarif;Ghas"]
    done = subprocess.run(
        [*command, "--output", str(out), "--log", "ForceOverwrite"],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert out.exists(), done.stdout + done.stderr
    results = json.loads(out.read_text("utf-8-sig"))["runs"][0].get("results", [])
    return [
        (one["ruleId"], json.dumps(one["message"]))
        for one in results
        if one["ruleId"].split("/")[0] not in PASSED
    ]


@sarif_judge
def test_the_multitool_finds_no_fault_in_our_sarif(tmp_path: Path) -> None:
    files = []
    for number, one in enumerate(REPORTS.values()):
        files.append(tmp_path / f"{number}.sarif")
        files[-1].write_bytes(rendered(report_sarif.write_report, one))
    assert complaints(*files) == []


@sarif_judge
def test_the_multitool_would_find_a_fault(tmp_path: Path) -> None:
    log = json.loads(rendered(report_sarif.write_report, REPORTS["usual"]))
    log["runs"][0]["results"][0]["message"] = {"txt": "a"}
    file = tmp_path / "faulty.sarif"
    file.write_text(json.dumps(log), "utf-8")
    assert {rule for rule, _ in complaints(file)} >= {"JSON1005"}


@sarif_judge
def test_the_sarif_of_a_run_is_without_fault(tmp_path: Path) -> None:
    units, file = tmp_path / "u.jsonl", tmp_path / "r.sarif"
    units.write_text('{"source": "Có 5 người.", "target": "Ada  6 orang ."}\n', "utf-8")
    call("check", str(units), "-s", "vi", "-t", "id", "--report", str(file))
    assert json.loads(file.read_bytes())["runs"][0]["results"]
    assert complaints(file) == []


@junit_judge
@pytest.mark.parametrize("found", REPORTS.values(), ids=REPORTS)
def test_our_junit_is_by_the_schema_of_jenkins(found: Report) -> None:
    root = etree.fromstring(rendered(report_junit.write_report, found))
    for case in root.iter("testcase"):
        # GitLab and others read these two, which that schema does not have.
        for name in ("file", "line"):
            if name in case.attrib:
                del case.attrib[name]
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    assert schema.validate(root), schema.error_log
