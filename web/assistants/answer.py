"""Answers of tools: lines of text, no more than a number of tokens."""

from collections.abc import Iterable

from padanan.assistants.token_estimate import estimate_tokens

_CUT_MARK = " […]"
_OMISSION_LINE = "({count} more; ask for less, or with a larger budget)"
_OMISSION_LINE_TOKENS = estimate_tokens(_OMISSION_LINE.format(count=9999)) + 2


def write_answer(lines: Iterable[str], budget: int, *, empty_answer: str) -> str:
    """Join the lines that fit into a budget, and say how many did not.

    The first line is cut where it does not fit by itself. `empty_answer`: the answer if
    there is no line.
    """
    every_line = list(lines)
    if not every_line:
        return empty_answer
    if estimate_tokens("\n".join(every_line)) <= budget:
        return "\n".join(every_line)
    tokens_left = budget - _OMISSION_LINE_TOKENS
    answer_lines: list[str] = []
    for line in every_line:
        tokens = estimate_tokens(f"{line}\n")
        if tokens > tokens_left:
            break
        tokens_left -= tokens
        answer_lines.append(line)
    if not answer_lines:
        answer_lines = [_cut_line(every_line[0], tokens_left)]
    rest_count = len(every_line) - len(answer_lines)
    if rest_count:
        answer_lines.append(_OMISSION_LINE.format(count=rest_count))
    return "\n".join(answer_lines)


def _cut_line(line: str, budget: int) -> str:
    """Cut a line to so many tokens; its end stays, which names where it is from."""
    tail = line[line.rfind(" (") :] if line.endswith(")") else ""
    head = line.removesuffix(tail)
    while head and estimate_tokens(f"{head}{_CUT_MARK}{tail}") > budget:
        head = head[: max(0, int(len(head) * 0.9) - 1)]
    return f"{head.rstrip()}{_CUT_MARK}{tail}"
