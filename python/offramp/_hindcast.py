# SPDX-License-Identifier: Apache-2.0
"""A scenario held against the record of incidents."""

import os

from offramp import _core
from offramp._records import (
    PathLike,
    ProgressCallback,
    Record,
    cache_directory,
    checked_campaigns,
    checked_seed,
    checked_threads,
    read_record,
    shown,
)
from offramp._scenario import Scenario, loaded


def hindcast(
    history: PathLike,
    scenario: Scenario | PathLike,
    *,
    seed: int,
    campaigns: int = 2000,
    threads: int | None = None,
    progress: ProgressCallback | bool | None = None,
) -> Record:
    """Forecasts the incidents of the record from the day each began, and scores that: ``offramp hindcast --json``.

    :param campaigns: of each incident
    """
    text = _core.hindcast(
        os.fspath(history),
        loaded(scenario),
        checked_seed(seed),
        checked_campaigns(campaigns, 10**9),
        checked_threads(threads),
        cache_directory(),
        shown(progress),
    )
    return read_record(text)
