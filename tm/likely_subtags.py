"""Scripts and regions that a language implies: `vi` is `vi-Latn-VN`, `zh-TW` is Hant.

The likely subtags of CLDR. Those of common languages are in a file of Padanan, since
importing babel takes longer than a lookup.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tm.result_cache import lazy_constant

_FILE_NAME = "likely_subtags.txt"


class Subtags(NamedTuple):
    """The parts of a language tag; a part that is missing is empty."""

    language: str
    script: str = ""
    region: str = ""
    variants_and_extensions: str = ""
    """Variants and extensions, such as `valencia` or `x-quot`."""

    def __str__(self) -> str:
        """Join the parts to a tag."""
        return "-".join(
            filter(
                None,
                (self.language, self.script, self.region, self.variants_and_extensions),
            )
        )

    def add_likely(self) -> "Subtags":
        """Add the script and the region that the other parts imply.

        >>> str(split_tag("zh-TW").add_likely()), str(split_tag("vi").add_likely())
        ('zh-Hant-TW', 'vi-Latn-VN')
        """
        if self.script and self.region:
            return self
        full_tag_by_tag = _read_likely_subtags(self.language)
        for subtag in filter(None, (self.region, self.script, None)):
            full_tag = full_tag_by_tag.get(f"{self.language}-{subtag}")
            if full_tag is not None:
                break
        else:
            full_tag = full_tag_by_tag.get(self.language)
        if full_tag is None:
            return self
        likely_subtags = split_tag(full_tag)
        return Subtags(
            self.language,
            self.script or likely_subtags.script,
            self.region or likely_subtags.region,
            self.variants_and_extensions,
        )

    def covers(self, other: "Subtags") -> bool:
        """Whether these subtags include others of the same language.

        >>> split_tag("vi-VN").covers(split_tag("vi"))
        True
        >>> split_tag("pt-PT").covers(split_tag("pt"))
        False
        >>> split_tag("zh-Hant").covers(split_tag("zh-TW"))
        True
        """
        if (
            self.variants_and_extensions
            and not f"{other.variants_and_extensions}-".startswith(
                f"{self.variants_and_extensions}-"
            )
        ):
            return False
        if not self.script and not self.region:
            return True
        full_other = other.add_likely()
        return self.region in ("", full_other.region) and (
            self.add_likely().script == full_other.script
        )

    def list_covered(self) -> Iterator["Subtags"]:
        """List the subtags that these cover and that CLDR relates to each other.

        >>> [str(covered) for covered in split_tag("id-ID").list_covered()]
        ['id', 'id-ID', 'id-Latn', 'id-Latn-ID']
        """
        related_subtags = [
            split_tag(tag) for tag in _read_likely_subtags(self.language)
        ]
        related_subtags += [
            subtags.add_likely() for subtags in (*related_subtags, self)
        ] + [self]
        scripts = sorted({subtags.script for subtags in related_subtags} | {""})
        regions = sorted({subtags.region for subtags in related_subtags} | {""})
        for script in scripts:
            for region in regions:
                covered_subtags = Subtags(
                    self.language, script, region, self.variants_and_extensions
                )
                if self.covers(covered_subtags):
                    yield covered_subtags


def split_tag(tag: str) -> Subtags:
    """Split a canonical language tag.

    >>> split_tag("sr-Latn-RS-ijekavsk").variants_and_extensions
    'ijekavsk'
    """
    language, *other_subtags = tag.split("-")
    script = region = ""
    if other_subtags and len(other_subtags[0]) == 4 and other_subtags[0].isalpha():
        script = other_subtags.pop(0)
    if (
        other_subtags
        and len(other_subtags[0]) in (2, 3)
        and (other_subtags[0].isalpha() == (len(other_subtags[0]) == 2))
    ):
        region = other_subtags.pop(0)
    return Subtags(language, script, region, "-".join(other_subtags))


@lazy_constant
def _read_likely_subtags(language: str) -> Mapping[str, str]:
    """Read the tags with likely subtags, by tag, of one language."""
    # Nearly all tags are a language alone, and a command's start waits for no file.
    from tm.language_data import GENERAL_FOLDER, find_file

    for line in find_file(GENERAL_FOLDER, _FILE_NAME).read_text("utf-8").splitlines():
        if line.startswith(f"{language}-"):
            first_tag, *other_entries = line.split()
            return {language: first_tag} | dict(
                entry.split("=", 1) for entry in other_entries
            )
    from babel.core import get_global  # slow to import

    likely_subtags = get_global("likely_subtags")
    return {
        tag.replace("_", "-"): full_tag.replace("_", "-")
        for tag, full_tag in likely_subtags.items()
        if tag.partition("_")[0] == language
    }
