"""Findings for tests."""

from tm.finding import Finding, Fingerprinter, Severity, Span


def made(
    check: str,
    target: str,
    *,
    source: str | None = None,
    unit: str = "u1",
    document: str | None = None,
    severity: Severity = Severity.WARNING,
    span: Span | None = None,
    fix: str | None = None,
) -> Finding:
    """A finding about the whole target unless a span says otherwise."""
    span = span or Span(0, len(target))
    return Finding(
        f"about {span.of(target)}",
        check=check,
        severity=severity,
        message=f"about {span.of(target)}",
        unit=unit,
        document=document,
        target_span=span,
        quote=span.of(target),
        fix=fix,
        fingerprint=Fingerprinter().compute(check, source, target, span),
    )
