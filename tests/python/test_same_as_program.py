# SPDX-License-Identifier: Apache-2.0
"""The same inputs give exactly what the program prints with ``--json``."""

from pathlib import Path
from typing import Any

import offramp
import pytest
from conftest import COMPACT, GAMES, REFERENCE, ROOT, STRAIT, Program

TWO = ["steady", "noisy"]


def test_run(program: Program) -> None:
    record = offramp.run(STRAIT, TWO, seed=5, campaigns=300, threads=1)
    assert record == program("run", STRAIT, "-p", "steady", "-p", "noisy", "-s", 5, "-n", 300)
    assert record["complete"] and record["seed"] == 5
    assert record == offramp.run(offramp.load(STRAIT), TWO, seed=5, campaigns=300, threads=4)
    noisy = offramp.run(offramp.load(STRAIT, "noisy"), seed=5, campaigns=300)
    assert noisy["outcomes"] == record["policies"][1]["outcomes"]


def test_run_leaves_the_same_files(program: Program, tmp_path: Path) -> None:
    offramp.run(STRAIT, "steady", seed=5, campaigns=20, output=tmp_path / "a", format="jsonl", trajectories=7)
    program("run", STRAIT, "-p", "steady", "-s", 5, "-n", 20, "-o", tmp_path / "b", "--format", "jsonl",
            "--trajectories", 7)
    files = sorted(file.relative_to(tmp_path / "a") for file in (tmp_path / "a").rglob("*.*"))
    assert Path("steady/trajectories.jsonl") in files
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    with pytest.raises(offramp.InputError):
        offramp.run(STRAIT, "steady", seed=5, campaigns=20, output=tmp_path / "a")


def test_values_do_what_a_changed_file_does(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "strait.yaml"
    file.write_text(STRAIT.read_text().replace("pickup: {base: 0.5}", "pickup: {base: 0.9}"))
    changed = offramp.run(
        offramp.load(STRAIT).with_values({"channels.hotline.pickup": 0.9}), seed=5, campaigns=200
    )
    assert changed == program("run", file, "-s", 5, "-n", 200)
    assert changed["outcomes"] != offramp.run(STRAIT, seed=5, campaigns=200)["outcomes"]


def test_compare(program: Program) -> None:
    record = offramp.compare(STRAIT, TWO, seed=5, campaigns=400, baseline="noisy", rare=(50, 4))
    assert record == program("compare", STRAIT, "-p", "steady,noisy", "-s", 5, "-n", 400, "-b", "noisy", "--rare",
                             "--rare-effort", 50, "--rare-replications", 4)
    assert record["policies"][0]["name"] == "noisy"
    goal = offramp.compare(STRAIT, TWO, seed=5, precision=0.05, precision_of="p_war", campaigns=5000)
    assert goal == program("compare", STRAIT, "-p", "steady,noisy", "-s", 5, "-n", 5000, "--precision", 0.05,
                           "--precision-of", "p_war")


def test_sweep(program: Program, strait_sweep: Path, tmp_path: Path) -> None:
    store = offramp.sweep(strait_sweep, tmp_path / "a.sqlite")
    assert store.summary() == program("sweep", strait_sweep, "-o", tmp_path / "b.sqlite")
    shards = [offramp.sweep(strait_sweep, tmp_path / f"{i}.sqlite", shard=(i, 2)) for i in (1, 2)]
    assert sum(shard.points().rows for shard in shards) == store.points().rows == 12


@pytest.mark.parametrize("game", ["kuhn_poker.efg", "shapley.nfg", "entry_signal.efg", "horse.efg"])
def test_solve_a_game_file(program: Program, game: str) -> None:
    record = offramp.solve(GAMES / game)
    assert record == program("solve", GAMES / game)
    assert record["equilibria"]
    if game == "kuhn_poker.efg":  # H. W. Kuhn 1950: the first player loses 1/18
        for payoffs in record["payoffs"]:
            assert payoffs == pytest.approx([-1 / 18, 1 / 18], abs=1e-12)
    assert offramp.solve(GAMES / game, qre=2) == program("solve", GAMES / game, "--qre", 2)


def test_check_a_profile(program: Program, tmp_path: Path) -> None:
    profile = tmp_path / "pooling.csv"
    profile.write_text("player,information_set,action,probability\nsender,strong,beer,1\nsender,weak,beer,1\n"
                       "receiver,beer,leave,1\nreceiver,quiche,duel,1\n")
    record = offramp.check_profile(GAMES / "beer_quiche.efg", profile)
    assert record == program("solve", GAMES / "beer_quiche.efg", "--profile", profile)
    assert record["profile"]["sequential"] is True
    with pytest.raises(offramp.InputError, match="column"):
        offramp.check_profile(GAMES / "beer_quiche.efg", GAMES / "horse.efg")


def without_clock(record: Any) -> Any:
    """A record without how long it took, and on how many threads."""
    if isinstance(record, dict):
        return {key: without_clock(value) for key, value in record.items()
                if key not in ("seconds", "threads", "microseconds_per_state")}
    return [without_clock(item) for item in record] if isinstance(record, list) else record


def test_solve_a_crisis(program: Program) -> None:
    record = offramp.solve_crisis(COMPACT, incident="brush", beliefs=3, play=50, seed=4)
    assert without_clock(record) == without_clock(
        program("solve", COMPACT, "crisis", "--incident", "brush", "--beliefs", 3, "--play", 50, "-s", 4)
    )
    assert record["converged"] and record["crises"][0]["played"]["crises"] == 50


def test_solve_the_guardrail_game(program: Program) -> None:
    tempo = ROOT / "scenarios" / "theory" / "tempo.yaml"
    record = offramp.solve_guardrails(tempo, seed=1, campaigns=60, first_pass=20)
    assert record == program("solve", tempo, "guardrails", "-s", 1, "-n", 60, "--first-pass", 20)
    assert record["complete"]


def test_hindcast(program: Program) -> None:
    history = ROOT / "scenarios" / "history" / "us-china.yaml"
    record = offramp.hindcast(history, offramp.load(REFERENCE, "lookahead"), seed=3, campaigns=2)
    assert record == program("hindcast", history, REFERENCE, "-p", "lookahead", "-s", 3, "-n", 2)
    assert len(record["incidents"]) == 52
