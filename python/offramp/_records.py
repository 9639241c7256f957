# SPDX-License-Identifier: Apache-2.0
"""Records of the engine, and what every function that makes one shares."""

import json
import os
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from offramp._errors import InputError, OfframpWarning, Problem

PathLike = str | os.PathLike[str]

#: Called as ``(done, total)`` a few times a second; ``total`` 0: not known.
ProgressCallback = Callable[[int, int], object]

#: What a command prints with ``--json``.
Record = dict[str, Any]


def read_record(text: str) -> Record:
    """The record that the engine wrote."""
    record: Record = json.loads(text)
    return record


def cache_directory() -> str:
    """Where solved crises are kept: as the program has it; empty: nowhere."""
    if own := os.environ.get("OFFRAMP_CACHE"):
        return own
    if shared := os.environ.get("XDG_CACHE_HOME"):
        return str(Path(shared, "offramp"))
    if home := os.environ.get("HOME"):
        return str(Path(home, ".cache", "offramp"))
    return ""


def checked_threads(threads: int | None) -> int:
    """As many as the machine runs at once, where nothing is said."""
    return max(1, os.cpu_count() or 1) if threads is None else checked_count("threads", threads, 1, 1024)


def checked_count(name: str, value: int, low: int, high: int) -> int:
    """A whole number within limits."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError([Problem(name, 0, 0, f"{value!r} is not a whole number from {low} to {high}")])
    return value


def checked_seed(seed: int) -> int:
    """Any whole number of 64 bits."""
    return checked_count("seed", seed, 0, 2**64 - 1)


def checked_campaigns(campaigns: int, high: int = 10**12) -> int:
    """At least one."""
    return checked_count("campaigns", campaigns, 1, high)


def names_in(names: str | Iterable[PathLike]) -> list[str]:
    """A list of names or files; a single one may stand by itself."""
    return [names] if isinstance(names, str) else [os.fspath(name) for name in names]


def shown(progress: ProgressCallback | bool | None) -> ProgressCallback | None:
    """``True``: a bar, in a notebook or at the terminal, which needs the package tqdm."""
    if progress is True:
        from offramp._progress import Bar

        return Bar()
    return progress or None


def warn_of_failures(record: Record) -> Record:
    """Says where campaigns failed, as numbers without them are no fair sample."""
    for policy in record.get("policies", []):
        if failed := policy.get("campaigns_failed", 0):
            first = (policy.get("first_failures") or [{}])[0]
            warnings.warn(
                f"{failed} campaigns of policy {policy.get('name')} failed and are left out; the first: "
                f"campaign {first.get('campaign')}: {first.get('message')}",
                OfframpWarning,
                stacklevel=3,
            )
    return record
