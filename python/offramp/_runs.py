# SPDX-License-Identifier: Apache-2.0
"""Campaigns: run, compared, and looked at one by one."""

import os
import warnings
from collections.abc import Iterable

from offramp import _core
from offramp._errors import InputError, OfframpWarning, Problem
from offramp._records import (
    PathLike,
    ProgressCallback,
    Record,
    cache_directory,
    checked_campaigns,
    checked_count,
    checked_seed,
    checked_threads,
    names_in,
    read_record,
    shown,
    warn_of_failures,
)
from offramp._scenario import Scenario, loaded
from offramp._table import Table


def run(
    scenario: Scenario | PathLike,
    policies: str | Iterable[PathLike] = (),
    *,
    seed: int,
    campaigns: int = 10_000,
    threads: int | None = None,
    output: PathLike = "",
    format: str = "csv",
    trajectories: int | None = None,
    force: bool = False,
    progress: ProgressCallback | bool | None = None,
) -> Record:
    """Simulates campaigns and gives their outcomes with 95 % intervals: ``offramp run --json``.

    :param policies: names beside the scenario, or files; none: the scenario as it is
    :param seed: fixes every random draw
    :param campaigns: of each policy
    :param threads: none: as many as there are cores; the numbers do not depend on it
    :param output: a folder in which the run is left, with the trajectories ("csv" or "jsonl") of the first campaigns
        of each policy (none: of all); ``force`` replaces an earlier run there
    :param progress: called as ``(done, total)``; ``True``: a bar

    >>> import offramp
    >>> record = offramp.run(offramp.SCENARIOS / "theory" / "hawkes.yaml", seed=1, campaigns=50)
    >>> [o["name"] for o in record["policies"][0]["outcomes"]][:2]
    ['p_war', 'crises_per_year']
    """
    count = checked_campaigns(campaigns)
    if format not in ("csv", "jsonl"):
        raise InputError([Problem("format", 0, 0, f"{format!r} is neither 'csv' nor 'jsonl'")])
    text = _core.run(
        loaded(scenario),
        names_in(policies),
        checked_seed(seed),
        count,
        checked_threads(threads),
        cache_directory(),
        os.fspath(output),
        format,
        count if trajectories is None else checked_count("trajectories", trajectories, 0, 10**12),
        force,
        shown(progress),
    )
    return warn_of_failures(read_record(text))


def compare(
    scenario: Scenario | PathLike,
    policies: Iterable[PathLike],
    *,
    seed: int,
    baseline: str = "",
    campaigns: int | None = None,
    precision: float | None = None,
    precision_of: str = "",
    rare: bool | tuple[int, int] = False,
    threads: int | None = None,
    progress: ProgressCallback | bool | None = None,
) -> Record:
    """Compares policies on the same campaigns, with paired differences and verdicts: ``offramp compare --json``.

    :param baseline: the policy that the others are compared with; empty: the first
    :param campaigns: under each policy (10,000); with ``precision``: at most (1,000,000)
    :param precision: simulate until the 95 % interval of the difference is this narrow (half-width)
    :param precision_of: the outcome that this is about; empty: the first of the table
    :param rare: also estimate war and the higher rungs by splitting; a pair: campaigns started at each level (500),
        and independent repetitions (20)

    >>> import offramp
    >>> record = offramp.compare(
    ...     offramp.SCENARIOS / "theory" / "bargaining.yaml", ["first-strike", "slight-advantage"], seed=1, campaigns=50)
    >>> [policy["name"] for policy in record["policies"]]
    ['first-strike', 'slight-advantage']
    """
    usual = 10_000 if precision is None else 1_000_000
    effort: tuple[int, int] | None = (500, 20) if rare is True else rare or None
    if effort is not None:
        checked_count("rare", effort[0], 1, 100_000)
        checked_count("rare", effort[1], 2, 100_000)
    if precision is not None and not precision > 0:
        raise InputError([Problem("precision", 0, 0, f"{precision!r} is not above 0")])
    text = _core.compare(
        loaded(scenario),
        names_in(policies),
        checked_seed(seed),
        checked_campaigns(usual if campaigns is None else campaigns),
        baseline,
        precision,
        precision_of,
        effort,
        checked_threads(threads),
        cache_directory(),
        shown(progress),
    )
    return warn_of_failures(read_record(text))


def campaigns(
    scenario: Scenario | PathLike,
    policies: str | Iterable[PathLike] = (),
    *,
    seed: int,
    campaigns: int = 10_000,
    columns: Iterable[str] = (),
    threads: int | None = None,
    progress: ProgressCallback | bool | None = None,
) -> Table:
    """Simulates the campaigns that :func:`run` does, and gives what each came to: a row for each, by policy and number.

    :param columns: names of those that are wanted besides ``policy`` and ``campaign``; none: all

    >>> import offramp
    >>> table = offramp.campaigns(offramp.SCENARIOS / "theory" / "hawkes.yaml", campaigns=50, seed=1)
    >>> int(table["incidents"].sum()) > 0
    True
    """
    raw, failures = _core.campaigns(
        loaded(scenario),
        names_in(policies),
        checked_seed(seed),
        checked_campaigns(campaigns, 10**9),
        names_in(columns),
        checked_threads(threads),
        cache_directory(),
        shown(progress),
    )
    if failures:
        policy, campaign, message = failures[0]
        warnings.warn(
            f"{len(failures)} campaigns failed and have no row; the first: campaign {campaign} of policy {policy}: "
            f"{message}",
            OfframpWarning,
            stacklevel=2,
        )
    return Table(raw)
