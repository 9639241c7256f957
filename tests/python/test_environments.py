# SPDX-License-Identifier: Apache-2.0
"""The environments pass their own conformance tests, and play what the simulator plays."""

import warnings
from typing import Any

import numpy as np
import offramp
import pytest
from conftest import COMPACT

gymnasium = pytest.importorskip("gymnasium")
pytest.importorskip("pettingzoo")

from gymnasium.utils.env_checker import check_env
from offramp.environments import CrisisEnv, TableEnv
from pettingzoo.test import parallel_api_test

CRISIS: dict[str, Any] = {"incident": "brush"}


def some_open_action(observation: dict[str, Any], random: np.random.Generator) -> int:
    return int(random.choice(np.flatnonzero(observation["action_mask"])))


@pytest.mark.parametrize("alone", [CRISIS, {}])
def test_one_side_passes_the_check_of_gymnasium(alone: dict[str, str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=".*not in a registered|.*spec.*", category=UserWarning)
        check_env(CrisisEnv(COMPACT, "us", **alone), skip_render_check=True)


@pytest.mark.parametrize("alone", [CRISIS, {}])
def test_both_sides_pass_the_test_of_pettingzoo(alone: dict[str, str]) -> None:
    parallel_api_test(TableEnv(COMPACT, **alone), num_cycles=60)


def test_observations_lie_in_their_space_and_say_what_the_seat_sees() -> None:
    env = CrisisEnv(COMPACT, "cn")
    random = np.random.default_rng(1)
    observation, _ = env.reset(seed=3)
    seen_talk = False
    for _ in range(300):
        assert env.observation_space.contains(observation)
        state = env._table.state
        numbers = dict(zip(env.seat.features, observation["observation"], strict=True))
        assert numbers["rung.own"] == state["crisis"]["rungs"]["cn"] / 5
        assert numbers["belief.us.resolute"] == state["crisis"]["belief"]["us"]["resolute"]
        assert numbers["type." + state["type"]] == 1.0
        open_names = {env.seat.actions[k] for k in np.flatnonzero(observation["action_mask"])}
        talk = state.get("talk")
        assert open_names == ({"accept", "refuse"} if talk else {move["move"] for move in state["moves"]})
        seen_talk = seen_talk or talk is not None
        observation, reward, over, cut, info = env.step(np.int64(some_open_action(observation, random)))
        assert not cut and info["open"]
        if over:
            assert reward == info["outcome"]["value"]["cn"]
            observation, _ = env.reset()
        else:
            assert reward == 0.0
    assert seen_talk


def test_what_is_not_open_counts_as_holding() -> None:
    env = CrisisEnv(COMPACT, "us", **CRISIS)
    env.reset(seed=5)
    *_, info = env.step(np.int64(0))
    assert not info["open"]
    again = CrisisEnv(COMPACT, "us", **CRISIS)
    again.reset(seed=5)
    again.step(np.int64(env.seat.actions.index("hold")))
    assert again._table.state == env._table.state


def test_two_rules_play_the_campaign_that_is_run() -> None:
    """Both seats answered as the scenario's rules would: the payoffs of `offramp.campaigns`."""
    env = TableEnv(COMPACT)
    table = offramp.campaigns(COMPACT, seed=9, campaigns=40)
    env.reset(seed=9)
    for _ in range(3):
        rewards: dict[str, float] = {}
        campaign = env._table.info()["campaign"]
        while env.agents:
            state, actions = env._table.state, {}
            entries = state["entries"]
            for _ in range(env._asked):  # what the rules do, told by what is written down of it
                env._table.act("rule")
            saved = env._table._play.ask("save")["play"]["entries"]
            env._table.state = env._table._play.ask("rewind", entries=entries)
            for entry in saved[entries:]:
                actions[entry["side"]] = env.seats[entry["side"]].actions.index(entry["move"])
            _, rewards, *_ = env.step({**dict.fromkeys(env.agents, 0), **actions})
        assert rewards == {side: table[f"value_{side}"][campaign] for side in ("us", "cn")}
        env.reset()


def test_a_second_side_does_not_see_the_first_move() -> None:
    env = TableEnv(COMPACT, **CRISIS)
    first, _ = env.reset(seed=2)
    asked = [side for side in env.agents if first[side]["action_mask"][0] == 0]
    assert asked == ["us", "cn"]
    other = TableEnv(COMPACT, **CRISIS)
    second, _ = other.reset(seed=2)
    for side in ("us", "cn"):
        assert np.array_equal(first[side]["observation"], second[side]["observation"])
    climb = env.seats["us"].actions.index("climb_two")
    hold = env.seats["us"].actions.index("hold")
    a, *_ = env.step({"us": climb, "cn": hold})
    b, *_ = other.step({"us": hold, "cn": hold})
    place = env.seats["cn"].features.index("rung.rival")
    assert env.agents and other.agents
    assert a["cn"]["observation"][place] > b["cn"]["observation"][place]
