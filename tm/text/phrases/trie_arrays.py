"""The nodes of a phrase trie as arrays, by which many texts are searched at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.text.phrases.chunk_ids import IdArray

ROOT_NODE = 0
_WORD_ID_BITS = 32
"""Bits of the word id in a step of the trie; the bits above are the node's."""


@dataclass(frozen=True, slots=True)
class TrieArrays:
    """The nodes of a trie and the steps between them, as arrays."""

    first_nodes: IdArray
    """By word id, the node that it leads to from the root; 0 for none."""
    steps: IdArray
    """The node and the word id of all other steps, in one number, in order."""
    next_nodes: IdArray
    """By step, the node that it leads to."""
    ends_phrase: NDArray[np.bool_]
    """By node, whether a phrase ends there."""

    def find_phrases(self, word_ids: IdArray) -> tuple[IdArray, IdArray]:
        """Find all phrases in a row of words: the index of each first word, in order,
        and each last node.

        The last word must be in no phrase.
        """
        nodes = self.first_nodes[word_ids]
        start_indices = np.flatnonzero(nodes)
        nodes = nodes[start_indices]
        hits = []
        word_indices = start_indices
        while len(start_indices):
            is_end = self.ends_phrase[nodes]
            hits.append((start_indices[is_end], nodes[is_end]))
            word_indices = word_indices + 1
            possible_steps = (nodes << _WORD_ID_BITS) | word_ids[word_indices]
            step_indices = np.searchsorted(self.steps, possible_steps)
            is_step = self.steps[step_indices] == possible_steps
            start_indices = start_indices[is_step]
            word_indices = word_indices[is_step]
            nodes = self.next_nodes[step_indices[is_step]]
        if not hits:
            return start_indices, nodes
        hit_indices, hit_nodes = map(np.concatenate, zip(*hits, strict=True))
        order = np.argsort(hit_indices, kind="stable")
        return hit_indices[order], hit_nodes[order]


def make_trie_arrays(
    next_nodes: Mapping[int, Mapping[int, int]],
    node_bits: Sequence[int],
    word_id_count: int,
) -> TrieArrays:
    """Make the arrays of a trie from its nodes; `node_bits`: the bits at each node."""
    root_steps = next_nodes[ROOT_NODE]
    first_nodes = np.zeros(word_id_count, np.int64)
    first_nodes[[*root_steps]] = [*root_steps.values()]
    later_steps = {
        node << _WORD_ID_BITS | word_id: next_node
        for node in sorted(next_nodes.keys() - {ROOT_NODE})
        for word_id, next_node in sorted(next_nodes[node].items())
    }
    # One more, so that a search beyond the last step has an index.
    steps = np.array([*later_steps, np.iinfo(np.int64).max], np.int64)
    return TrieArrays(
        first_nodes,
        steps,
        np.array([*later_steps.values(), ROOT_NODE], np.int64),
        np.array([*map(bool, node_bits)]),
    )
