"""Reading robots.txt: the rules that a site sets for programs (RFC 9309)."""

import re
from dataclasses import dataclass
from urllib.robotparser import RobotFileParser

_MAX_DELAY_SECONDS = 60.0
_CRAWL_DELAY_PATTERN = re.compile(r"\s*crawl-delay\s*:\s*(\w+)", re.I)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site's robots.txt."""

    rules: RobotFileParser | None
    """None if the site has no rules, or none that could be fetched."""
    forbids_all: bool = False
    """Whether the server failed to send its rules (RFC 9309, 2.3.1.4)."""

    @classmethod
    def parse(cls, status_code: int, robots_bytes: bytes) -> "Robots":
        """Read the rules from the server's answer for `/robots.txt`."""
        if status_code >= 500:
            return cls(None, forbids_all=True)
        if status_code != 200:
            return cls(None)
        rules = RobotFileParser()
        lines = robots_bytes.decode("utf-8-sig", "replace").splitlines()
        rules.parse([line for line in lines if _is_parsable(line)])
        return cls(rules)

    def allows(self, agent_name: str, url: str) -> bool:
        """Whether a program may fetch an address."""
        if self.rules is None:
            return not self.forbids_all
        return self.rules.can_fetch(agent_name, url)

    def find_crawl_delay(self, agent_name: str) -> float:
        """Return the seconds to wait between two requests, at most a minute."""
        delay_seconds = self.rules.crawl_delay(agent_name) if self.rules else None
        return min(float(delay_seconds or 0), _MAX_DELAY_SECONDS)


def _is_parsable(line: str) -> bool:
    """Whether Python's robots.txt parser can read a line.

    It fails on malformed addresses (`//[`), on `²` and on very long numbers.
    """
    delay_match = _CRAWL_DELAY_PATTERN.match(line)
    if delay_match is not None and not (
        delay_match[1].isascii() and len(delay_match[1]) < 10
    ):
        return False
    try:
        RobotFileParser().parse(["User-agent: *", line])
    except ValueError:
        return False
    return True
