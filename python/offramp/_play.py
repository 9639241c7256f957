# SPDX-License-Identifier: Apache-2.0
"""A seat at the table."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from offramp import _core
from offramp._errors import InputError, Problem
from offramp._records import (
    PathLike,
    Record,
    cache_directory,
    checked_campaigns,
    checked_count,
    checked_seed,
    checked_threads,
    names_in,
)
from offramp._scenario import Scenario, loaded
from offramp._table import Table


class PlayError(InputError):
    """A request that could not be done; it has changed nothing."""


class Play:
    """A campaign in play: the requests of ``offramp play --stdio`` as a method. Made by :func:`play`."""

    def __init__(self, engine: _core.Play) -> None:
        self._engine = engine

    @property
    def moves(self) -> list[str]:
        """The names of all moves that anybody can ever make; terms on the table are answered `accept` or `refuse`."""
        return self._engine.moves()

    def ask(self, request: str, **fields: Any) -> Record:
        """The reply to a request of the protocol (docs/play.md), by its name and with its fields.

        Raises :class:`PlayError` where it cannot be done.

        >>> import offramp
        >>> game = offramp.play(offramp.SCENARIOS / "theory" / "tempo.yaml", seed=1)
        >>> game.ask("describe")["scenario"]
        'tempo'
        """
        reply: Record = json.loads(self._engine.reply(json.dumps({"do": request, **fields})))
        if reply["reply"] == "error":
            raise PlayError(Problem(p["where"], 0, 0, p["message"], p["hint"] or "") for p in reply["problems"])
        return reply


#: Decides for a side: the state that it sees (docs/play.md) to the name of one of its moves, or ``rule``.
Rule = Callable[[Record], str]


def play(
    scenario: Scenario | PathLike,
    seats: str | Iterable[str] = (),
    *,
    seed: int,
    campaign: int = 0,
    incident: str = "",
    provoker: str = "",
    threads: int | None = None,
) -> Play:
    """Takes seats in a campaign, as ``offramp play --stdio`` does.

    :param seats: names of the sides that are decided for from outside; none: both
    :param incident: one crisis alone, which this incident opens
    :param provoker: the side that provokes it; empty: the likelier
    """
    world = loaded(scenario)
    sides = names_in(seats) or list(world.actors)
    return Play(
        _core.play(
            world,
            sides,
            checked_seed(seed),
            checked_count("campaign", campaign, 0, 2**64 - 1),
            incident,
            provoker,
            checked_threads(threads),
            cache_directory(),
        )
    )


def campaigns_by_rules(
    scenario: Scenario | PathLike,
    rules: Mapping[str, Rule],
    *,
    seed: int,
    campaigns: int,
    incident: str = "",
    provoker: str = "",
) -> Table:
    """Campaigns in which functions decide for sides; those that have none play by the scenario's own rules.

    Gives a row for each campaign, with the numbers that :func:`offramp.campaigns` has under the same names. A campaign
    takes milliseconds for each decision, as it is played anew up to it.

    >>> import offramp
    >>> def by_rule(state):
    ...     return "rule"
    >>> table = offramp.campaigns_by_rules(
    ...     offramp.SCENARIOS / "theory" / "bargaining.yaml", {"challenger": by_rule}, seed=1, campaigns=3)
    >>> table["war"].dtype, table.rows
    (dtype('bool'), 3)
    """
    count = checked_campaigns(campaigns)
    game = play(scenario, list(rules), seed=seed, incident=incident, provoker=provoker)
    sides = [side["name"] for side in game.ask("describe")["sides"]]
    outcomes = []
    for campaign in range(count):
        state = game.ask("start", campaign=campaign)
        while not state["over"]:
            state = game.ask("act", move=rules[state["side"]](state))
        outcomes.append(state["outcome"])
    return Table(
        [
            ("campaign", np.arange(count, dtype=np.uint64)),
            ("war", np.array([outcome["war"] for outcome in outcomes], dtype=np.bool_)),
            ("highest_rung", np.array([outcome["highest_rung"] for outcome in outcomes], dtype=np.int32)),
            ("crises", np.array([outcome["crises"] for outcome in outcomes], dtype=np.int32)),
            *((f"value_{side}", np.array([outcome["value"][side] for outcome in outcomes])) for side in sides),
        ]
    )
