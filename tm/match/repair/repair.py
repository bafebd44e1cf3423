"""Repairing a stored translation: the query's values, names and terms are put into it.

Where query and stored source differ in a number, a date, a name or a term, its place in
the translation is searched, and it is replaced if place and form are certain. All other
differences are listed, with their place in the translation where it is known.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tm.finding import Span
from tm.match.comparison_forms import ComparableText
from tm.match.inline_tags import mark_tags, remove_tags
from tm.match.repair.code_repair import place_codes, remove_codes, replace_codes
from tm.match.repair.differences import (
    Differences,
    ItemChange,
    WordChange,
    find_differences,
    has_different_names,
    has_moved_word,
)
from tm.match.repair.item_splitter import ItemSplitter
from tm.match.repair.name_repair import NameRepairer, PhraseChange
from tm.match.repair.names_in_translation import PhraseText
from tm.match.repair.repair_edits import (
    add_open_codes,
    apply_replacements,
    expand_tags,
    insert_codes,
)
from tm.match.repair.repair_resources import KnownTerm, RepairResources
from tm.match.repair.text_items import ItemClass, TextItem, is_typed_without_diacritics
from tm.match.repair.value_repair import ValueChange, ValueRepairer
from tm.match.replacement import (
    OpenDifference,
    Repair,
    ReplacementKind,
    TargetReplacement,
)
from tm.text.segment import CODE, Segment
from tm.text.values.value import ValueKind

_KIND_BY_VALUE_KIND = {
    ValueKind.NUMBER: ReplacementKind.NUMBER,
    ValueKind.PERCENT: ReplacementKind.NUMBER,
    ValueKind.ORDINAL: ReplacementKind.NUMBER,
    ValueKind.DATE: ReplacementKind.DATE,
    ValueKind.WEEKDAY: ReplacementKind.DATE,
    ValueKind.TIME: ReplacementKind.TIME,
    ValueKind.UNIT: ReplacementKind.UNIT,
}
_MAX_PHRASE_WORD_COUNT = 5
"""The most words of a phrase that is looked up as a segment of the memory."""


def repair_target(query: Segment, source: Segment, target: Segment) -> Segment | None:
    """Repair a translation completely; None if something is left to do by hand.

    >>> from tm.text.locale import Locale
    >>> texts = "tăng 5,5%", "tăng 3,2%", "naik 3,2 persen"
    >>> locales = map(Locale.parse, ("vi", "vi", "id"))
    >>> repaired = repair_target(*map(Segment.of, locales, texts))
    >>> repaired.text if repaired else None
    'naik 5,5 persen'
    """
    repair = repair_translation(query, source, target)
    if repair is None or not repair.is_complete or repair.target == target:
        return None
    return repair.target


def repair_translation(
    query: Segment,
    source: Segment,
    target: Segment,
    resources: RepairResources | None = None,
    item_splitter: ItemSplitter | None = None,
) -> Repair | None:
    """Put the query's codes, values, names and terms into a translation.

    None if query and source are equal.
    `item_splitter`: that of the lookup, made with the same resources.

    >>> from tm.text.locale import Locale
    >>> texts = "bão vào Quảng Ngãi", "bão đến Quảng Trị", "badai tiba di Quang Tri"
    >>> locales = map(Locale.parse, ("vi", "vi", "id"))
    >>> repair = repair_translation(*map(Segment.of, locales, texts))
    >>> repair.target.text, [open.query_text for open in repair.open_differences]
    ('badai tiba di Quang Ngai', ['vào'])
    """
    if query.text == source.text and query.codes == source.codes:
        return None
    item_splitter = item_splitter or ItemSplitter(resources)
    query, source, target = map(mark_tags, (query, source, target))
    target_with_codes = replace_codes(query, source, target)
    if target_with_codes is not None:
        repair = _TextRepair(
            query, source, target_with_codes, resources, item_splitter
        ).run()
        return expand_tags(repair)
    plain_sides = remove_codes(source, target)
    if plain_sides is None:
        repair = _TextRepair(query, source, target, resources, item_splitter).run()
        return expand_tags(add_open_codes(repair, query, source))
    plain_query = Segment(query.locale, remove_tags(query.text))
    text_repair = _TextRepair(plain_query, *plain_sides, resources, item_splitter)
    plain_repair = text_repair.run()
    insertions = place_codes(query, plain_repair.target, text_repair.find_rendering)
    if insertions is None:
        repair = _TextRepair(query, source, target, resources, item_splitter).run()
        return expand_tags(add_open_codes(repair, query, source))
    return expand_tags(insert_codes(plain_repair, insertions))


def may_be_repaired(query: Segment, source: Segment) -> bool:
    """Whether codes, numbers or capitalised words of both texts differ.

    Only then does a repair without terms replace anything. It may be True for nothing.
    """
    if query.codes != source.codes or "<" in query.text or "<" in source.text:
        return True
    query_text, source_text = (
        ComparableText(segment.text, segment.locale) for segment in (query, source)
    )
    if query_text.values and source_text.values:
        return True
    query_tokens, source_tokens = set(query_text.tokens), set(source_text.tokens)
    return any(token[0].isupper() for token in query_tokens - source_tokens) and any(
        token[0].isupper() for token in source_tokens - query_tokens
    )


class _TextRepair:
    """The repair of the text of one translation."""

    def __init__(
        self,
        query: Segment,
        source: Segment,
        target: Segment,
        resources: RepairResources | None,
        item_splitter: ItemSplitter,
    ) -> None:
        self._query, self._source, self._target = query, source, target
        self._resources = resources
        self._item_splitter = item_splitter
        self._ignores_diacritics = is_typed_without_diacritics(query.text, source.text)
        self._name_repairer = NameRepairer(source, target, resources)
        self._value_repairer = ValueRepairer(source, target, query.locale)
        self._replacements: list[TargetReplacement] = []
        """The replacements, with spans in the stored target."""
        self._open_spans: list[tuple[Span, Span, Sequence[Span] | None]] = []
        """What differs: its spans in source and query, and in the target if known."""

    def run(self) -> Repair:
        """Make all replacements that are certain, and list the other differences."""
        sides = self._source, self._query
        differences = find_differences(*map(self._split_items, sides))
        if self._resources is not None and has_different_names(differences):
            # Names of several words, of which some are in small letters.
            places = [self._resources.find_places(segment.text) for segment in sides]
            if any(places):
                differences = find_differences(*map(self._split_items, sides, places))
        self._repair_values(differences)
        self._repair_names(differences)
        for word_change in differences.word_changes:
            self._repair_words(word_change)
        self._repair = apply_replacements(
            self._target, self._replacements, self._list_open_differences()
        )
        return self._repair

    def find_rendering(self, words: str) -> Sequence[Span]:
        """Find what stands for words of the query in the repaired translation."""
        repair = self._repair
        replaced_spans = [
            replacement.span
            for replacement in repair.replacements
            if replacement.query_text == words
        ]
        if replaced_spans:
            return replaced_spans
        phrase_text = PhraseText(repair.target.text)
        if words[:1].isupper() or words.isdecimal():
            if spans := phrase_text.find(words):
                return spans
        terms = [*self._resources.find_terms(words)] if self._resources else []
        term = next((term for term in terms if term.span == Span(0, len(words))), None)
        if term is None and self._resources is not None:
            term = self._resources.find_phrase(words)
        if term is not None:
            return phrase_text.find_any(term.target_texts)
        return self._find_linked_words(words)

    def _find_linked_words(self, words: str) -> Sequence[Span]:
        """Find the adjacent words that word links join with words of the source."""
        source_spans = PhraseText(self._source.text).find(words)
        if len(source_spans) != 1 or self._repair.replacements:
            return ()
        target_spans = sorted(
            self._find_linked_spans(source_spans).get(source_spans[0], ())
        )
        if not target_spans:
            return ()
        span = Span(target_spans[0].start, target_spans[-1].end)
        linked_length = sum(span.end - span.start for span in target_spans)
        is_adjacent = span.end - span.start == linked_length + len(target_spans) - 1
        return [span] if is_adjacent else ()

    def _split_items(
        self, segment: Segment, place_terms: Sequence[KnownTerm] = ()
    ) -> Sequence[TextItem]:
        return self._item_splitter.split(
            segment, place_terms, ignores_diacritics=self._ignores_diacritics
        )

    def _repair_values(self, differences: Differences) -> None:
        spans_by_change: dict[ValueChange, tuple[Span, Span]] = {}
        value_changes: list[ValueChange] = []
        for item_change in differences.item_changes:
            old_item, new_item = item_change.old_item, item_change.new_item
            if old_item.value is not None and new_item.value is not None:
                value_change = ValueChange(old_item.value, new_item.value)
                value_changes.append(value_change)
                spans_by_change[value_change] = old_item.span, new_item.span
        value_changes += [
            ValueChange(item.value, None)
            for word_change in differences.word_changes
            for item in word_change.old_items
            if item.value is not None
        ]
        if not value_changes:
            return
        rewritten_values, uncertain_changes = self._value_repairer.repair(value_changes)
        for rewritten_value in rewritten_values:
            old_span, new_span = spans_by_change[rewritten_value.change]
            self._add_replacement(
                _KIND_BY_VALUE_KIND[rewritten_value.change.old_value.kind],
                rewritten_value.span,
                rewritten_value.new_text,
                (old_span, new_span),
            )
        for value_change in uncertain_changes:
            if value_change in spans_by_change:
                value_spans = self._value_repairer.find_spans(value_change.old_value)
                self._open_spans.append((*spans_by_change[value_change], value_spans))

    def _repair_names(self, differences: Differences) -> None:
        """Replace the names and terms that differ, all equal ones together."""
        changes = [
            change
            for change in differences.item_changes
            if change.old_item.value is None
            and change.old_item.item_class is not ItemClass.WORD
            and change.old_item.comparison_key != change.new_item.comparison_key
        ]
        count_by_forms = Counter(
            (change.old_item.comparison_key, change.new_item.comparison_key)
            for change in changes
        )
        repaired_forms: set[tuple[str, str]] = set()
        for change in changes:
            forms = change.old_item.comparison_key, change.new_item.comparison_key
            if forms in repaired_forms:
                continue
            repaired_forms.add(forms)
            old_span, new_span = change.old_item.span, change.new_item.span
            if has_moved_word(
                (self._source.text, change.old_item),
                (self._query.text, change.new_item),
            ):
                self._open_spans.append((old_span, new_span, None))
            else:
                self._repair_name(change, count_by_forms[forms])

    def _repair_name(self, change: ItemChange, count: int) -> None:
        old_item, new_item = change.old_item, change.new_item
        self._repair_phrase(
            (old_item.span, new_item.span),
            self._find_term(old_item, self._source.text),
            self._find_term(new_item, self._query.text),
            count=count,
        )

    def _find_term(self, item: TextItem, text: str) -> KnownTerm | None:
        if item.term is not None or self._resources is None:
            return item.term
        return self._resources.find_phrase(item.span.of(text))

    def _repair_words(self, word_change: WordChange) -> None:
        """Replace a phrase that both the memory and the termbase know, else list it."""
        old_span, new_span = word_change.source_span, word_change.query_span
        old_text = old_span.of(self._source.text)
        new_text = new_span.of(self._query.text)
        if not any(map(str.isalnum, old_text + new_text)):
            return
        # Few phrases are known: the new one is only looked up if the old one is.
        if self._resources and all(
            0 < len(items) <= _MAX_PHRASE_WORD_COUNT
            for items in (word_change.old_items, word_change.new_items)
        ):
            old_term = self._find_phrase(word_change.old_items, old_text)
            new_term = old_term and self._find_phrase(word_change.new_items, new_text)
            if old_term and new_term:
                self._repair_phrase((old_span, new_span), old_term, new_term, count=1)
                return
        self._open_spans.append((old_span, new_span, None))

    def _find_phrase(self, items: Sequence[TextItem], text: str) -> KnownTerm | None:
        assert self._resources is not None
        if len(items) == 1 and items[0].term is not None:
            return items[0].term
        return self._resources.find_phrase(text)

    def _repair_phrase(
        self,
        old_and_new_span: tuple[Span, Span],
        old_term: KnownTerm | None,
        new_term: KnownTerm | None,
        *,
        count: int,
    ) -> None:
        old_span, new_span = old_and_new_span
        old_text = old_span.of(self._source.text)
        new_text = new_span.of(self._query.text)
        kinds = {term.kind for term in (old_term, new_term) if term is not None}
        kind = kinds.pop() if len(kinds) == 1 else ReplacementKind.NAME
        phrase_repair = self._name_repairer.repair(
            PhraseChange(old_text, new_text, kind, old_term, new_term, count)
        )
        is_free = not any(
            span.overlaps(replacement.span)
            for span in phrase_repair.spans
            for replacement in self._replacements
        )
        if not phrase_repair.new_texts or not is_free:
            self._open_spans.append((old_span, new_span, phrase_repair.spans or None))
            return
        for target_span, new_target_text in zip(
            phrase_repair.spans, phrase_repair.new_texts, strict=True
        ):
            self._add_replacement(kind, target_span, new_target_text, old_and_new_span)

    def _find_linked_spans(
        self, source_spans: Sequence[Span]
    ) -> Mapping[Span, Sequence[Span]]:
        """Find the words of the translation that stand for words of the source."""
        word_spans = [span for span in source_spans if span.start < span.end]
        if self._resources is None or not word_spans:
            return {}
        word_links = self._resources.link_words(self._source, self._target, word_spans)
        return {
            span: [
                target_word_span
                for source_word_span, target_word_span in word_links
                if source_word_span.overlaps(span)
            ]
            for span in word_spans
        }

    def _add_replacement(
        self,
        kind: ReplacementKind,
        target_span: Span,
        new_text: str,
        old_and_new_span: tuple[Span, Span],
    ) -> None:
        source_span, query_span = old_and_new_span
        self._replacements.append(
            TargetReplacement(
                kind,
                target_span,
                target_span.of(self._target.text),
                new_text,
                source_span.of(self._source.text),
                query_span.of(self._query.text),
            )
        )

    def _list_open_differences(self) -> Iterator[OpenDifference]:
        """List what is left to a person, all word links found at once."""
        linked_spans_by_source_span = self._find_linked_spans(
            [source_span for source_span, _, spans in self._open_spans if spans is None]
        )
        for source_span, query_span, known_spans in self._open_spans:
            target_spans = known_spans
            if target_spans is None:
                target_spans = linked_spans_by_source_span.get(source_span, ())
            yield OpenDifference(
                source_span.of(self._source.text).replace(CODE, ""),
                query_span.of(self._query.text).replace(CODE, ""),
                query_span,
                Span(
                    min(span.start for span in target_spans),
                    max(span.end for span in target_spans),
                )
                if target_spans
                else None,
            )
