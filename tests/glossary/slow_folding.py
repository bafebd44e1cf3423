"""Text folded for finding terms, letter by letter: to compare the fast way with."""

import unicodedata

from tm.text.normal import fold_tone_style

_PLAIN = dict(zip("’‘ʼ＇“”„–‐‑−ςÐð", "''''\"\"\"----σĐđ", strict=True))
_SPACES = "\u00a0\u2007\u202f\u2009\u200a\u3000\t\r\n"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_Y, _I = "yýỳỷỹỵ", "iíìỉĩị"


def slow_fold(text: str, dropped: tuple[str, ...], *, vietnamese: bool) -> str:
    """A composed text as terms are compared in it."""
    letters = [
        small if len(small := letter.lower()) == 1 else letter
        for letter in unicodedata.normalize("NFC", text)
    ]
    for place, letter in enumerate(letters):
        if letter in _SPACES:
            letters[place] = " "
        elif letter in _PLAIN and (vietnamese or letter not in "Ðð"):
            letters[place] = _PLAIN[letter]
    whole = "".join(letters)
    if vietnamese:
        whole = _with_i(fold_tone_style(whole))
    return _without(_words_dropped(whole, dropped))


def _with_i(text: str) -> str:
    letters = list(text)
    for place, letter in enumerate(letters):
        after = text[place + 1 : place + 2]
        if letter not in _Y or after.isalnum() or after == "_":
            continue
        before = text[place - 1 : place] if place else ""
        consonant = before != "" and before in "bcdghklmnprstvxđ"
        if consonant or text[max(0, place - 2) : place] == "qu":
            letters[place] = _I[_Y.index(letter)]
    return "".join(letters)


def _words_dropped(text: str, words: tuple[str, ...]) -> str:
    kept, place = "", 0
    while place < len(text):
        before = text[place - 1 : place] if place else ""
        for word in words:
            end = place + len(word)
            if before.isalnum() or before == "_" or not text.startswith(word, place):
                continue
            last = end
            while last < len(text) and text[last] in f" {_INVISIBLE}":
                last += 1
            after = text[last : last + 1]
            if last > end and (after.isalnum() or after == "_"):
                place = last
                break
        else:
            kept += text[place]
            place += 1
    return kept


def _without(text: str) -> str:
    """Without invisible signs, spaces around hyphens and all but one of spaces."""
    out, place = "", 0
    signs = f" -{_INVISIBLE}"
    while place < len(text):
        end = place
        while end < len(text) and text[end] in signs:
            end += 1
        run = text[place:end]
        if not run:
            out += text[place]
            place += 1
            continue
        if "-" in run:
            out += "-" * run.count("-")
        elif " " in _joined(run):
            out += " "
        place = end
    return out


def _joined(run: str) -> str:
    """A run from which a soft hyphen took the spaces after it."""
    head, soft, _ = run.partition("\u00ad")
    return head if soft else run
