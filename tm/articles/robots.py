"""robots.txt: what a site asks of programs, which we do (RFC 9309)."""

from dataclasses import dataclass
from urllib.robotparser import RobotFileParser

_LONGEST_DELAY = 60.0


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
        rules.parse(content.decode("utf-8-sig", "replace").splitlines())
        return cls(rules)

    def allows(self, agent: str, url: str) -> bool:
        """Whether a program may fetch an address."""
        if self.rules is None:
            return not self.closed
        return self.rules.can_fetch(agent, url)

    def delay(self, agent: str) -> float:
        """Seconds it wants between two requests, at most a minute."""
        wanted = self.rules.crawl_delay(agent) if self.rules else None
        return min(float(wanted or 0), _LONGEST_DELAY)
