"""Words with one letter less, changed, more or swapped, as typing errors have them."""

from collections.abc import Iterator, Sequence


def swap_letters(word: str) -> Iterator[str]:
    for letter_index in range(len(word) - 1):
        letter, next_letter = word[letter_index], word[letter_index + 1]
        if letter != next_letter:
            yield word[:letter_index] + next_letter + letter + word[letter_index + 2 :]


def swap_letters_around_another(word: str) -> Iterator[str]:
    """Swap two letters around a third one: epskor, ekspor."""
    for index, (first, second, third) in enumerate(
        zip(word, word[1:], word[2:], strict=False)
    ):
        if first != third:
            yield word[:index] + third + second + first + word[index + 3 :]


def iterate_edited_words(word: str, letters: Sequence[str]) -> Iterator[str]:
    """Iterate over words with one letter less, changed or more."""
    # Hardly anybody misses the first letter, and many words differ in it only.
    for letter_index in range(1, len(word)):
        beginning, ending, shorter_ending = (
            word[:letter_index],
            word[letter_index:],
            word[letter_index + 1 :],
        )
        yield beginning + shorter_ending
        for letter in letters:
            yield beginning + letter + shorter_ending
            yield beginning + letter + ending
    for letter in letters:
        yield word + letter
