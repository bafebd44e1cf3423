"""A check finds nothing in a unit that has none of the traits which it needs."""

from hypothesis import given
from hypothesis import strategies as st

from checks.catalogue import CHECKS
from checks.subject import Context, Subject
from checks.traits import ALL, traits
from tm.text.locale import Locale

_NEEDING = [entry for entry in CHECKS.values() if entry.needs]
_MARKS = ". , ; : ? ! … 。 、 ( ) [ ] } （ “ ” ‘ ’ » \" ' / % – - @ # < { $ €"
_PIECES = (
    *_MARKS.split(" "),
    *(" ", "  ", "\n", "\t", "\u00a0", "\u202f", "\u200b", "\u00ad", "\u0301", "\x07"),
    *("harga", "nhà", "Ông", "Rabu", "thứ Hai", "8 Oktober", "tháng 10", "XIV", "２"),
    *("kata", "nói", "a)", ":)", "www.a.vn", "https://a.vn", "a@b.co", "%s", "<b>"),
    *("Аb", "ο", "Ã¡", "µ", "\ufffd", "\ufffc", "5 %", "5 persen", "16.700", "6:1"),
)
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=8).map("".join) | st.text()
_LOCALES = st.sampled_from([*map(Locale, ("vi", "id", "en", "fr", "zh"))])


@given(_TEXTS, _TEXTS, _LOCALES, _LOCALES)
def test_what_is_found_has_a_trait_that_its_check_needs(
    source: str, target: str, theirs: Locale, ours: Locale
) -> None:
    context = Context(ours, theirs)
    subject = Subject("1", target, source)
    (bits,) = traits([subject], context)
    for entry in _NEEDING:
        if [*entry.find(subject, context)]:
            assert bits & entry.needs, entry.id


@given(_TEXTS, st.integers(1, ALL))
def test_what_is_needed_is_told_whatever_else_is(target: str, needed: int) -> None:
    units, context = [Subject("1", target)], Context(Locale("id"))
    (every,), (some,) = traits(units, context), traits(units, context, needed)
    assert every & needed == some & needed
