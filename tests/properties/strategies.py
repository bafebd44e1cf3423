"""What values can be: the one place for Hypothesis strategies of our own types."""

import unicodedata
from functools import cache

from hypothesis import strategies as st

from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit
from tm.unit_property import Property, Side

ODD = "\t\n\r\v\f\x01\x1c\x1f\x7f\x85\xa0\u0301\u200b\u2028\u2029\ufeff\ufffe\ufffd"
"""Characters that formats and tools stumble over."""
MARKUP = "<>&'\"\\/#%;:=|{}[]~@,-*"
LETTERS = "aZ9 đĐệỗửươÅßİıﬁ語ไทย😀𝒜"

TAGS = ("vi", "id", "en", "en-GB", "pt-BR", "zh-Hant-TW", "sr-Latn", "ms", "yue")


@cache
def locales() -> st.SearchStrategy[Locale]:
    """Locales with and without script and region."""
    return st.sampled_from(TAGS).map(Locale.parse)


@cache
def texts(*, xml: bool = False, **limits: int) -> st.SearchStrategy[str]:
    """Any text that can be stored; with `xml`, that XML can hold too."""
    letters = st.sampled_from(LETTERS + MARKUP + ODD)
    anything = st.characters(codec="utf-8", exclude_characters="\0")
    whole = st.text(letters | anything, **limits)
    if not xml:
        return whole
    return whole.map(_for_xml).filter(
        lambda text: len(text) >= limits.get("min_size", 0)
    )


@cache
def plain_segments(*, xml: bool = False) -> st.SearchStrategy[Segment]:
    """Segments with text to translate, made of plain text."""
    made = st.builds(Segment.of, locales(), texts(xml=xml, min_size=1, max_size=30))
    return made.filter(lambda segment: _is_visible(segment.text))


@cache
@st.composite
def coded_segments(draw: st.DrawFn, *, xml: bool = False) -> Segment:
    """Segments with inline codes of TMX, of other standards, and of nobody's."""
    codes = draw(st.lists(_codes(xml=xml), max_size=4))
    pieces = [
        draw(texts(xml=xml, max_size=8)).replace(CODE, "")
        for _ in range(len(codes) + 1)
    ]
    pieces[0] = "A" + pieces[0]
    text = unicodedata.normalize("NFC", CODE.join(pieces)).strip()
    return Segment(draw(locales()), text, tuple(codes))


@cache
def segments(*, xml: bool = False) -> st.SearchStrategy[Segment]:
    """Segments of all kinds."""
    return plain_segments(xml=xml) | coded_segments(xml=xml)


@cache
def origins(*, xml: bool = False) -> st.SearchStrategy[Origin]:
    """Origins in which anything may be known."""
    words = st.none() | texts(xml=xml, max_size=12)
    urls = st.sampled_from(
        [
            "https://baotintuc.vn/thoi-su/le-mo-ky-20251008164524000.htm",
            "http://localhost:8080",
            "https://a.example/b*c-d?e=f&g=h#i:12",
        ]
    )
    moments = st.datetimes().map(lambda moment: moment.isoformat() + "Z")
    keys = st.from_regex("[0-9a-f]{16}", fullmatch=True)
    return st.builds(
        Origin,
        memory=st.just("default") | texts(xml=xml, min_size=1, max_size=8),
        article=st.none() | keys | words,
        position=st.none() | st.integers(0, 5000),
        extent=st.integers(1, 5),
        kind=st.sampled_from([None, "headline", "paragraph"]),
        page_url=st.none() | urls | words,
        source_url=st.none() | urls | words,
        headline=words,
        source_headline=words,
        source_headline_status=st.none() | st.sampled_from(HeadlineStatus),
        publisher=words,
        published=st.sampled_from([None, "2025-10-08", "2025-10-08T16:45:24+07:00"]),
        article_author=words,
        article_place=words,
        score=st.none() | st.floats(0, 1),
        method=words,
        tuid=words,
        author=words,
        created=st.none() | moments | words,
        changed=st.none() | moments,
    )


def units(
    *, xml: bool = False, translated: bool = False
) -> st.SearchStrategy[TranslationUnit]:
    """Units with all that they can carry; with `translated`, all have both sides."""
    keys = st.none() | st.binary(min_size=16, max_size=16)
    target = segments(xml=xml)
    return st.builds(
        TranslationUnit,
        source=segments(xml=xml),
        target=target if translated else st.none() | target,
        state=st.sampled_from(State),
        origin=origins(xml=xml),
        neighbours=st.tuples(keys, keys),
        note=st.none() | texts(xml=xml, max_size=20),
        properties=st.lists(properties(xml=xml), max_size=4).map(_in_order),
    )


FACTS = (
    "po:flag",
    "csv:B",
    "csv:state",
    "x",
    "tmx:usagecount",
    "tmx:changeid",
    "tmx:creationid",
    "tmx:tuid",
    "tmx:segtype",
    "tmx:srclang",
    "tmx:score",
    "tmx:prop:x-context",
    'tmx:prop:x-context xml:lang="en"',
    'tmx:prop: xml:lang="a&amp;b" o-encoding=""',
    "tmx:prop:x-padanan-state",
    "tmx:prop:x-padanan-of-tomorrow",
    "tmx:note",
    'tmx:note xml:lang="vi"',
    "tmx:note@xml:lang",
    "tmx:tuv",
)
"""Names of properties: those that TMX has a place for, often and sometimes, and not."""


@cache
def properties(*, xml: bool = False) -> st.SearchStrategy[Property]:
    """What other tools say of a unit."""
    places = ["creationid", "creationdate creationid", "note", "changedate note"]
    return st.builds(
        Property,
        name=st.sampled_from([*FACTS, *_XLIFF]) | texts(xml=xml, max_size=5),
        value=st.sampled_from(
            ["*all*", "vi", "phrase", "yes", "no", "translated", _MATCH, _TERM, *places]
        )
        | texts(xml=xml, max_size=8),
        side=st.sampled_from(Side),
    )


_XLIFF = (
    "xliff:resname",
    "xliff:state",
    "xliff:approved",
    "xliff:translate",
    "xliff:state-qualifier",
    "xliff:segment",
    "xliff:name",
    'xliff:note category="dev"',
    "xliff:match",
    "xliff:term",
    "xliff:meta:a/b",
    "xliff:context:location:sourcefile",
    "xliff:prop:a",
)
"""What XLIFF files say of a unit."""
_MATCH = '{"quality":"80","origin":"tm","source":"a","target":"b"}'
_TERM = '{"term":"a","translations":["b"],"definition":null}'


def _in_order(given: list[Property]) -> tuple[Property, ...]:
    """Most often in the order in which TMX has them: by side, attributes first."""
    if len(given) % 2:
        return tuple(given)
    sides = list(Side)
    return tuple(
        sorted(given, key=lambda one: (sides.index(one.side), ":prop" in one.name))
    )


@cache
def _codes(*, xml: bool) -> st.SearchStrategy[Code]:
    kinds = st.sampled_from(
        [
            "bpt",
            "ept",
            "ph",
            "it",
            'it pos="begin"',
            'bpt x="1" type="bold"',
            'ph assoc="p" type="a&amp;b"',
            'ph type="x-padanan:ph"',
            "ph+sub",
            "ut",
            "hi",
            "/hi",
            'hi type="term"',
            "pc",
            "text",
            'bpt onclick="x"',
            'ph x="1"',
            "/pc",
            'pc dispEnd="&lt;/b&gt;" type="fmt"',
            "sc",
            'sc isolated="yes"',
            "ec",
            'ec isolated="yes"',
            "sm",
            "em",
            "mrk",
            'mrk type="term"',
            'mrk mtype="x-note"',
            "/mrk",
            "g",
            'g ctype="bold"',
            "/g",
            'x equiv-text="{n}"',
            "bx",
            'bpt id="3"',
            'ept id="4"',
            "ex",
            'it pos="open"',
            'ph disp="%s" equiv="s"',
        ]
    )
    return st.builds(
        Code,
        kind=kinds | texts(xml=xml, max_size=6),
        id=st.sampled_from(["", "1", "2"]) | texts(xml=xml, max_size=3),
        data=st.sampled_from(["", "<b>", CODE, "a<sub>b</sub>"])
        | texts(xml=xml, max_size=6),
    )


def _is_visible(text: str) -> bool:
    return any(letter.isprintable() and letter not in (" ", CODE) for letter in text)


def _for_xml(text: str) -> str:
    return "".join(
        character
        for character in text
        if character in "\t\n\r"
        or (character >= " " and character not in "\ufffe\uffff")
    )
