"""Forms found in texts: by sorted forms as by an automaton."""

from hypothesis import given
from hypothesis import strategies as st

from glossary.recognition.spaced_forms import SpacedForms, space_words

WORDS = st.sampled_from(["a", "ab", "abc", "b", "ba-a", "b a", "c", "(a", "a-b"])
TEXTS = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


@given(st.sets(TEXTS, min_size=1, max_size=12), TEXTS)
def test_sorted_forms_find_what_the_automaton_finds(forms: set[str], text: str) -> None:
    word_forms = SpacedForms.build(sorted(forms))
    spaced_text = f" {space_words(text)}"
    found = list(word_forms.find(spaced_text))
    assert found == list(word_forms.automaton.iter(spaced_text))


@given(st.sets(TEXTS, min_size=1, max_size=12), TEXTS)
def test_the_longest_prefix_is_that_of_the_automaton(
    forms: set[str], text: str
) -> None:
    word_forms = SpacedForms.build(sorted(forms))
    longest_prefix = word_forms.automaton.longest_prefix(f" {space_words(text)}")
    assert word_forms.measure_longest_prefix(text) == longest_prefix - 1


def test_after_many_letters_the_automaton_is_built() -> None:
    word_forms = SpacedForms.build(["bank"])
    text = " bank" * 2000
    assert len(list(word_forms.find(text))) == 2000
    assert "automaton" in vars(word_forms)
