# SPDX-License-Identifier: Apache-2.0
"""Games solved."""

import os
from collections.abc import Iterable

from offramp import _core
from offramp._errors import InputError, Problem
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
)
from offramp._scenario import Scenario, loaded


def solve(file: PathLike, *, qre: float | None = None, strategic: bool = False) -> Record:
    """Solves a game file in Gambit's ``.nfg`` or ``.efg`` format: ``offramp solve FILE --json``.

    Ctrl-C is heeded once the solvers are done.

    :param qre: only the logit quantal response equilibrium at this lambda, per unit of payoff
    :param strategic: that in the strategic form of a tree instead of by its agents

    >>> import offramp, tempfile
    >>> with tempfile.NamedTemporaryFile("w", suffix=".nfg") as file:
    ...     _ = file.write('NFG 1 R "" { "Ann" "Bob" } { 2 2 }\\n1 -1 -1 1 -1 1 1 -1\\n')
    ...     file.flush()
    ...     offramp.solve(file.name)["equilibria"]
    [[[0.5, 0.5], [0.5, 0.5]]]
    """
    if qre is not None and not 0 <= qre < float("inf"):
        raise InputError([Problem("qre", 0, 0, f"{qre!r} is not a finite number from 0 on")])
    if strategic and qre is None:
        raise InputError([Problem("strategic", 0, 0, "is about a logit equilibrium", "say its lambda: qre=2")])
    return read_record(_core.solve_file(os.fspath(file), qre, strategic))


def check_profile(file: PathLike, profile: PathLike) -> Record:
    """What a given profile of a tree is, and what tells against it: ``offramp solve FILE --profile PROFILE --json``.

    :param file: a game in Gambit's ``.efg`` format
    :param profile: comma-separated, with the columns player, information_set, action and probability
    """
    return read_record(_core.check_profile(os.fspath(file), os.fspath(profile)))


def solve_crisis(
    scenario: Scenario | PathLike,
    *,
    against: PathLike = "",
    incident: str = "",
    beliefs: int | None = None,
    configurations: int | None = None,
    harms: int | None = None,
    seed: int = 1,
    play: int = 10_000,
    threads: int | None = None,
    progress: ProgressCallback | bool | None = None,
) -> Record:
    """What each kind of crisis is worth and how it is played: ``offramp solve SCENARIO crisis --json``.

    :param against: a policy under which crises are solved as well
    :param incident: only crises that this incident opens
    :param beliefs: instead of the scenario's ``solver.beliefs``; ``configurations`` and ``harms`` likewise
    :param play: crises of each kind that are played to check the answer; 0: none
    """
    text = _core.solve_crisis(
        loaded(scenario),
        os.fspath(against),
        incident,
        None if beliefs is None else checked_count("beliefs", beliefs, 2, 101),
        None if configurations is None else checked_count("configurations", configurations, 1, 4096),
        None if harms is None else checked_count("harms", harms, 0, 10),
        checked_seed(seed),
        checked_count("play", play, 0, 10**9),
        checked_threads(threads),
        cache_directory(),
        shown(progress),
    )
    return read_record(text)


def solve_guardrails(
    scenario: Scenario | PathLike,
    *,
    seed: int,
    campaigns: int = 4000,
    first_pass: int = 500,
    region: str | Iterable[str] = (),
    usual_region: bool = False,
    package: str | Iterable[str] = (),
    threads: int | None = None,
    progress: ProgressCallback | bool | None = None,
) -> Record:
    """Who accepts and who rebuffs which guardrail, and why: ``offramp solve SCENARIO guardrails --json``.

    :param campaigns: at most under a package, where the answer hangs on it; ``first_pass``: before that
    :param region: where each side accepts the package: ``PATH=LOW:HIGH:POINTS`` for one or two parameters
    :param usual_region: the same over nuisance and dread of a side that rebuffs it
    :param package: guardrails that the region is about; none: all
    """
    axes = names_in(region)
    if axes and usual_region:
        raise InputError([Problem("region", 0, 0, "excludes usual_region")])
    if len(axes) > 2:
        raise InputError([Problem("region", 0, 0, "has one or two axes")])
    text = _core.solve_guardrails(
        loaded(scenario),
        checked_seed(seed),
        checked_campaigns(campaigns, 10**9),
        checked_count("first_pass", first_pass, 2, 10**9),
        axes,
        usual_region,
        names_in(package),
        checked_threads(threads),
        cache_directory(),
        shown(progress),
    )
    return read_record(text)
