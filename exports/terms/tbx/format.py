"""TBX: ISO 30042:2019 in both of its styles, and the versions before it.

Read: TBX-Basic, -Min, -Core and their like in DCA and DCT, TBX-Default of 2008 and
TBX-Basic of its time, whatever prefixes their elements have. Written: the edition of
2019, so that the published schemas hold.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from exports.entry import LossTally, SkippedEntry, WriteResult
from exports.format import ReadOptions
from exports.term_format import EntryCoverage, TermFeature, TermItem, TermWriteOptions
from exports.terms.tbx.draft import ConceptDraft, TermDraft
from exports.terms.tbx.fields import WRITER
from exports.terms.tbx.markup import TbxMarkup
from exports.terms.text import term_text
from exports.xml.document import Element, XmlDocument
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.errors import InputError, InvalidLocale
from tm.text.locale import Locale
from tm.text.normal import nfc

_ROOTS = ("tbx", "martif", "TBX")
_ENTRIES = frozenset(("conceptEntry", "termEntry"))
_LANGUAGES = frozenset(("langSec", "langSet"))
_TERMS = frozenset(("termSec", "tig", "ntig"))
_TYPED = frozenset(
    "descrip admin termNote ref xref transac adminNote descripNote transacNote".split()
)
"""Elements of DCA that have their category as type."""
_STANDARD = frozenset(TermFeature) - {
    TermFeature.FORBIDDEN,
    TermFeature.SHARED,
    TermFeature.CASE,
    TermFeature.TERM_DATES,
    TermFeature.DATES,
    TermFeature.CONFIDENCE,
    TermFeature.RELATIONS,
}
"""What TBX has categories for; the rest is in our notes, and in no other's file."""
_GROUPS = frozenset(("descripGrp", "adminGrp", "termNoteGrp", "termGrp"))
_INDENTED = re.compile(r"[ \t]*\n[ \t]+")


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """The entries of a file, one after the other, in constant memory."""
    entry_names = _ENTRIES | {"sourceDesc", "refObject"}
    document = XmlDocument(
        path, root_names=_ROOTS, entry_names=entry_names, drops_prefixes=True
    )
    reader = _TbxReader(str(path))
    yield EntryCoverage(_STANDARD)
    for element in document:
        if element.name == "sourceDesc":
            reader.is_ours = WRITER in element.text
            yield EntryCoverage(frozenset(TermFeature) if reader.is_ours else _STANDARD)
        elif element.name != "refObject":
            yield from reader.entry(element)
        elif not reader.is_ours:
            reader.tally.add("<refObject> of the back matter")
    reader.tally.add("characters that XML cannot hold", document.removed_count)
    yield from reader.tally.losses()


def write(
    entries: Iterable[ConceptEntry],
    file: BinaryIO,
    options: TermWriteOptions | None = None,
) -> WriteResult:
    """Write entries as they come, in constant memory."""
    markup = TbxMarkup(options or TermWriteOptions())
    file.write(markup.head().encode())
    written = left_out = 0
    for entry in entries:
        if not entry.terms:
            left_out += 1
            continue
        written += 1
        file.write(markup.entry(entry).encode())
    file.write(markup.tail().encode())
    return WriteResult(written, left_out, markup.tally.losses())


class _TbxReader:
    """Makes entries of elements, and counts what it has no place for."""

    def __init__(self, path: str) -> None:
        self.tally = LossTally()
        self.is_ours = False
        self._path = path
        self._lines: dict[str, int] = {}
        """Where each concept was."""

    def entry(self, element: Element) -> Iterator[TermItem]:
        if element.damage:
            yield self._skipped(element, element.damage)
            return
        draft = ConceptDraft(element.attributes.get("id", "").strip())
        skipped: list[SkippedEntry] = []
        for part in _elements(element):
            if part.name in _LANGUAGES:
                self._language(part, draft, skipped)
            else:
                for category, text, fact in self._facts(part):
                    target = fact.attributes.get("target", "")
                    if not draft.put(category, text, target):
                        draft.describe(category, text, target)
        yield from skipped
        terms = self._terms(draft)
        if not terms:
            if not skipped:
                yield self._skipped(element, "no term")
            return
        entry = draft.entry(terms)
        line = self._lines.setdefault(entry.id, element.line)
        if line != element.line:
            yield self._skipped(element, f"{entry.id} is in line {line} already")
            return
        yield entry

    def _language(
        self, section: Element, draft: ConceptDraft, skipped: list[SkippedEntry]
    ) -> None:
        attributes = section.attributes
        tag = attributes.get("xml:lang") or attributes.get("lang") or ""
        try:
            if not tag:
                raise InvalidLocale(f"a <{section.name}> that names no language")
            locale = Locale.parse(tag)
        except InvalidLocale as error:
            skipped.append(self._skipped(section, str(error)))
            return
        for part in _elements(section):
            if part.name in _TERMS:
                try:
                    draft.terms.append(self._term(part, locale, draft))
                except InputError as error:
                    skipped.append(self._skipped(part, str(error)))
            else:
                for category, text, fact in self._facts(part):
                    target = fact.attributes.get("target", "")
                    if not draft.put(category, text, target, locale=locale):
                        draft.describe(category, text, target, locale)

    def _term(self, section: Element, locale: Locale, draft: ConceptDraft) -> TermDraft:
        named = [part for part in _inside(section) if part.name == "term"]
        text = term_text(named[0].text if named else "", locale)
        term = TermDraft(locale, text)
        self.tally.add("second terms of one section", len(named) - 1)
        for part in _elements(section):
            for category, content, fact in self._facts(part):
                target = fact.attributes.get("target", "")
                if term.put(category, content) or draft.put(
                    category, content, target, locale=locale
                ):
                    continue
                term.describe(category, content, target)
        return term

    def _terms(self, draft: ConceptDraft) -> list[Term]:
        """The terms; if none has a status, the first of a language is preferred."""
        settled = {
            term.locale for term in draft.terms if term.status is TermStatus.PREFERRED
        }
        unique_terms: dict[tuple[Locale, str], Term] = {}
        for term_draft in draft.terms:
            status = term_draft.status
            if status is None:
                status = TermStatus.ADMITTED
                if term_draft.locale not in settled:
                    status = TermStatus.PREFERRED
                    settled.add(term_draft.locale)
            term = term_draft.term(status)
            if unique_terms.setdefault((term.locale, term.text), term) != term:
                self.tally.add("terms that are given twice")
        return list(unique_terms.values())

    def _facts(
        self, element: Element, group: str = ""
    ) -> Iterator[tuple[str, str, Element]]:
        """Category, text and element of what an element says, or a group in it."""
        name = element.name
        if name in _GROUPS:
            head = group
            for part in _elements(element):
                yield from self._facts(part, head)
                if name != "termGrp":  # the others are about their first element
                    head = head or _category(part)
        elif name.startswith("transac"):
            yield "transaction", *self._transaction(element)
        elif name == "term":
            return
        elif group:
            yield f"{_category(element)} of {group}", self._text(element), element
        else:
            yield _category(element), self._text(element), element

    def _transaction(self, element: Element) -> tuple[str, Element]:
        """What was done, when and by whom; and the element that says who that is."""
        elements = [*_elements(element)] or [element]
        texts = [text for part in elements if (text := self._text(part))]
        pointing = (part for part in elements if "target" in part.attributes)
        return ", ".join(texts), next(pointing, element)

    def _text(self, element: Element) -> str:
        text = nfc(element.text)
        # Tools break and indent the lines of long texts.
        return text if self.is_ours else _INDENTED.sub(" ", text).strip()

    def _skipped(self, element: Element, reason: str) -> SkippedEntry:
        return SkippedEntry(self._path, element.line, reason)


def _elements(element: Element) -> Iterator[Element]:
    return (part for part in element.content if isinstance(part, Element))


def _inside(element: Element) -> Iterator[Element]:
    """The elements of a section, in its groups too."""
    for part in _elements(element):
        yield part
        if part.name == "termGrp":
            yield from _elements(part)


def _category(element: Element) -> str:
    if element.name in _TYPED:
        return element.attributes.get("type", "").strip() or element.name
    return element.name
