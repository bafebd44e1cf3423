"""What bits tell of small numbers in words, against what is read of them."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from checks.numbers.changed_number_words import (
    find_changed_number_word,
    find_changed_ordinal,
    flag_possible_number_word_changes,
)
from checks.text.small_number_words import (
    NumberText,
    drop_named_number_bits,
    read_small_number_words,
)
from checks.text.text_values import (
    cached_number_words,
    cached_values,
    read_possible_numbers,
)
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.values.conventions import load_conventions
from tm.text.values.value import ValueKind

_LOCALES = st.sampled_from([*map(Locale, "vi id en fr de ko".split())])
_MARKS = (" ", " ", " ", "-", "_", ", ", "'", "", "7", " 3 ", " 1/2 ", "%", " lẻ ")


@st.composite
def _texts(draw: st.DrawFn) -> tuple[str, Locale]:
    """Number words of a language, with what may part them or glue them together."""
    locale = draw(_LOCALES)
    rules = load_conventions(locale)
    numbers = rules.numbers
    words = (
        *numbers.number_by_word,
        *rules.ordinals_by_word,
        *numbers.power_by_scale_word,
        "kata",
        "ſix",
        "ﬁve",
    )
    pieces = st.sampled_from(words) | st.sampled_from(words).map(str.title)
    both = st.tuples(pieces, st.sampled_from(_MARKS)).map("".join)
    return "".join(draw(st.lists(both, max_size=6))), locale


def _side(text: str, locale: Locale) -> NumberText:
    read_small_number_words(locale)
    return NumberText(
        text,
        shared_prefilter(locale.language).read_bits(text),
        cached_values(text, locale, ResultCache()),
    )


@given(_texts())
def test_what_a_text_is_told_to_name_is_read_of_it(said: tuple[str, Locale]) -> None:
    side, known = _side(*said), read_small_number_words(said[1])
    named = read_possible_numbers(*said, ResultCache())
    told = ~drop_named_number_bits((1 << 10) - 1, known, side)
    # Zero is mostly a negation: `không một` is read as one.
    assert all(number in named for number in range(1, 10) if told >> number & 1)


@given(_texts())
def test_what_is_read_of_a_text_is_told_as_likely(said: tuple[str, Locale]) -> None:
    side, known = _side(*said), read_small_number_words(said[1])
    for value in cached_number_words(*said, ResultCache()):
        ordinal = value.kind is ValueKind.ORDINAL
        told = (known.read_ordinal_bits if ordinal else known.read_word_number_bits)(
            side.phrase_bits
        )
        assert told < 0 or told & 1 << int(Decimal(value.key[0] or 0)), value


@given(_texts(), _texts())
def test_what_is_told_of_two_texts_may_be(
    one: tuple[str, Locale], other: tuple[str, Locale]
) -> None:
    (source, theirs), (target, ours) = one, other
    number, ordinal = flag_possible_number_word_changes(
        source, target, (theirs, ours), ResultCache()
    )
    assert (
        number
        or find_changed_number_word(source, target, (theirs, ours), ResultCache())
        is None
    )
    assert (
        ordinal
        or find_changed_ordinal(source, target, (theirs, ours), ResultCache()) is None
    )
