"""Profiles: which checks run, how much their findings matter, and their options.

A profile comes with Padanan (`checks/data/profiles/NAME.toml`), from the settings, or
from a command line; several make a plan, of which the later ones have the last word.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files

from checks.catalogue import CHECKS
from checks.engine.check import Check, resolve_check_ids, select_checks
from checks.engine.option import Options
from tm.errors import InputError, UnknownName
from tm.finding import Finding, Severity

OFF = "off"
"""A severity that switches a check off."""
_KEYS = ("only", "skip", "severity", "options", "least", "extends")
_SEVERITIES = (*(severity.value for severity in Severity), OFF)


@dataclass(frozen=True, slots=True)
class Profile:
    """What one place says of the checks to run."""

    only: tuple[str, ...] = ()
    """Ids or families; empty for all."""
    skip: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """By id."""
    options: Options = field(default_factory=dict)
    least: Severity | None = None
    """The lowest severity that there is."""

    def joined(self, later: "Profile") -> "Profile":
        """With what another says besides, or instead.

        A severity that the later one gives a check switches it on again.
        """
        skipped = resolve_check_ids(self.skip) - set(later.severities)
        return Profile(
            later.only or self.only,
            (*sorted(skipped), *later.skip),
            {**self.severities, **later.severities},
            {**self.options, **later.options},
            later.least or self.least,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The checks of a run, with their options and severities."""

    checks: tuple[Check, ...]
    options: Options
    severities: Mapping[str, Severity]
    least: Severity | None = None

    @classmethod
    def of(cls, profile: Profile) -> "Plan":
        """The plan that a profile makes. Raises UnknownName."""
        checks = select_checks(profile.only, profile.skip)
        return cls(tuple(checks), profile.options, profile.severities, profile.least)

    @property
    def ids(self) -> list[str]:
        """The ids of the checks that run."""
        return [entry.id for entry in self.checks]

    def judged(self, finding: Finding) -> Finding:
        """The finding with the severity that the plan gives it."""
        severity = self.severities.get(finding.check, finding.severity)
        if self.least is not None and severity.rank > self.least.rank:
            severity = self.least
        return (
            finding
            if severity is finding.severity
            else replace(finding, severity=severity)
        )


def profile(name: str, own: Mapping[str, object]) -> Profile:
    """The profile of a name: one of `own` tables, or one that comes with Padanan.

    Raises UnknownName, and InputError for a table that says what no profile can.
    """
    return _named(name, own, ())


def _named(name: str, own: Mapping[str, object], below: tuple[str, ...]) -> Profile:
    tables = {**supplied(), **own}
    if name not in tables:
        raise UnknownName("profile", name, tables)
    # One of the same name may be extended: `[checks.profiles.news] extends = "news"`.
    if below and below[-1] == name and name in supplied():
        table, own = supplied()[name], {}
    elif name in below:
        raise InputError(f"profile {name} extends itself, by {' → '.join(below)}")
    else:
        table = tables[name]
    where = f"profile {name}"
    if not isinstance(table, Mapping):
        raise InputError(f"{where} must be a table")
    for key in table:
        if key not in _KEYS:
            raise UnknownName(f"setting of {where}:", key, _KEYS)
    parent = table.get("extends")
    made = parsed(table, where)
    if parent is None:
        return made
    return _named(str(parent), own, (*below, name)).joined(made)


@lru_cache(maxsize=1)
def supplied() -> Mapping[str, object]:
    """The tables of the profiles that come with Padanan."""
    folder = files("checks") / "data" / "profiles"
    return {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }


def parsed(table: Mapping[str, object], where: str) -> Profile:
    """What a table of settings says; `where` it stands is for messages.

    Raises UnknownName for checks and options that there are not, with the nearest
    that there are, and InputError for values that are none.
    """
    least = table.get("least")
    off, severities = _severities(_table(table, "severity", where), where)
    return Profile(
        _names(table, "only", where),
        (*_names(table, "skip", where), *off),
        severities,
        _options(_table(table, "options", where), where),
        None if least is None else _severity(least, f"{where}: least"),
    )


def setting(words: str) -> Profile:
    """What `CHECK.OPTION=VALUE` or `CHECK=SEVERITY` of a command line says."""
    path, equals, value = words.partition("=")
    path = path.strip()
    if not equals or not path:
        raise InputError(
            f"setting {words!r}: write CHECK.OPTION=VALUE, such as "
            "seg.omission.deviations=3, or CHECK=SEVERITY",
            parameters=["overrides"],
        )
    check, _, name = path.rpartition(".")
    if check in CHECKS:
        return Profile(options=dict(_options({check: {name: value}}, "setting")))
    off, severities = _severities({path: value}, "setting")
    return Profile(skip=off, severities=severities)


def _names(table: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, ())
    if not isinstance(value, list | tuple):
        raise InputError(f"{where}: {key} must be a list of checks")
    names = tuple(map(str, value))
    resolve_check_ids(names)  # says which is none
    return names


def _table(table: Mapping[str, object], key: str, where: str) -> Mapping[str, object]:
    value = table.get(key, {})
    if not isinstance(value, Mapping):
        raise InputError(f"{where}: {key} must be a table")
    return value


def _severities(
    table: Mapping[str, object], where: str
) -> tuple[tuple[str, ...], dict[str, Severity]]:
    """Which checks are off, and the severities of others; families come first."""
    off: dict[str, None] = {}
    found: dict[str, Severity] = {}
    named = sorted(_flat(table), key=lambda item: item[0] in CHECKS)
    for name, value in named:
        for id in sorted(resolve_check_ids([name])):
            off.pop(id, None)
            if value == OFF:
                off[id] = None
            else:
                found[id] = _severity(value, f"{where}: {name}")
    return tuple(off), found


def _flat(
    table: Mapping[str, object], before: str = ""
) -> Iterator[tuple[str, object]]:
    """`num.value = …` without quotation marks is a table in a table to TOML."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _severity(value: object, where: str) -> Severity:
    if not isinstance(value, str) or value not in _SEVERITIES or value == OFF:
        raise InputError(f"{where} must be one of {', '.join(_SEVERITIES)}")
    return Severity(value)


def _options(table: Mapping[str, object], where: str) -> Options:
    found: dict[tuple[str, str], object] = {}
    for path, value in _flat(table):
        check, _, name = path.rpartition(".")
        if not check:
            raise InputError(
                f'{where}: {path} of no check: write [checks.options."CHECK"] above it'
            )
        if check not in CHECKS:
            raise UnknownName("check", check, CHECKS)
        known = {option.name: option for option in CHECKS[check].options}
        if name not in known:
            raise UnknownName(f"option of {check}:", name, known)
        try:
            found[check, name] = known[name].parse(value)
        except ValueError as error:
            raise InputError(f"{where}: {path} {error}") from error
    return found


def plan(
    *,
    name: str,
    own: Mapping[str, object],
    settings: Profile,
    asked: Sequence[str] = (),
    skip: Sequence[str] = (),
    settled: Sequence[str] = (),
) -> Plan:
    """The plan of a command: profile, then settings, then what it was told itself.

    `asked`, `skip` and `settled` are the choices of the caller.
    """
    made = profile(name, own) if name else Profile()
    # What is asked for by name runs, whatever the profile thinks of it.
    made = replace(
        made,
        skip=tuple(sorted(resolve_check_ids(made.skip) - resolve_check_ids(asked))),
    )
    whole = made.joined(settings)
    for words in settled:
        whole = whole.joined(setting(words))
    whole = whole.joined(Profile(only=tuple(asked), skip=tuple(skip)))
    return Plan.of(whole)
