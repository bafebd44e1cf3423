"""How often words are written: the home of wordfreq, which the extra `spell` installs.

wordfreq (Apache-2.0, its data CC BY-SA 4.0) has lists for about forty languages in its
wheel: words of which there is one in a million at least, for the larger languages one
in a hundred million. They hold what people write, mistakes among it.

Its lists are read as they lie there: importing the package, which would import what
knows the languages of the world, takes four times as long. They are gzipped msgpack:
a header, then the words of each frequency, from one centibel to the next. The package
is no longer changed; if it ever is, it is asked itself.
"""

import gzip
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_HEADER = {"format": "cB", "version": 1}


def is_installed() -> bool:
    """Whether there are any lists."""
    return find_spec("wordfreq") is not None


@lru_cache(maxsize=16)
def frequencies(language: str, *, brief: bool = False) -> Mapping[str, float]:
    """By word in small letters, its share of all words; empty without a list.

    `brief`: only what is frequent, of a list that is large; it is read in no time.
    """
    spec = find_spec("wordfreq")
    if spec is None or spec.origin is None or not language.isalpha():
        return {}
    folder = Path(spec.origin).with_name("data")
    names = ("small",) if brief else ("large", "small")
    files = [folder / f"{name}_{language}.msgpack.gz" for name in names]
    file = next((file for file in files if file.is_file()), None)
    if file is None and folder.is_dir():
        return {}
    found = _read(file) if file is not None else None
    return _asked(language, brief=brief) if found is None else found


def _read(file: Path) -> Mapping[str, float] | None:
    """The words of a list; nothing if it is not written as it used to be."""
    import msgpack  # which wordfreq needs, and nothing else here

    with gzip.open(file) as stream:
        header, *frequent = msgpack.load(stream, raw=False)
    if header != _HEADER:
        return None
    return {
        word: 10 ** (-centibels / 100)
        for centibels, words in enumerate(frequent)
        for word in words
    }


def _asked(language: str, *, brief: bool) -> Mapping[str, float]:
    """What wordfreq itself says."""
    from wordfreq import available_languages, get_frequency_dict  # a tenth of a second

    # Asked for a language that it has not, wordfreq gives the list of a related one.
    if language not in available_languages("small"):
        return {}
    found: Mapping[str, float] = get_frequency_dict(
        language, "small" if brief else "best"
    )
    return found
