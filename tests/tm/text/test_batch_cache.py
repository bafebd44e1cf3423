"""Texts that are expected are read together, and once."""

from collections.abc import Sequence

from tm.text.batch_cache import BatchCache


class _Lengths(BatchCache[int]):
    """How long texts are, and which were read together, in turn."""

    def __init__(self, expected: Sequence[str] = ()) -> None:
        super().__init__(self._told, expected, max_extra_text_count=3)
        self.asked: list[tuple[str, ...]] = []

    def _told(self, texts: Sequence[str]) -> list[int]:
        self.asked.append(tuple(texts))
        return [*map(len, texts)]


def test_only_what_is_expected_is_read_together() -> None:
    lengths = _Lengths()
    lengths.expect(["a", "bb", "a"])
    assert [lengths[one] for one in ("other", "bb", "a", "bb")] == [5, 2, 1, 2]
    assert lengths.asked == [("other",), ("a", "bb")]
    assert [lengths["c" * many] for many in (1, 2)] == [1, 2]
    assert lengths["more"] == 4
    assert [*lengths] == ["more"]
    assert lengths["a"] == 1
    assert lengths.asked[-1] == ("a", "bb")


def test_what_is_expected_is_read_once_whatever_else_is_asked() -> None:
    # As of a document of 1,600 units in English of two countries, of which some parts
    # of texts are asked about, too.
    expected = [f"text {number}" for number in range(5)]
    lengths = _Lengths(expected)
    for one in (*expected, "part", *expected, "other part", *expected):
        assert lengths[one] == len(one)
    assert lengths.asked == [tuple(expected), ("part",), ("other part",)]


def test_a_text_may_be_read_by_another_thread_meanwhile() -> None:
    lengths = BatchCache(lambda texts: map(len, texts))

    class Expected(dict[str, None]):
        def __contains__(self, text: object) -> bool:
            lengths.update(text=4)
            return super().__contains__(text)

    lengths.expected_texts = Expected.fromkeys(["text", "more"])
    assert lengths.__missing__("text") == 4
