"""Names of locales as gettext has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.locale import Locale, make_gettext_name


@pytest.mark.parametrize(
    "name",
    """vi pt_BR es_419 zh_TW sr@latin sr_RS@latin uz@cyrillic ca@valencia
    ca_ES@valencia be@tarask sr@ijekavian sr@ijekavianlatin en@quot en@boldquot
    sr_Cyrl@ijekavian zh_Hant zh_Hant_HK de_1996_x_foo""".split(),
)
def test_a_name_of_gettext_is_read_and_written_again(name: str) -> None:
    assert make_gettext_name(Locale.parse(name)) == name


_parts = (
    st.sampled_from(["sr", "ca", "zh", "yue", "und"]),
    st.sampled_from(["", "-Latn", "-Cyrl", "-Hant", "-Arab"]),
    st.sampled_from(["", "-RS", "-419"]),
    st.sampled_from(
        ["", "-valencia", "-ijekavsk", "-1996", "-x-quot", "-valencia-1996"]
    ),
    st.sampled_from(["", "-u-ca-buddhist", "-x-latin"]),
)


@given(st.tuples(*_parts))
def test_a_name_of_gettext_means_the_locale(parts: tuple[str, ...]) -> None:
    locale = Locale.parse("".join(parts))
    assert Locale.parse(make_gettext_name(locale)) == locale
