"""The checks of a memory on a server."""

from padanan.remote.answer_values import make_value
from padanan.remote.connection import ServerConnection
from padanan.values.findings import DismissedFinding


class RemoteChecks:
    """The dismissals of a memory on a server; its methods are those of `Checks`."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def list_dismissals(self) -> tuple[DismissedFinding, ...]:
        """List the dismissed findings, as `Checks.list_dismissals`."""
        answer = self._connection.send("GET", "dismissals")
        return tuple(
            make_value(DismissedFinding, dismissal)
            for dismissal in answer["dismissals"]
        )

    def dismiss(
        self,
        fingerprint: str,
        *,
        check: str | None = None,
        quote: str | None = None,
        reason: str | None = None,
        until: str | None = None,
    ) -> DismissedFinding:
        """Dismiss a finding, as `Checks.dismiss`."""
        body = {"check": check, "quote": quote, "reason": reason, "until": until}
        answer = self._connection.send("PUT", f"dismissals/{fingerprint}", body=body)
        return make_value(DismissedFinding, answer)

    def restore(self, fingerprint: str) -> None:
        """Report a dismissed finding again, as `Checks.restore`."""
        self._connection.send("DELETE", f"dismissals/{fingerprint}")
