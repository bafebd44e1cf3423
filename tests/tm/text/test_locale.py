"""Locales: canonical tags, and which serves for which."""

import copy
import gc
import pickle
from concurrent.futures import ThreadPoolExecutor
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.errors import InvalidLocale
from tm.likely_subtags import split_tag
from tm.text.locale import Locale


@pytest.mark.parametrize(
    ("given_tag", "tag"),
    [
        ("vi", "vi"),
        ("VI", "vi"),
        (" vi ", "vi"),
        ("vi_VN", "vi-VN"),
        ("vi_VN.UTF-8", "vi-VN"),
        ("vie", "vi"),
        ("ind", "id"),
        ("in", "id"),
        ("iw", "he"),
        ("fil", "tl"),
        ("iw_IL", "he-IL"),
        ("zh_CN", "zh-CN"),
        ("zh-hans", "zh-Hans"),
        ("sr@latin", "sr-Latn"),
        ("sr_RS.UTF-8@latin", "sr-Latn-RS"),
        ("uz-Cyrl@latin", "uz-Cyrl"),
        ("uz@Cyrl", "uz-Cyrl"),
        ("tt_RU@iqtelif", "tt-Latn-RU"),
        ("ca@valencia", "ca-valencia"),
        ("ca_ES.UTF-8@valencia", "ca-ES-valencia"),
        ("sr@ijekavianlatin", "sr-Latn-ijekavsk"),
        ("be@tarask", "be-tarask"),
        ("de_DE@euro", "de-DE"),
        ("en@quot", "en-x-quot"),
        ("en@a-b", "en"),
        ("zh_hant_tw", "zh-Hant-TW"),
        ("sr-Latn", "sr-Latn"),
        ("es-419", "es-419"),
        ("de-CH-1996", "de-CH-1996"),
        ("yue", "yue"),
        ("jv", "jv"),
        ("en-u-ca-buddhist", "en-u-ca-buddhist"),
    ],
)
def test_a_tag_is_made_canonical(given_tag: str, tag: str) -> None:
    assert Locale.parse(given_tag).tag == tag


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "x",
        "xx",
        "zz-ID",
        "indonesian",
        "vi-",
        "vi VN",
        "123",
        "qqq",
        "é",
        "-",
        "x-default",
    ],
)
def test_what_is_no_language_is_refused(tag: str) -> None:
    with pytest.raises(InvalidLocale):
        Locale.parse(tag)


@pytest.mark.parametrize(
    ("tag", "hint"), [("indonesian", "'id'"), ("vietnamese", "'vi'"), ("vn", "'vi'")]
)
def test_a_refusal_says_what_was_meant(tag: str, hint: str) -> None:
    with pytest.raises(InvalidLocale, match=hint):
        Locale.parse(tag)


@pytest.mark.parametrize(
    ("wider", "narrower", "covered"),
    [
        ("en", "en-GB", True),
        ("en", "en", True),
        ("en-GB", "en", False),
        ("zh", "zh-Hant-TW", True),
        ("zh-Hant", "zh-Hans", False),
        ("id", "is", False),
    ],
)
def test_a_wide_locale_covers_its_variants(
    wider: str, narrower: str, covered: bool
) -> None:
    assert Locale.parse(wider).covers(Locale.parse(narrower)) is covered


@pytest.mark.parametrize("tag", ["zh", "ja-JP", "th", "lo", "km", "my"])
def test_some_languages_use_no_spaces(tag: str) -> None:
    assert not Locale.parse(tag).uses_spaces
    assert Locale.parse("vi").uses_spaces


@given(st.text(max_size=12))
def test_any_text_is_a_locale_or_refused(text: str) -> None:
    try:
        locale = Locale.parse(text)
    except InvalidLocale:
        return
    assert Locale.parse(locale.tag) == locale


@given(st.sampled_from(["vi", "id", "en-GB", "zh-Hant-TW", "und"]))
def test_a_tag_has_one_value(tag: str) -> None:
    one = Locale(tag)
    assert Locale.parse(tag.upper()) is one
    assert pickle.loads(pickle.dumps(one)) is one
    assert copy.deepcopy(one) is one
    assert {one: 1}[Locale(tag)] == 1


def test_locales_of_several_threads_are_the_same() -> None:
    tags = [f"en-{number:03}" for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        made = [*pool.map(lambda _: [*map(Locale, tags)], range(8))]
    for same in zip(*made, strict=True):
        assert len({*map(id, same)}) == 1


def test_a_locale_that_nobody_holds_is_let_go() -> None:
    gone = ref(Locale("en-x-nobody"))
    gc.collect()
    assert gone() is None
    assert Locale("en-x-nobody").language == "en"


def test_locales_are_in_the_order_of_their_tags() -> None:
    tags = ["vi", "en-GB", "en", "id"]
    assert [one.tag for one in sorted(map(Locale, tags))] == sorted(tags)


@pytest.mark.parametrize(
    ("tag", "others"),
    [
        ("vi", ["vi-VN", "vi-Latn", "vi-Latn-VN"]),
        ("id-ID", ["id", "in_ID", "id-Latn"]),
        ("zh-CN", ["zh", "zh-Hans", "zh-Hans-CN"]),
        ("zh-TW", ["zh-Hant", "zh-Hant-TW"]),
        ("pt", ["pt-BR"]),
        ("sr", ["sr-RS", "sr-Cyrl"]),
        ("en-US", ["en"]),
    ],
)
def test_what_a_language_implies_makes_no_variant(tag: str, others: list[str]) -> None:
    locale = Locale.parse(tag)
    for other in map(Locale.parse, others):
        assert locale.is_same_variant(other) and other.is_same_variant(locale)
        assert other.tag in locale.list_equal_tags()


@pytest.mark.parametrize(
    ("tag", "other"),
    [
        ("pt", "pt-PT"),
        ("pt-BR", "pt-PT"),
        ("zh-Hans", "zh-Hant"),
        ("zh-CN", "zh-TW"),
        ("sr", "sr-Latn"),
        ("en", "en-GB"),
        ("ca", "ca-valencia"),
        ("vi", "vi-US"),
    ],
)
def test_variants_in_use_stay_apart(tag: str, other: str) -> None:
    locale, other_locale = Locale.parse(tag), Locale.parse(other)
    assert not locale.is_same_variant(other_locale)
    assert not other_locale.covers(locale)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("zh-Hant", "zh-HK"),
        ("zh-Hans", "zh-SG"),
        ("zh", "zh-TW"),
        ("sr-Latn", "sr-Latn-ME"),
        ("sr-Latn", "sr-ME"),
        ("ca-ES", "ca-valencia"),
        ("ca-valencia", "ca-ES-valencia"),
        ("vi-VN", "vi"),
    ],
)
def test_a_locale_covers_what_implies_its_subtags(wide: str, narrow: str) -> None:
    assert Locale.parse(wide).covers(Locale.parse(narrow))


_TAGS = st.builds(
    lambda *parts: Locale.parse("-".join(filter(None, parts))),
    st.sampled_from(["vi", "id", "zh", "sr", "pt", "ca", "uz", "yue"]),
    st.sampled_from(["", "Latn", "Hans", "Hant", "Cyrl"]),
    st.sampled_from(["", "VN", "ID", "TW", "CN", "RS", "ME", "BR", "PT", "419"]),
    st.sampled_from(["", "valencia", "x-quot"]),
)


@given(_TAGS, _TAGS, _TAGS)
def test_covering_is_an_order_and_its_tags_are_those_of_queries(
    first: Locale, second: Locale, third: Locale
) -> None:
    assert first.covers(first)
    if first.covers(second) and second.covers(third):
        assert first.covers(third)
    tags, beginnings = first.list_tag_patterns()
    if second.tag in tags or second.tag.startswith(beginnings):
        assert first.covers(second)


@pytest.mark.thorough
def test_likely_subtags_are_those_of_cldr() -> None:
    from babel.core import get_global

    for tag, full_tag in get_global("likely_subtags").items():
        if "und" not in tag and tag.count("_") < 2:
            language_tag = tag.replace("_", "-")
            assert str(split_tag(language_tag).add_likely()) == full_tag.replace(
                "_", "-"
            )
