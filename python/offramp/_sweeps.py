# SPDX-License-Identifier: Apache-2.0
"""Sweeps: many variants of a scenario, in a store."""

import os
from pathlib import Path

from offramp import _core
from offramp._records import PathLike, ProgressCallback, Record, checked_count, checked_threads, read_record, shown
from offramp._table import Table


class Store:
    """The store of a sweep: one SQLite file, which every use reads anew.

    Raises :class:`InputError` where there is none, or it is of another version.
    """

    file: Path

    def __init__(self, file: PathLike) -> None:
        self.file = Path(file)
        self.summary()

    def summary(self) -> Record:
        """What the sweep came to, in a few numbers: ``offramp sweep --json``."""
        return read_record(_core.store_summary(os.fspath(self.file)))

    def points(self) -> Table:
        """A row for each point and policy: the factors, and a column for each outcome's estimate."""
        return self._table("points")

    def outcomes(self) -> Table:
        """A row for each point, policy and outcome: the factors, the estimate and its 95 % interval."""
        return self._table("outcomes")

    def differences(self) -> Table:
        """A row for each point, policy and outcome: its paired difference from the first policy."""
        return self._table("differences")

    def _table(self, which: str) -> Table:
        return Table(_core.store_columns(os.fspath(self.file), which))

    def __repr__(self) -> str:
        return f"<offramp.Store {self.file}>"


def sweep(
    file: PathLike,
    store: PathLike,
    *,
    shard: tuple[int, int] = (1, 1),
    threads: int | None = None,
    progress: ProgressCallback | bool | None = None,
) -> Store:
    """Runs a sweep file into a store, as ``offramp sweep`` does; points that it holds are not simulated again.

    Ctrl-C keeps the points that are finished, and the same call goes on.

    :param shard: ``(i, n)``: only the i-th of n parts, into a store of its own; ``offramp merge`` puts them together

    >>> import offramp, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     text = f"name: calm\\nscenario: {offramp.SCENARIOS}/theory/hawkes.yaml\\nseed: 1\\ncampaigns: 10\\n"
    ...     text += "design: factorial\\nfactors:\\n  calm: {path: tension.relaxation, values: [10d, 20d]}\\n"
    ...     file = Path(folder, "calm.yaml")
    ...     _ = file.write_text(text)
    ...     offramp.sweep(file, Path(folder, "calm.sqlite")).points()["calm"]
    array([240., 480.])
    """
    number, count = shard
    checked_count("shard", count, 1, 1_000_000)
    checked_count("shard", number, 1, count)
    _core.sweep(os.fspath(file), os.fspath(store), number - 1, count, checked_threads(threads), shown(progress))
    return Store(store)
