"""A message of the program with names for its values, such as `no job {job_id}`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_VALUE_PATTERN = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class MessagePattern:
    """A message with names of values; it reads the values from a message as shown.

    >>> pattern = parse_pattern("no job {job_id}; {advice}")
    >>> pattern.read_values("no job j7; wait, or begin another")
    {'job_id': 'j7', 'advice': 'wait, or begin another'}
    >>> pattern.read_values("no jobs") is None
    True
    """

    texts: tuple[str, ...]
    """The texts before, between and after the values."""
    value_names: tuple[str, ...]

    @property
    def letter_count(self) -> int:
        """How many characters of a message it determines."""
        return sum(map(len, self.texts))

    def read_values(self, message: str) -> Mapping[str, str] | None:
        """Read the values from a message, or return None for another message.

        A value ends where the next text of the pattern begins first, so reading takes
        time in proportion to the message, whatever somebody has written into it.
        """
        first_text, last_text = self.texts[0], self.texts[-1]
        if not self.value_names:
            return {} if message == first_text else None
        end = len(message) - len(last_text)
        if not (message.startswith(first_text) and message.endswith(last_text)):
            return None
        start, value_by_name = len(first_text), dict[str, str]()
        for name, text in zip(self.value_names, self.texts[1:], strict=True):
            is_last = name == self.value_names[-1]
            value_end = end if is_last else message.find(text, start + 1, end)
            if value_end <= start:
                return None
            value_by_name[name] = message[start:value_end]
            start = value_end + len(text)
        return value_by_name


def parse_pattern(text: str) -> MessagePattern:
    """Parse a message with names of values in braces; no name stands twice."""
    texts_and_names = _VALUE_PATTERN.split(text)
    return MessagePattern(tuple(texts_and_names[::2]), tuple(texts_and_names[1::2]))


def fill_pattern(text: str, value_by_name: Mapping[str, str]) -> str:
    """Put values into a message with names in braces.

    >>> fill_pattern("không có việc {job_id}", {"job_id": "{advice}"})
    'không có việc {advice}'
    """
    return _VALUE_PATTERN.sub(lambda match: value_by_name[match[1]], text)


def list_value_names(text: str) -> list[str]:
    """List the names of values of a message, sorted."""
    return sorted(_VALUE_PATTERN.findall(text))
