# SPDX-License-Identifier: Apache-2.0
"""What can go wrong, as exceptions."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A problem in the input, with its place.

    Lines and columns count from 1; 0 means the file as a whole. ``hint`` says what to do next, for example the nearest
    known name, and may be empty.
    """

    file: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}" + (f":{self.column}" if self.column else "")
        return (f"{place}: " if place else "") + self.message + (f" ({self.hint})" if self.hint else "")


class InputError(ValueError):
    """A problem in what was given: every one that was found is in ``problems``.

    >>> import offramp
    >>> try:
    ...     offramp.load(offramp.SCENARIOS / "us-china-2024.yaml")
    ... except offramp.InputError as error:
    ...     print(len(error.problems))
    1
    """

    problems: list[Problem]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["InputError"], tuple[list[Problem]]]:
        return InputError, (self.problems,)


class RuntimeFailure(RuntimeError):
    """The machine, or an algorithm, failed on good input: a full disk, no convergence."""


class OfframpWarning(UserWarning):
    """What a reader of the numbers must know besides: campaigns that failed, parts of a file that do nothing."""
