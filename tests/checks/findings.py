"""Issues for tests."""

from tm.finding import Issue, Severity, Span, fingerprint


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
) -> Issue:
    """An issue about the whole target unless a span says otherwise."""
    span = span or Span(0, len(target))
    return Issue(
        check=check,
        severity=severity,
        message=f"about {span.of(target)}",
        unit=unit,
        document=document,
        target_span=span,
        quote=span.of(target),
        fix=fix,
        fingerprint=fingerprint(check, source, target, span),
    )
