"""Checking from Python: no files, no options, no terminal."""

import pytest

from checks.engine.unit import Unit
from checks.inputs.page import read_text_units
from checks.runner.document_batch import RunScope
from checks.session import CheckSelection, CheckSession
from tm.errors import InputError, UnknownName
from tm.finding import Severity
from tm.settings import CheckSettings
from tm.text.locale import Locale

VI, ID = Locale("vi"), Locale("id")
UNIT = Unit("a", "Ada 12  orang.", "Có 13 người.")


def opened(settings: CheckSettings | None = None, *only: str) -> CheckSession:
    selection = CheckSelection(only=only)
    return CheckSession.open(
        settings or CheckSettings(),
        source_locale=VI,
        target_locale=ID,
        selection=selection,
    )


def test_a_text_is_checked_in_two_lines() -> None:
    session = CheckSession.open(CheckSettings(), target_locale=ID)
    run = session.check(read_text_units("Ada  dua.", ID, name="text"))
    assert [finding.check for finding in run] == ["space.double"]
    assert not run.failures and run.unit_count == 1


def test_findings_have_the_severity_and_the_language_of_the_settings() -> None:
    settings = CheckSettings(language="id", severity={"num.value": "info"})
    (finding,) = opened(settings, "num.value").check([UNIT])
    assert finding.severity is Severity.INFO
    (english,) = opened(None, "num.value").check([UNIT])
    assert finding.message != english.message


def test_hidden_findings_are_left_out() -> None:
    session = opened(None, "num", "space")
    run = session.check([UNIT], is_hidden=lambda finding: finding.check == "num.value")
    assert {finding.check for finding in run} == {"space.double"}


def test_source_texts_are_checked_unless_the_scope_leaves_them_out() -> None:
    unit = Unit("a", "Ada dua.", "Có  hai.")
    session = opened(None, "space")
    assert [finding.source_span is not None for finding in session.check([unit])]
    assert not [*session.check([unit], scope=RunScope())]


@pytest.mark.parametrize(
    ("only", "error"), [("nonsense", UnknownName), ("entry", InputError)]
)
def test_no_check_to_run_is_an_error(only: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        opened(None, only)
