"""The nodes of a phrase trie as arrays, by which many texts are searched at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.text.phrases.chunk_ids import HASH_FACTOR, IdArray

ROOT_NODE = 0
_WORD_ID_BIT_COUNT = 32
"""Bits of the word id in a step of the trie; the bits above are the node's."""
_HASH_BIT_COUNT = 20
"""Bits of the hash of a step: few steps share one with another step."""


@dataclass(frozen=True, slots=True)
class TrieArrays:
    """The nodes of a trie and the steps between them, as arrays."""

    first_nodes: IdArray
    """By word id, the node that it leads to from the root; 0 for none."""
    steps: IdArray
    """The node and the word id of all other steps, in one number, in order."""
    next_nodes: IdArray
    """By step, the node that it leads to."""
    phrase_end_flags: NDArray[np.bool_]
    """By node, whether a phrase ends there."""
    possible_hash_flags: NDArray[np.bool_]
    """By hash of a step, whether there may be such a step, which is seldom so.

    Speed trick: part of the 37 % that arrays save in many texts
    (benchmarks/text_optimisations.py).
    """

    def find_phrases(self, word_ids: IdArray) -> tuple[IdArray, IdArray]:
        """Find all phrases in a row of words: the index of each first word, in order,
        and each last node.

        The last word must be in no phrase.
        """
        nodes = self.first_nodes[word_ids]
        start_indexes = np.flatnonzero(nodes)
        nodes = nodes[start_indexes]
        hit_arrays = []
        word_indexes = start_indexes
        while len(start_indexes):
            ends_phrase_flags = self.phrase_end_flags[nodes]
            hit_arrays.append(
                (start_indexes[ends_phrase_flags], nodes[ends_phrase_flags])
            )
            word_indexes = word_indexes + 1
            possible_steps = (nodes << _WORD_ID_BIT_COUNT) | word_ids[word_indexes]
            likely_indexes = np.flatnonzero(
                self.possible_hash_flags[_hash_steps(possible_steps)]
            )
            possible_steps = possible_steps[likely_indexes]
            step_indexes = np.searchsorted(self.steps, possible_steps)
            existing_step_flags = self.steps[step_indexes] == possible_steps
            found_indexes = likely_indexes[existing_step_flags]
            start_indexes = start_indexes[found_indexes]
            word_indexes = word_indexes[found_indexes]
            nodes = self.next_nodes[step_indexes[existing_step_flags]]
        if not hit_arrays:
            return start_indexes, nodes
        hit_indexes, hit_nodes = map(np.concatenate, zip(*hit_arrays, strict=True))
        hit_order = np.argsort(hit_indexes, kind="stable")
        return hit_indexes[hit_order], hit_nodes[hit_order]


def make_trie_arrays(
    next_nodes_by_node: Mapping[int, Mapping[int, int]],
    node_bits: Sequence[int],
    word_id_count: int,
) -> TrieArrays:
    """Make the arrays of a trie from its nodes; `node_bits`: the bits at each node."""
    root_steps = next_nodes_by_node[ROOT_NODE]
    first_nodes = np.zeros(word_id_count, np.int64)
    first_nodes[[*root_steps]] = [*root_steps.values()]
    next_node_by_step = {
        node << _WORD_ID_BIT_COUNT | word_id: next_node
        for node in sorted(next_nodes_by_node.keys() - {ROOT_NODE})
        for word_id, next_node in sorted(next_nodes_by_node[node].items())
    }
    # One more, so that a search beyond the last step has an index.
    steps = np.array([*next_node_by_step, np.iinfo(np.int64).max], np.int64)
    possible_hash_flags = np.zeros(1 << _HASH_BIT_COUNT, np.bool_)
    possible_hash_flags[_hash_steps(steps)] = True
    return TrieArrays(
        first_nodes,
        steps,
        np.array([*next_node_by_step.values(), ROOT_NODE], np.int64),
        np.array([*map(bool, node_bits)]),
        possible_hash_flags,
    )


def _hash_steps(steps: IdArray) -> NDArray[np.uint64]:
    """Hash steps of a trie to numbers of few bits."""
    hashes = steps.astype(np.uint64) * np.uint64(HASH_FACTOR)
    return hashes >> np.uint64(64 - _HASH_BIT_COUNT)
