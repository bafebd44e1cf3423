"""All listed words are read before texts are, which would be read again otherwise."""

import subprocess
import sys

_PROGRAM = """
from checks.engine.check import Level, select_checks
import checks.catalogue
from checks.engine.unit import Context, Unit
from checks.runner.check_execution import read_listed_words
from checks.runner.run import run
from tests.paths import ROOT
from tm.text.locale import Locale
from tm.text.phrases.prefilter import shared_prefilter

folder = ROOT / "seeds" / "articles"
source, target = (
    (folder / f"hoi-nghi-rung-ngap-man.{language}.txt").read_text("utf-8").splitlines()
    for language in ("vi", "id")
)
units = [
    Unit(str(number), target_line, source_line, "d")
    for number, (source_line, target_line) in enumerate(zip(source, target))
    if target_line
]
context = Context(Locale("id"), Locale("vi"))
checks = [check for check in select_checks() if check.level is not Level.TERMBASE]
read_listed_words(checks, context)
readers = [shared_prefilter(language).read_bits for language in ("vi", "id")]
findings = [*run(units, context, checks)]
assert findings
# A prefilter gets another reader when a list is added.
assert readers == [shared_prefilter(language).read_bits for language in ("vi", "id")]
"""


def test_no_list_is_added_while_texts_are_checked() -> None:
    subprocess.run([sys.executable, "-c", _PROGRAM], check=True)
