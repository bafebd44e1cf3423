"""Texts that a check passes at once have nothing that it would find."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.catalogue import select_checks
from checks.engine.unit import Context, Unit
from checks.runner.run import run
from tm.text.locale import Locale

VI, ID = Locale("vi"), Locale("id")
TEXTS = st.lists(
    st.sampled_from(
        "Menteri menteri itu itu Itu there’s there yang Σας ΣΑΣ İa ia di-di 3,5 3.50 "
        "1.000 pasar Pasar baru . , İ".split()
    ),
    max_size=14,
).map(" ".join)


@pytest.mark.parametrize(
    ("check", "gate", "answer"),
    [
        ("word.doubled", "checks.words.word_checks._has_spaced_doubled_word", True),
        ("word.repeat_near", "checks.words.repeated_words._may_repeat_soon", True),
    ],
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(target=TEXTS, source=st.none() | TEXTS)
def test_what_is_passed_at_once_has_nothing_to_find(
    target: str,
    source: str | None,
    check: str,
    gate: str,
    answer: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = [Unit("u", target, source)]
    found = [*run(units, Context(ID, VI), select_checks([check]))]
    with monkeypatch.context() as patched:
        patched.setattr(gate, lambda *given: answer)
        assert found == [*run(units, Context(ID, VI), select_checks([check]))]
