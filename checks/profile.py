"""Profiles: which checks run, the severities of their findings, and their options.

A profile comes with Padanan (`checks/data/profiles/NAME.toml`), from the settings or
from a caller. Several profiles make a plan: a later one overrides an earlier one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files

from checks.catalogue import CHECKS
from checks.engine.check import Check, resolve_check_ids, select_checks
from checks.engine.option import Options
from tm.errors import InputError, UnknownName
from tm.finding import Finding, Severity
from tm.language_data import read_data_file
from tm.result_cache import lazy_constant

OFF = "off"
"""A severity that switches a check off."""
_PROFILE_KEYS = ("only", "skip", "severity", "options", "least", "extends")
_SEVERITY_NAMES = (*(severity.value for severity in Severity), OFF)


@dataclass(frozen=True, slots=True)
class Profile:
    """The checks, severities and options that one place, such as the settings, sets."""

    only: tuple[str, ...] = ()
    """Ids or families; empty for all."""
    skip: tuple[str, ...] = ()
    severity_by_check: Mapping[str, Severity] = field(default_factory=dict)
    """By id."""
    options: Options = field(default_factory=dict)
    least_severity: Severity | None = None
    """The least severity of all findings: a finding below it is raised to it."""

    def override_with(self, later_profile: "Profile") -> "Profile":
        """Return this profile with another one that adds to it or overrides it.

        A severity that the later one gives a check switches it on again.
        """
        skipped_ids = resolve_check_ids(self.skip) - set(
            later_profile.severity_by_check
        )
        return Profile(
            later_profile.only or self.only,
            (*sorted(skipped_ids), *later_profile.skip),
            {**self.severity_by_check, **later_profile.severity_by_check},
            {**self.options, **later_profile.options},
            later_profile.least_severity or self.least_severity,
        )


@dataclass(frozen=True, slots=True)
class CheckPlan:
    """The checks of a run, with their options and severities."""

    checks: tuple[Check, ...]
    options: Options
    severity_by_check: Mapping[str, Severity]
    least_severity: Severity | None = None

    @classmethod
    def from_profile(cls, profile: Profile) -> "CheckPlan":
        """Make the plan of a profile. Raises UnknownName."""
        checks = select_checks(profile.only, profile.skip)
        return cls(
            tuple(checks),
            profile.options,
            profile.severity_by_check,
            profile.least_severity,
        )

    @property
    def check_ids(self) -> list[str]:
        """The ids of the checks that run."""
        return [check.id for check in self.checks]

    def find_severity(self, check_id: str, default_severity: Severity) -> Severity:
        """Find the severity that the plan gives to a check's findings."""
        severity = self.severity_by_check.get(check_id, default_severity)
        if self.least_severity is not None and severity.rank > self.least_severity.rank:
            return self.least_severity
        return severity

    def apply_severity(self, finding: Finding) -> Finding:
        """Return a finding with the severity that the plan sets for its check."""
        severity = self.find_severity(finding.check, finding.severity)
        return (
            finding
            if severity is finding.severity
            else replace(finding, severity=severity)
        )


def load_profile(
    name: str, user_profile_table_by_name: Mapping[str, object]
) -> Profile:
    """Load the profile of a name: a user's table, or one that comes with Padanan.

    Raises UnknownName, and InputError for an invalid table.
    """
    return _load_profile(name, user_profile_table_by_name, ())


def _load_profile(
    name: str,
    user_profile_table_by_name: Mapping[str, object],
    extending_names: tuple[str, ...],
) -> Profile:
    profile_table_by_name = {**read_supplied_profiles(), **user_profile_table_by_name}
    if name not in profile_table_by_name:
        raise UnknownName("profile", name, profile_table_by_name)
    # One of the same name may be extended: `[checks.profiles.news] extends = "news"`.
    if (
        extending_names
        and extending_names[-1] == name
        and name in read_supplied_profiles()
    ):
        profile_table, user_profile_table_by_name = read_supplied_profiles()[name], {}
    elif name in extending_names:
        raise InputError(
            f"profile {name} extends itself, by {' → '.join(extending_names)}"
        )
    else:
        profile_table = profile_table_by_name[name]
    setting_location = f"profile {name}"
    if not isinstance(profile_table, Mapping):
        raise InputError(f"{setting_location}: a profile must be a table")
    for setting_name in profile_table:
        if setting_name not in _PROFILE_KEYS:
            raise UnknownName(
                f"setting of {setting_location}", setting_name, _PROFILE_KEYS
            )
    parent_name = profile_table.get("extends")
    profile = parse_profile(profile_table, setting_location)
    if parent_name is None:
        return profile
    return _load_profile(
        str(parent_name), user_profile_table_by_name, (*extending_names, name)
    ).override_with(profile)


@lazy_constant
def read_supplied_profiles() -> Mapping[str, object]:
    """Read the tables of the profiles that come with Padanan."""
    profile_folder = files("checks") / "data" / "profiles"
    return {
        profile_file.name.removesuffix(".toml"): read_data_file(
            "checks", f"data/profiles/{profile_file.name}"
        )
        for profile_file in sorted(profile_folder.iterdir(), key=lambda file: file.name)
        if profile_file.name.endswith(".toml")
    }


def parse_profile(table: Mapping[str, object], setting_location: str) -> Profile:
    """Parse a table of settings; `setting_location` is for messages.

    Raises UnknownName for unknown checks and options, and InputError for invalid
    values.
    """
    least_severity_name = table.get("least")
    disabled_ids, severity_by_check = _read_severities(
        _read_table(table, "severity", setting_location), setting_location
    )
    return Profile(
        _read_check_names(table, "only", setting_location),
        (*_read_check_names(table, "skip", setting_location), *disabled_ids),
        severity_by_check,
        _read_options(
            _read_table(table, "options", setting_location), setting_location
        ),
        None
        if least_severity_name is None
        else _parse_severity(least_severity_name, f"{setting_location}: least"),
    )


def parse_override(override_text: str) -> Profile:
    """Parse `CHECK.OPTION=VALUE` or `CHECK=SEVERITY` as a profile."""
    check_or_option, equals_sign, value_text = override_text.partition("=")
    check_or_option = check_or_option.strip()
    if not equals_sign or not check_or_option:
        raise InputError(
            f"{override_text!r} is not a setting; write CHECK.OPTION=VALUE, such as "
            "seg.omission.deviations=3, or CHECK=SEVERITY",
            parameters=["overrides"],
        )
    check_id, _, option_name = check_or_option.rpartition(".")
    if check_id in CHECKS:
        return Profile(
            options=dict(
                _read_options({check_id: {option_name: value_text}}, "setting")
            )
        )
    disabled_ids, severity_by_check = _read_severities(
        {check_or_option: value_text}, "setting"
    )
    return Profile(skip=disabled_ids, severity_by_check=severity_by_check)


def _read_check_names(
    table: Mapping[str, object], key: str, setting_location: str
) -> tuple[str, ...]:
    toml_value = table.get(key, ())
    if not isinstance(toml_value, list | tuple):
        raise InputError(f"{setting_location}: {key} must be a list of checks")
    check_names = tuple(map(str, toml_value))
    resolve_check_ids(check_names)  # says which is none
    return check_names


def _read_table(
    table: Mapping[str, object], key: str, setting_location: str
) -> Mapping[str, object]:
    toml_value = table.get(key, {})
    if not isinstance(toml_value, Mapping):
        raise InputError(f"{setting_location}: {key} must be a table")
    return toml_value


def _read_severities(
    table: Mapping[str, object], setting_location: str
) -> tuple[tuple[str, ...], dict[str, Severity]]:
    """Read the ids of disabled checks and the severities of others, families first."""
    disabled_ids: dict[str, None] = {}
    severity_by_check: dict[str, Severity] = {}
    sorted_severity_items = sorted(
        _flatten_table(table), key=lambda item: item[0] in CHECKS
    )
    for check_name, severity_value in sorted_severity_items:
        for check_id in sorted(resolve_check_ids([check_name])):
            disabled_ids.pop(check_id, None)
            if severity_value == OFF:
                disabled_ids[check_id] = None
            else:
                severity_by_check[check_id] = _parse_severity(
                    severity_value, f"{setting_location}: {check_name}"
                )
    return tuple(disabled_ids), severity_by_check


def _flatten_table(
    table: Mapping[str, object], key_prefix: str = ""
) -> Iterator[tuple[str, object]]:
    """Flatten nested tables to dotted keys: TOML nests `num.value = …`."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten_table(value, f"{key_prefix}{key}.")
        else:
            yield f"{key_prefix}{key}", value


def _parse_severity(severity_value: object, setting_location: str) -> Severity:
    if (
        not isinstance(severity_value, str)
        or severity_value not in _SEVERITY_NAMES
        or severity_value == OFF
    ):
        raise InputError(
            f"{setting_location}: the severity must be {', '.join(_SEVERITY_NAMES)}"
        )
    return Severity(severity_value)


def _read_options(table: Mapping[str, object], setting_location: str) -> Options:
    value_by_option: dict[tuple[str, str], object] = {}
    for option_path, option_value in _flatten_table(table):
        check_id, _, option_name = option_path.rpartition(".")
        if not check_id:
            raise InputError(
                f"{setting_location}: {option_path} belongs to no check; "
                'write [checks.options."CHECK"] above it'
            )
        if check_id not in CHECKS:
            raise UnknownName(
                "check",
                check_id,
                CHECKS,
                remedy="list the checks to see their ids",
                next_step="list checks",
            )
        option_by_name = {option.name: option for option in CHECKS[check_id].options}
        if option_name not in option_by_name:
            raise UnknownName(f"option of {check_id}", option_name, option_by_name)
        try:
            value_by_option[check_id, option_name] = option_by_name[option_name].parse(
                option_value
            )
        except ValueError as error:
            raise InputError(f"{setting_location}: {option_path} {error}") from error
    return value_by_option


def make_check_plan(
    *,
    profile_name: str,
    user_profile_table_by_name: Mapping[str, object],
    settings_profile: Profile,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    overrides: Sequence[str] = (),
) -> CheckPlan:
    """Make the plan of a run: of a profile, then the settings, then the arguments.

    `only`, `skip` and `overrides` are the choices of the caller.
    """
    base_profile = (
        load_profile(profile_name, user_profile_table_by_name)
        if profile_name
        else Profile()
    )
    # A check that is selected by name runs even if the profile skips it.
    base_profile = replace(
        base_profile,
        skip=tuple(
            sorted(resolve_check_ids(base_profile.skip) - resolve_check_ids(only))
        ),
    )
    joined_profile = base_profile.override_with(settings_profile)
    for override_text in overrides:
        joined_profile = joined_profile.override_with(parse_override(override_text))
    joined_profile = joined_profile.override_with(
        Profile(only=tuple(only), skip=tuple(skip))
    )
    return CheckPlan.from_profile(joined_profile)
