"""The markup of TBX: concept entries as elements, in both of its styles.

DCA has the category in an attribute, `<termNote type="partOfSpeech">`; DCT has it as
the name of the element, `<min:partOfSpeech>`. What a dialect has no category for is a
note, as `exports.terms.tbx.fields` says.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from exports.entry import LossTally
from exports.term_format import TermWriteOptions
from exports.terms.tbx.fields import (
    NAMESPACE,
    PARTS_OF_SPEECH,
    WRITER,
    NoteFact,
    fact_of,
    note_of,
)
from exports.terms.tbx.note_lines import (
    DescribedLine,
    categories,
    split_concept_note,
    split_term_note,
)
from exports.terms.text import dates_text, relation_text
from exports.xml.escaping import escape_text, quote_attribute, remove_forbidden
from glossary.entries.entry import ConceptEntry, Relation, Term
from tm.errors import InputError, UnknownName
from tm.text.segment import content_key

STYLES = ("dca", "dct")
DIALECTS = ("TBX-Basic", "TBX-Min", "TBX-Core", "TBX-Default")

_MIN = {
    "subjectField": "descrip",
    "administrativeStatus": "termNote",
    "partOfSpeech": "termNote",
}
"""Category of a module, and the element that has it as its type in DCA."""
_BASIC = {"definition": "descrip", "source": "admin", "crossReference": "ref"}
_CATEGORIES = {"TBX-Basic": _MIN | _BASIC, "TBX-Min": _MIN, "TBX-Core": {}}
_CATEGORIES["TBX-Default"] = _CATEGORIES["TBX-Basic"]
_MODULES = {
    "min": ("http://www.tbxinfo.net/ns/min", _MIN),
    "basic": ("http://www.tbxinfo.net/ns/basic", _BASIC),
}
_AS_NOTE = {
    "subjectField": NoteFact.SUBJECT_FIELD,
    "administrativeStatus": NoteFact.STATUS,
    "partOfSpeech": NoteFact.PART_OF_SPEECH,
    "definition": NoteFact.DEFINITION,
    "source": NoteFact.SOURCE,
}
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")  # an NCName in any tool's eyes


class TbxMarkup:
    """Writes entries in one style and dialect."""

    def __init__(self, options: TermWriteOptions) -> None:
        if options.style not in STYLES:
            raise UnknownName("style of TBX", options.style, STYLES)
        if options.dialect not in DIALECTS:
            raise UnknownName("dialect of TBX", options.dialect, DIALECTS)
        if options.dialect == "TBX-Default" and options.style != "dca":
            raise InputError("TBX-Default has no elements of its own; write it as dca")
        self.tally = LossTally()
        self._options = options
        self._lines = categories(options.dialect)
        self._tags = self._all_tags()
        self._written: set[str] = set()
        self._targets: dict[str, None] = {}

    def head(self) -> str:
        """Everything before the first entry."""
        options = self._options
        modules = ""
        if options.style == "dct":
            known_categories = _CATEGORIES[options.dialect]
            for prefix, (address, module_categories) in _MODULES.items():
                if module_categories.keys() <= known_categories.keys():
                    modules += f' xmlns:{prefix}="{address}"'
        language = options.source.tag if options.source else "en"
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<tbx type="{options.dialect}" style="{options.style}"'
            f' xml:lang="{language}" xmlns="{NAMESPACE}"{modules}>\n'
            f"<tbxHeader><fileDesc><sourceDesc><p>{WRITER}</p></sourceDesc></fileDesc>"
            "</tbxHeader>\n<text>\n<body>\n"
        )

    def tail(self) -> str:
        """Everything after the last entry.

        What an entry refers to must be in the file, so concepts that are not have a
        place in the back matter.
        """
        missing = [id for id in self._targets if id not in self._written]
        if not missing:
            return "</body>\n</text>\n</tbx>\n"
        objects = "".join(
            f'<refObject id="{id}"><item>a concept that is not in this file</item>'
            "</refObject>\n"
            for id in missing
        )
        return (
            '</body>\n<back>\n<refObjectSec type="concept">\n'
            f"{objects}</refObjectSec>\n</back>\n</text>\n</tbx>\n"
        )

    def entry(self, entry: ConceptEntry) -> str:
        """The markup of one entry, which has terms."""
        id = _xml_id(entry.id)
        self._written.add(id)
        locales = dict.fromkeys(term.locale for term in entry.terms)
        described_lines, note = split_concept_note(
            entry.note, self._lines, [described_line.tag for described_line in locales]
        )
        entry = replace(entry, note=note)
        parts = [f'<conceptEntry id="{id}">\n']
        parts += self._of_categories(
            described_line
            for described_line in described_lines
            if described_line.language is None
        )
        parts += self._of_concept(entry, id)
        ordered = []
        for locale in locales:
            parts.append(f'<langSec xml:lang="{locale.tag}">\n')
            parts += self._of_categories(
                line for line in described_lines if line.language == locale.tag
            )
            for term in entry.terms:
                if term.locale == locale:
                    ordered.append(term)
                    parts += self._of_term(term)
            parts.append("</langSec>\n")
        parts.append("</conceptEntry>\n")
        mixed = tuple(ordered) != entry.terms
        self.tally.add("order of terms between languages", mixed)
        markup, removed = remove_forbidden("".join(parts))
        self.tally.add("characters that XML cannot hold", removed)
        return markup

    def _of_concept(self, entry: ConceptEntry, id: str) -> Iterator[str]:
        if entry.subject_field:
            yield self._fact("subjectField", entry.subject_field)
        if entry.definition:
            yield self._fact("definition", entry.definition)
        for relation in entry.relations:
            yield self._relation(relation)
        if id != entry.id:
            yield _note(NoteFact.ID, entry.id)
        if entry.confidence:
            yield _note(NoteFact.CONFIDENCE, entry.confidence)
        yield from _common(entry)

    def _of_term(self, term: Term) -> Iterator[str]:
        yield f"<termSec>\n<term>{escape_text(term.text)}</term>\n"
        described_lines, note = split_term_note(term.note, self._lines)
        notes: list[DescribedLine] = []
        other_lines: list[DescribedLine] = []
        for line in described_lines:
            is_note = self._lines.of_terms[line.category] == "termNote"
            (notes if is_note else other_lines).append(line)
        yield from self._of_categories(notes)
        # Term notes come first, by the order that the core structure asks for.
        part = term.part_of_speech
        if part:
            listed_part = part if part in PARTS_OF_SPEECH else "other"
            if "partOfSpeech" in self._tags:
                yield self._fact("partOfSpeech", listed_part)
        if "administrativeStatus" in self._tags:
            yield self._fact("administrativeStatus", f"{term.status}Term-admn-sts")
        else:
            yield _note(NoteFact.STATUS, term.status)
        if term.source:
            yield self._fact("source", term.source)
        yield from self._of_categories(other_lines)
        if part and (listed_part != part or "partOfSpeech" not in self._tags):
            yield _note(NoteFact.PART_OF_SPEECH, part)
        if term.forbidden:
            yield _note(NoteFact.FORBIDDEN, "yes")
        if term.shared:
            yield _note(NoteFact.SHARED, "yes")
        if term.case_sensitive is not None:
            yield _note(NoteFact.CASE, "yes" if term.case_sensitive else "no")
        yield from _common(replace(term, note=note))
        yield "</termSec>\n"

    def _of_categories(self, described_lines: Iterable[DescribedLine]) -> Iterator[str]:
        for line in described_lines:
            yield self._fact(line.category, line.text)

    def _relation(self, relation: Relation) -> str:
        text = relation_text(relation)
        tags = self._tags.get("crossReference")
        if tags is None or not _ID.match(relation.concept):
            return _note(NoteFact.RELATION, f"{text}: {relation.concept}")
        self._targets[relation.concept] = None
        start, end = tags
        return f'{start} target="{relation.concept}">{escape_text(text)}{end}'

    def _fact(self, category: str, text: str) -> str:
        tags = self._tags.get(category)
        if tags is None:
            return _note(_AS_NOTE[category], text)
        return f"{tags[0]}>{escape_text(text)}{tags[1]}"

    def _all_tags(self) -> dict[str, tuple[str, str]]:
        """Beginning and end of the elements of each category."""
        tags = {}
        all_names = {
            **_CATEGORIES[self._options.dialect],
            **self._lines.of_concepts,
            **self._lines.of_terms,
        }
        for category, element in all_names.items():
            if self._options.style == "dca":
                start, name = f"<{element} type={quote_attribute(category)}", element
            else:
                prefix = "min" if category in _MIN else "basic"
                name = f"{prefix}:{category}"
                start = f"<{name}"
            tags[category] = (start, f"</{name}>\n")
        return tags


def _common(entry_or_term: ConceptEntry | Term) -> Iterator[str]:
    dates = dates_text(entry_or_term.valid_from, entry_or_term.valid_to)
    if dates:
        yield _note(NoteFact.VALID, dates)
    if entry_or_term.note:
        if fact_of(entry_or_term.note) == (NoteFact.NOTE, entry_or_term.note):
            yield f"<note>{escape_text(entry_or_term.note)}</note>\n"
        else:
            yield _note(NoteFact.NOTE, entry_or_term.note)


def _note(fact: NoteFact, text: str) -> str:
    return f"<note>{escape_text(note_of(fact, text))}</note>\n"


def _xml_id(id: str) -> str:
    return id if _ID.match(id) else f"c-{content_key(id).hex()}"
