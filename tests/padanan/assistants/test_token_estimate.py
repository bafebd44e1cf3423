"""The estimate of tokens against what the tokenizers of eight models counted."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from padanan.assistants.token_estimate import estimate_tokens

# Texts written for this test, and how many tokens each model needs for them.
SAMPLES = json.loads((Path(__file__).parent / "token_counts.json").read_text("utf-8"))
TOLERANCE = 0.97


def test_estimate_is_an_upper_bound_within_the_tolerance() -> None:
    assert len(SAMPLES) == 7
    for sample in SAMPLES:
        counts = sample["counts"]
        assert len(counts) == 8
        estimate = estimate_tokens(sample["text"])
        assert len(sample["text"]) > 200
        assert estimate >= TOLERANCE * max(counts.values()), sample["name"]
        assert estimate <= 3 * min(counts.values()), sample["name"]


def test_estimate_of_indonesian_is_not_far_from_the_leanest_model() -> None:
    for sample in SAMPLES:
        if sample["name"].startswith("id_"):
            assert estimate_tokens(sample["text"]) <= 1.7 * min(
                sample["counts"].values()
            )


@given(st.text(max_size=50), st.text(max_size=50))
def test_a_whole_has_no_more_than_its_parts(first: str, second: str) -> None:
    whole, parts = estimate_tokens(first + second), (first, second)
    assert max(map(estimate_tokens, parts)) <= whole
    assert whole <= sum(map(estimate_tokens, parts))


@given(st.text(alphabet=st.characters(min_codepoint=0x1F00), max_size=30))
def test_other_scripts_have_at_most_a_token_a_byte(text: str) -> None:
    byte_count = len(text.encode("utf-8", "surrogatepass"))
    assert estimate_tokens(text) <= 1.5 * byte_count + 1
