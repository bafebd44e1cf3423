"""Terms of texts that are expected, and of others."""

import pickle
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.engine.term_finder import TermFinder
from glossary.entries.entry import ConceptEntry, Term, TermHit, TermStatus
from glossary.recognition.joined_titles import split_joined_titles
from glossary.recognition.recogniser import Recogniser
from tm.text.locale import Locale

VI, ID = Locale.parse("vi"), Locale.parse("id")
_SOURCES = st.sampled_from(["", "Bộ Công an", "các Bộ Ngoại giao, Công an", "ở Đức"])
_TARGETS = st.sampled_from(["", "Kementerian Luar Negeri", "kemlu Jerman", "Di Jerman"])


@cache
def _recognisers() -> tuple[Recogniser, Recogniser]:
    entries = [
        ConceptEntry("moj", (Term(VI, "Bộ Công an"),)),
        ConceptEntry("mfa", (Term(VI, "Bộ Ngoại giao"), Term(ID, "Kemlu"))),
        ConceptEntry(
            "de",
            (
                Term(VI, "Đức"),
                Term(ID, "Jerman"),
                Term(ID, "Di Jerman", TermStatus.DEPRECATED, forbidden=True),
            ),
        ),
    ]
    return Recogniser.build(entries, VI), Recogniser.build(entries, ID)


@given(
    expected=st.lists(st.tuples(_SOURCES, _TARGETS), max_size=5),
    asked=st.lists(st.tuples(_SOURCES, _TARGETS, st.booleans()), max_size=5),
)
def test_what_is_expected_changes_nothing_that_is_found(
    expected: list[tuple[str, str]], asked: list[tuple[str, str, bool]]
) -> None:
    finders = [*map(TermFinder, _recognisers())]
    with ExitStack() as announcements:
        for finder, some in zip(finders, zip(*expected, strict=True), strict=False):
            announcements.enter_context(finder.expect(some))
        for *texts, wrong in asked:
            for recogniser, finder, text in zip(
                _recognisers(), finders, texts, strict=True
            ):
                wanted = recogniser.find(
                    text, includes_forbidden=wrong, ignores_case=wrong
                )
                assert finder.find(text, includes_wrong_forms=wrong) == wanted
                split = finder.find_split_titles(text, includes_wrong_forms=wrong)
                assert split == split_joined_titles(wanted)


def test_who_asks_for_another_text_makes_nobody_search_those_expected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, recogniser = _recognisers()
    searched: list[Sequence[str]] = []

    def find_in_each(texts: Sequence[str], **_: bool) -> list[list[TermHit]]:
        searched.append(texts)
        return [[] for _ in texts]

    monkeypatch.setattr(recogniser, "find_in_each", find_in_each)
    finder = TermFinder(recogniser)
    with finder.expect(["Di Jerman", "Kemlu"]):
        assert len(finder.find("Kemlu Jerman")) == 2
        assert searched == []
        assert finder.find("Di Jerman") == []
        assert searched == [("Di Jerman", "Kemlu")]


def test_what_was_found_is_not_sent_to_another_process() -> None:
    finder = TermFinder(_recognisers()[1])
    with finder.expect(["Di Jerman"]):
        copy = pickle.loads(pickle.dumps(finder))
        assert copy.find("Di Jerman") == finder.find("Di Jerman")
