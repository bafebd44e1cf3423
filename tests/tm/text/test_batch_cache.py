"""Texts that are expected are read together, and once, and forgotten afterwards."""

from collections.abc import Sequence

from tm.text.batch_cache import BatchCache


class _Lengths(BatchCache[int]):
    """How long texts are, and which were read together, in turn."""

    def __init__(self) -> None:
        super().__init__(self._told, max_extra_text_count=3)
        self.asked: list[tuple[str, ...]] = []

    def _told(self, texts: Sequence[str]) -> list[int]:
        self.asked.append(tuple(texts))
        return [*map(len, texts)]


def test_only_what_is_expected_is_read_together() -> None:
    lengths = _Lengths()
    with lengths.expect(["a", "bb", "a"]):
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
    lengths = _Lengths()
    with lengths.expect(expected):
        for one in (*expected, "part", *expected, "other part", *expected):
            assert lengths[one] == len(one)
    assert lengths.asked == [tuple(expected), ("part",), ("other part",)]


def test_the_texts_of_a_run_are_forgotten_when_it_ends() -> None:
    lengths = _Lengths()
    with lengths.expect(["mine", "shared"]):
        with lengths.expect(["his", "shared"]):
            assert [lengths[one] for one in ("his", "mine", "more")] == [3, 4, 4]
        assert [*lengths] == ["mine", "more"]
        assert lengths["shared"] == 6
    assert [*lengths] == ["more"]
    assert lengths.asked == [("his", "shared"), ("mine",), ("more",), ("shared",)]


def test_long_texts_are_not_kept_though_they_are_few() -> None:
    lengths = _Lengths()
    for letter in "abc":
        assert lengths[letter * 300_000] == 300_000
    assert sum(map(len, lengths)) == 300_000


def test_a_text_may_be_read_by_another_thread_meanwhile() -> None:
    class Batch(dict[str, None]):
        def __contains__(self, text: object) -> bool:
            lengths.update(text=4)
            return super().__contains__(text)

    batches: list[dict[str, None]] = [Batch.fromkeys(["text", "more"])]
    lengths = BatchCache(lambda texts: map(len, texts), batches)
    assert lengths.__missing__("text") == 4
