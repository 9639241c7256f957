# SPDX-License-Identifier: Apache-2.0
"""A bar for long work."""

from typing import NoReturn

from tqdm.auto import tqdm


class Bar:
    """Shows ``(done, total)`` as a bar of tqdm, anew where the total changes."""

    def __init__(self) -> None:
        self._bar: tqdm[NoReturn] | None = None

    def __call__(self, done: int, total: int) -> None:
        bar = self._bar
        if bar is not None and (total != (bar.total or 0) or done < bar.n):
            bar.close()
            bar = None
        if bar is None:
            bar = tqdm(total=total or None)
        bar.update(done - bar.n)
        if done == total:
            bar.close()
        self._bar = None if done == total else bar
