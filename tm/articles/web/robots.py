"""robots.txt: what a site asks of programs, which we do (RFC 9309)."""

import re
from dataclasses import dataclass
from urllib.robotparser import RobotFileParser

_LONGEST_DELAY = 60.0
_DELAY = re.compile(r"\s*crawl-delay\s*:\s*(\w+)", re.I)


@dataclass(frozen=True, slots=True)
class Robots:
    """What one site asks of us."""

    rules: RobotFileParser | None
    """None where there are none."""
    closed: bool = False
    """Its rules could not be had, which counts as a no (RFC 9309, 2.3.1.4)."""

    @classmethod
    def of(cls, status: int, content: bytes) -> "Robots":
        """What an answer for `/robots.txt` means."""
        if status >= 500:
            return cls(None, closed=True)
        if status != 200:
            return cls(None)
        rules = RobotFileParser()
        lines = content.decode("utf-8-sig", "replace").splitlines()
        rules.parse([line for line in lines if _is_readable(line)])
        return cls(rules)

    def allows(self, agent: str, url: str) -> bool:
        """Whether a program may fetch an address."""
        if self.rules is None:
            return not self.closed
        return self.rules.can_fetch(agent, url)

    def delay(self, agent: str) -> float:
        """Seconds it wants between two requests, at most a minute."""
        agent_name = self.rules.crawl_delay(agent) if self.rules else None
        return min(float(agent_name or 0), _LONGEST_DELAY)


def _is_readable(line: str) -> bool:
    """Whether Python's reader can read a line; it stumbles over what is no address
    (`//[`), and over what is no number (`²`) or one too long."""
    delay = _DELAY.match(line)
    if delay is not None and not (delay[1].isascii() and len(delay[1]) < 10):
        return False
    try:
        RobotFileParser().parse(["User-agent: *", line])
    except ValueError:
        return False
    return True
