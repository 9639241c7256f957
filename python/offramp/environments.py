# SPDX-License-Identifier: Apache-2.0
"""Environments for learners: one side against its rival's rule (Gymnasium), or both sides (PettingZoo, parallel).

They are the seats of :func:`offramp.play`: a side sees what the model says that it sees, and nothing else; all else is
the simulator's. An episode is a campaign, or one crisis alone. Its payoff comes at the end, in discounted stakes of a
typical incident; there is no other reward. Needs the packages gymnasium and, for both sides, pettingzoo.
"""

from typing import Any, cast

import gymnasium
import numpy as np
import numpy.typing as npt
from gymnasium import spaces
from pettingzoo import ParallelEnv

from offramp._play import play
from offramp._records import PathLike, Record
from offramp._scenario import Scenario

#: ``observation``, numbers from -1 to 1 as :attr:`Seat.features` names them, and ``action_mask``, 1 for what is open.
Observation = dict[str, npt.NDArray[Any]]

#: What a side does that is not asked.
WAIT = "wait"

_MOST_HARMS = 10  # beyond which they are not told apart


class Seat:
    """What a side sees and can do, as arrays.

    :ivar actions: names of the actions by their number: ``wait``, then ``accept`` and ``refuse`` for terms on the
        table, then every move
    :ivar features: names of the numbers of an observation
    """

    def __init__(self, world: Record, moves: list[str], side: str) -> None:
        names = [s["name"] for s in world["sides"]]
        self.side = side
        self.rival = names[1 - names.index(side)]
        self.actions = [WAIT, "accept", "refuse", *moves]
        self._types = {s["name"]: [t["name"] for t in s["types"]] for s in world["sides"]}
        self._incidents = [i["name"] for i in world["incidents"]]
        self._channels = [c["name"] for c in world["channels"]]
        self._guardrails = [g["name"] for g in world["guardrails"]]
        self._top = len(world["rungs"]) - 1
        self._hours = world["hours"]
        self.features = [
            *(f"type.{name}" for name in self._types[side]),
            *(f"belief.{of}.{name}" for of in (side, self.rival) for name in self._types[of]),
            "hours",
            "tension",
            "trust.own",
            "trust.rival",
            "round",
            "persists",
            "rung.own",
            "rung.rival",
            "expressed.own",
            "expressed.rival",
            "harms",
            "answered",
            "provoked",
            "talk",
            "terms",
            *(f"incident.{name}" for name in self._incidents),
            *(f"channel.{name}" for name in self._channels),
            *(f"guardrail.{name}" for name in self._guardrails),
        ]
        self.observation_space = spaces.Dict(
            {
                "observation": spaces.Box(-1.0, 1.0, (len(self.features),), np.float64),
                "action_mask": spaces.Box(0, 1, (len(self.actions),), np.int8),
            }
        )
        self.action_space = spaces.Discrete(len(self.actions))

    def nothing(self) -> Observation:
        """What a side sees that is not asked: nothing new, and it can only wait."""
        mask = np.zeros(len(self.actions), dtype=np.int8)
        mask[0] = 1
        return {"observation": np.zeros(len(self.features)), "action_mask": mask}

    def seen(self, state: Record) -> Observation:
        """What the side sees that a state is put to."""
        crisis, own, rival = state["crisis"], self.side, self.rival
        talk = state.get("talk")
        numbers = [
            *(float(state["type"] == name) for name in self._types[own]),
            *(crisis["belief"][of][name] for of in (own, rival) for name in self._types[of]),
            min(1.0, state["hours"] / self._hours),
            state["tension"],
            state["trust"][own],
            state["trust"][rival],
            crisis["round"] / max(1, crisis["rounds"]),
            float(crisis["persists"]),
            crisis["rungs"][own] / self._top,
            crisis["rungs"][rival] / self._top,
            crisis["expressed"][own] / self._top,
            crisis["expressed"][rival] / self._top,
            min(crisis["harms"], _MOST_HARMS) / _MOST_HARMS,
            crisis["answered"],
            float(crisis["provoker"] == own),
            float(talk is not None),
            -talk["terms"] if talk else 0.0,  # they are told as moved to the caller
            *(float(crisis["incident"] == name) for name in self._incidents),
            *(float(name in crisis["channels_open"]) for name in self._channels),
            *(float(name in state["guardrails"]) for name in self._guardrails),
        ]
        answers = _answers(state)
        mask = np.array([action in answers for action in self.actions], dtype=np.int8)
        return {"observation": np.array(numbers, dtype=np.float64), "action_mask": mask}

    def answer(self, state: Record, action: int) -> tuple[str, bool]:
        """The answer that an action is, and whether it was open; one that was not counts as holding, or refusing."""
        name = self.actions[action]
        if name in _answers(state):
            return name, True
        if state.get("talk"):
            return "refuse", False
        own = state["crisis"]["rungs"][self.side]
        return next(m["move"] for m in state["moves"] if m["rung"] == own and m["channel"] is None), False


def _answers(state: Record) -> set[str]:
    return {"accept", "refuse"} if state.get("talk") else {move["move"] for move in state["moves"]}


class _Table:
    """Campaigns in play, one after the other."""

    def __init__(self, scenario: Scenario | PathLike, seats: list[str], incident: str, provoker: str) -> None:
        self._play = play(scenario, seats, seed=0, incident=incident, provoker=provoker)
        self.world = self._play.ask("describe")
        self._seed, self._campaign = 0, -1
        self.state: Record = {}

    def seat(self, side: str) -> Seat:
        return Seat(self.world, self._play.moves, side)

    def start(self, seed: int | None) -> None:
        """The next campaign, or the first of a seed; those in which nobody is asked are passed over."""
        if seed is not None:
            self._seed, self._campaign = seed, -1
        for _ in range(10_000):
            self._campaign += 1
            self.state = self._play.ask("start", seed=self._seed, campaign=self._campaign)
            if not self.state["over"]:
                return
        raise RuntimeError("nobody is ever asked in 10,000 campaigns of this scenario")

    def act(self, move: str) -> Record:
        self.state = self._play.ask("act", move=move)
        return self.state

    def look_ahead(self) -> Record:
        """The question after this one, whatever the answer to this one; the game stays where it is."""
        here = self.state
        after = self._play.ask("act", move="rule")
        self.state = self._play.ask("rewind", entries=here["entries"])
        return after

    def info(self) -> dict[str, Any]:
        return {"campaign": self._campaign, "time": self.state.get("time"), "outcome": self.state.get("outcome")}


class CrisisEnv(gymnasium.Env[Observation, np.int64]):
    """One side of a scenario, which plays against the other's own rule.

    An action that is not open (see ``action_mask``) counts as holding, or refusing, and ``info["open"]`` says so.
    ``info["campaign"]`` is the number of the campaign: ``reset(seed=s)`` begins with campaign 0 of seed s, and each
    further ``reset()`` with the next one in which the side is asked anything.

    :param incident: one crisis alone, which this incident opens; empty: campaigns
    :param provoker: the side that provokes it; empty: the likelier

    >>> import offramp
    >>> env = CrisisEnv(offramp.SCENARIOS / "theory" / "bargaining.yaml", "challenger")
    >>> observation, info = env.reset(seed=1)
    >>> env.seat.actions[int(observation["action_mask"].argmax())] in env.seat.actions
    True
    """

    metadata: dict[str, Any] = {"render_modes": []}

    def __init__(self, scenario: Scenario | PathLike, side: str, *, incident: str = "", provoker: str = "") -> None:
        self._table = _Table(scenario, [side], incident, provoker)
        self.seat = self._table.seat(side)
        self.observation_space = cast("spaces.Space[Observation]", self.seat.observation_space)
        self.action_space = self.seat.action_space

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        super().reset(seed=seed)
        self._table.start(seed)
        return self.seat.seen(self._table.state), self._table.info()

    def step(self, action: np.int64) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        move, is_open = self.seat.answer(self._table.state, int(action))
        state = self._table.act(move)
        over = bool(state["over"])
        reward = float(state["outcome"]["value"][self.seat.side]) if over else 0.0
        seen = self.seat.nothing() if over else self.seat.seen(state)
        return seen, reward, over, False, {**self._table.info(), "open": is_open}


class TableEnv(ParallelEnv[str, Observation, int]):
    """Both sides of a scenario at once.

    In a round both move without knowing the other's move; a side that is not asked (terms are put to one side alone)
    can only ``wait``. Campaigns, and actions that are not open, are as in :class:`CrisisEnv`.
    """

    metadata: dict[str, Any] = {"name": "offramp", "render_modes": []}

    def __init__(self, scenario: Scenario | PathLike, *, incident: str = "", provoker: str = "") -> None:
        self._table = _Table(scenario, [], incident, provoker)
        self.possible_agents = [side["name"] for side in self._table.world["sides"]]
        self.seats = {side: self._table.seat(side) for side in self.possible_agents}
        self.agents: list[str] = []

    def observation_space(self, agent: str) -> spaces.Dict:
        return self.seats[agent].observation_space

    def action_space(self, agent: str) -> spaces.Discrete:
        return self.seats[agent].action_space

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Observation], dict[str, dict[str, Any]]]:
        self._table.start(seed)
        self.agents = list(self.possible_agents)
        return self._seen(), {agent: self._table.info() for agent in self.agents}

    def step(
        self, actions: dict[str, int]
    ) -> tuple[
        dict[str, Observation],
        dict[str, float],
        dict[str, bool],
        dict[str, bool],
        dict[str, dict[str, Any]],
    ]:
        agents, is_open = self.agents, dict.fromkeys(self.agents, True)
        for _ in range(self._asked):
            side = self._table.state["side"]
            move, is_open[side] = self.seats[side].answer(self._table.state, int(actions[side]))
            self._table.act(move)
        state = self._table.state
        over = bool(state["over"])
        seen = {agent: self.seats[agent].nothing() for agent in agents} if over else self._seen()
        rewards = {agent: float(state["outcome"]["value"][agent]) if over else 0.0 for agent in agents}
        infos = {agent: {**self._table.info(), "open": is_open[agent]} for agent in agents}
        if over:
            self.agents = []
        return seen, rewards, dict.fromkeys(agents, over), dict.fromkeys(agents, False), infos

    def _seen(self) -> dict[str, Observation]:
        """What each side sees; notes how many of them are asked before anything is decided."""
        seen = {side: seat.nothing() for side, seat in self.seats.items()}
        first = self._table.state
        seen[first["side"]] = self.seats[first["side"]].seen(first)
        self._asked = 1
        if not first.get("talk"):
            second = self._table.look_ahead()
            if not second["over"] and not second.get("talk") and _moment(second) == _moment(first):
                seen[second["side"]] = self.seats[second["side"]].seen(second)
                self._asked = 2
        return seen


def _moment(state: Record) -> tuple[int, int]:
    return state["crisis"]["number"], state["crisis"]["round"]
