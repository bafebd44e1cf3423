"""Where verbs stand between names is told before the names are read."""

from hypothesis import given
from hypothesis import strategies as st

from checks.meaning import reversed_roles as roles
from tm.result_cache import ResultCache
from tm.text.locale import Locale

_LOCALES = [*map(Locale, ("vi", "id", "en"))]
_VERBS = {
    locale: sorted(
        " ".join(verb) for verb in roles._read_action_verbs(locale).action_by_verb
    )
    for locale in _LOCALES
}
_NAMES = "Thái Lan|Đức|Italia|Jepang|Ba Lan|the Netherlands|Nga's|Russian-backed|ВАСЯ|A"


@given(st.sampled_from(_LOCALES), st.data())
def test_a_text_that_says_who_does_something_may_have_a_verb(
    locale: Locale, data: st.DataObject
) -> None:
    pieces = st.sampled_from(
        [*_NAMES.split("|"), *"- , . “ ’ đã telah the hari".split()]
    )
    either = st.one_of(pieces, st.sampled_from(_VERBS[locale]))
    text = data.draw(st.lists(either, max_size=7).map(" ".join))
    deeds = roles._read_action_verbs(locale)
    if roles.find_subjects_and_objects(text, locale, ResultCache()):
        assert deeds.may_be_in(text)
