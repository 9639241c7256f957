# SPDX-License-Identifier: Apache-2.0
"""Scenarios: loaded, checked, and changed by path."""

import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from offramp import _core
from offramp._errors import InputError, OfframpWarning, Problem
from offramp._records import PathLike, ProgressCallback, shown

#: The scenarios that come with the package.
SCENARIOS = Path(__file__).parent / "scenarios"

#: What can be put at a path: numbers; durations also as ``timedelta``, dates as ``date``, anything as in a file.
Settable = bool | int | float | str | timedelta | date


@dataclass(frozen=True)
class Value:
    """What stands at a path of a scenario.

    ``kind`` is "number", "whole number", "truth value", "duration", "rate", "date" or "name"; ``text`` is as in a
    file, empty where nothing is given or both sides differ; ``number`` is in ``unit``, and lies in ``[low, high]``.
    """

    path: str
    kind: str
    unit: str
    text: str
    number: float | None
    low: float
    high: float


def text_of(value: Settable) -> str:
    """A value as it is written in a scenario file.

    >>> text_of(True), text_of(0.1), text_of(timedelta(days=2)), text_of("0.03/day")
    ('true', '0.1', '48.0h', '0.03/day')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, timedelta):
        return f"{value / timedelta(hours=1)!r}h"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(float(value))  # of NumPy's floats, too
    return value


class Scenario:
    """A checked scenario, which never changes: what changes it gives another.

    Made by :func:`load`. A pickle of it loads its file again, in another process.

    >>> import offramp
    >>> scenario = offramp.load(offramp.SCENARIOS / "us-china-2023.yaml")
    >>> scenario.name
    'us-china-2023'
    >>> firmer = scenario.with_values({"actors.us.rationality": 5})
    >>> firmer.value("actors.us.rationality").number
    5.0
    >>> firmer.hash == scenario.hash
    False
    """

    def __init__(self, engine: _core.Scenario) -> None:
        self._engine = engine

    @property
    def file(self) -> Path:
        """The file that it was loaded from."""
        return Path(self._engine.file)

    @property
    def name(self) -> str:
        """The name that the file gives it."""
        return self._engine.name

    @property
    def title(self) -> str:
        """What it is about, for people; may be empty."""
        return self._engine.title

    @property
    def policy(self) -> str:
        """Name or file of the policy that is laid over it; empty: none."""
        return self._engine.policy

    @property
    def values(self) -> dict[str, str]:
        """What was put at paths, by :meth:`with_values`."""
        return dict(self._engine.values)

    @property
    def text(self) -> str:
        """The whole scenario in canonical form (YAML): includes, policy and values merged, defaults written out."""
        return self._engine.text

    @property
    def hash(self) -> str:
        """32 hexadecimal digits that name this text."""
        return self._engine.hash

    @property
    def known_policies(self) -> list[str]:
        """The names of the policies beside the file."""
        return self._engine.known_policies()

    @property
    def paths(self) -> list[str]:
        """The paths to every number, duration, rate and truth value."""
        return self._engine.paths()

    def value(self, path: str) -> Value:
        """What stands at a path, with the range it must lie in. Raises :class:`InputError` for an unknown one.

        >>> import offramp
        >>> scenario = offramp.load(offramp.SCENARIOS / "us-china-2023.yaml")
        >>> scenario.value("channels.defence_telephone_link.pickup.cn").low
        0.0
        """
        return Value(path, *self._engine.value(path))

    def with_values(self, values: Mapping[str, Settable]) -> "Scenario":
        """The scenario with other values at these paths, checked as a whole.

        A path is the keys of the file from the outside in, joined by dots; one that leaves the actor out means both.
        The values are laid over every policy too. Raises :class:`InputError` with every unknown path and unfit value.
        """
        return Scenario(self._engine.with_values([(path, text_of(value)) for path, value in values.items()]))

    def with_policy(self, policy: PathLike) -> "Scenario":
        """The scenario with a policy laid over it: a name beside the file, or a file."""
        return Scenario(self._engine.under(os.fspath(policy)))

    def __reduce__(self) -> tuple[Callable[[str, str, dict[str, str]], "Scenario"], tuple[str, str, dict[str, str]]]:
        return _loaded_again, (self._engine.file, self.policy, self.values)

    def __repr__(self) -> str:
        policy = f", policy {self.policy}" if self.policy else ""
        values = f", {len(self.values)} values changed" if self.values else ""
        return f"<offramp.Scenario {self.name}{policy}{values}>"


def load(file: PathLike, policy: PathLike = "") -> Scenario:
    """Reads a scenario file with all that it includes, lays a policy over it, and checks the result.

    Raises :class:`InputError` with every problem found, each with its place.
    """
    return Scenario(_core.load(os.fspath(file), os.fspath(policy)))


def _loaded_again(file: str, policy: str, values: dict[str, str]) -> Scenario:
    """Of a pickle, in another process."""
    return load(file, policy).with_values(values)


def loaded(scenario: Scenario | PathLike) -> _core.Scenario:
    """The scenario itself, or that of a file."""
    return scenario._engine if isinstance(scenario, Scenario) else load(scenario)._engine


def validate(file: PathLike, *, strict: bool = False, progress: ProgressCallback | bool | None = None) -> list[Problem]:
    """Checks a scenario, policy, sweep, calibration or history file, or a table of the record (``.csv``).

    Raises :class:`InputError` with every problem. Returns what the file says in vain, or no longer says; ``strict``:
    raises that as well. Warns where not every point of a sweep was checked.

    >>> import offramp
    >>> offramp.validate(offramp.SCENARIOS / "us-china-2023.yaml")
    []
    """
    found, scope = _core.check_file(os.fspath(file), shown(progress))
    problems = [Problem(*problem) for problem in found]
    if strict and problems:
        raise InputError(problems)
    if scope:
        warnings.warn(scope, OfframpWarning, stacklevel=2)
    return problems
