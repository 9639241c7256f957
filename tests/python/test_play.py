# SPDX-License-Identifier: Apache-2.0
"""A seat at the table: the protocol as a method, and functions that decide."""

import json
import os
import subprocess

import numpy as np
import offramp
import pytest
from conftest import COMPACT


def test_the_protocol_answers_as_the_program_does() -> None:
    program = os.environ.get("OFFRAMP_PROGRAM")
    if not program:
        pytest.skip("OFFRAMP_PROGRAM does not name the program to compare with")
    requests = [{"do": "describe"}, {"do": "state"}, {"do": "act", "move": "climb_two"}, {"do": "odds"}, {"do": "save"}]
    done = subprocess.run(
        [program, "play", COMPACT, "--stdio", "--seats", "us", "--seed", "7", "--campaign", "3"],
        input="".join(json.dumps(request) + "\n" for request in requests),
        capture_output=True, text=True, check=True,
    )
    game = offramp.play(COMPACT, "us", seed=7, campaign=3)
    for request, line in zip(requests, done.stdout.splitlines(), strict=True):
        assert game.ask(request["do"], **{k: v for k, v in request.items() if k != "do"}) == json.loads(line)


def test_what_cannot_be_done_is_told_and_changes_nothing() -> None:
    game = offramp.play(COMPACT, "us", seed=7, campaign=3)
    before = game.ask("state", events="all")
    with pytest.raises(offramp.PlayError, match="did you mean 'climb'"):
        game.ask("act", move="clim")
    assert game.ask("state", events="all") == before
    with pytest.raises(offramp.InputError):
        offramp.play(COMPACT, "uk", seed=7)


def test_moves_are_all_that_are_ever_open() -> None:
    game = offramp.play(COMPACT, seed=7)
    seen: set[str] = set()
    for campaign in range(5):
        state = game.ask("start", campaign=campaign)
        while not state["over"]:
            seen |= {move["move"] for move in state.get("moves", [])}
            state = game.ask("act", move="rule")
    assert {"hold", "climb", "call@0.2"} <= seen - {"accept", "refuse"} <= set(game.moves)


def test_functions_that_leave_it_to_the_rules_play_what_is_simulated() -> None:
    own = offramp.campaigns_by_rules(COMPACT, {"us": lambda _: "rule", "cn": lambda _: "rule"}, seed=9, campaigns=8)
    simulated = offramp.campaigns(COMPACT, seed=9, campaigns=8)
    for name in own:
        assert np.array_equal(own[name], simulated[name]), name


def test_a_function_decides() -> None:
    asked: list[str] = []

    def dove(state: offramp.Record) -> str:
        asked.append(state["side"])
        if state.get("talk"):
            return "accept"
        return str(min(state["moves"], key=lambda move: (move["rung"], move["cost"]))["move"])

    table = offramp.campaigns_by_rules(COMPACT, {"us": dove}, seed=9, campaigns=8)
    assert set(asked) == {"us"}
    simulated = offramp.campaigns(COMPACT, seed=9, campaigns=8)
    assert not np.array_equal(table["value_us"], simulated["value_us"])
