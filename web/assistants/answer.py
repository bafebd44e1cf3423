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
    all_lines = list(lines)
    if not all_lines:
        return empty_answer
    if estimate_tokens("\n".join(all_lines)) <= budget:
        return "\n".join(all_lines)
    remaining_tokens = budget - _OMISSION_LINE_TOKENS
    answer_lines: list[str] = []
    for line in all_lines:
        line_tokens = estimate_tokens(f"{line}\n")
        if line_tokens > remaining_tokens:
            break
        remaining_tokens -= line_tokens
        answer_lines.append(line)
    if not answer_lines:
        answer_lines = [_cut_line(all_lines[0], remaining_tokens)]
    omitted_count = len(all_lines) - len(answer_lines)
    if omitted_count:
        answer_lines.append(_OMISSION_LINE.format(count=omitted_count))
    return "\n".join(answer_lines)


def _cut_line(line: str, budget: int) -> str:
    """Cut a line to so many tokens; its end stays, which names where it is from."""
    tail = line[line.rfind(" (") :] if line.endswith(")") else ""
    head = line.removesuffix(tail)
    while head and estimate_tokens(f"{head}{_CUT_MARK}{tail}") > budget:
        head = head[: max(0, int(len(head) * 0.9) - 1)]
    return f"{head.rstrip()}{_CUT_MARK}{tail}"
