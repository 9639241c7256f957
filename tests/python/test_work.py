# SPDX-License-Identifier: Apache-2.0
"""Long work: other threads run meanwhile, Ctrl-C ends it, progress is told."""

import signal
import threading
import time
from pathlib import Path

import offramp
import pytest
from conftest import STRAIT

MANY = 10**9  # campaigns that nobody waits for


def test_control_c_ends_the_work() -> None:
    timer = threading.Timer(0.5, lambda: signal.raise_signal(signal.SIGINT))
    timer.start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        offramp.run(STRAIT, seed=1, campaigns=MANY)
    assert time.monotonic() - start < 30
    timer.join()
    assert offramp.run(STRAIT, seed=1, campaigns=10)["complete"]


def test_an_interrupted_sweep_goes_on(strait_sweep: Path, tmp_path: Path) -> None:
    whole = offramp.sweep(strait_sweep, tmp_path / "whole.sqlite").summary()

    class Enough(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Enough

    slow = strait_sweep.with_name("slow.yaml")
    slow.write_text(strait_sweep.read_text().replace("campaigns: 20", f"campaigns: {10**7}"))
    with pytest.raises(Enough):
        offramp.sweep(slow, tmp_path / "slow.sqlite", progress=stop)
    store = tmp_path / "part.sqlite"
    offramp.sweep(strait_sweep, store, shard=(1, 1))
    assert offramp.sweep(strait_sweep, store).summary() == whole


def test_other_threads_run_meanwhile() -> None:
    ticks = 0
    over = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not over.is_set():
            ticks += 1
            time.sleep(0.001)

    ticker = threading.Thread(target=tick)
    seen: list[int] = []

    def enough(done: int, total: int) -> None:
        seen.append(ticks)
        if len(seen) == 5:
            raise StopIteration

    ticker.start()
    with pytest.raises(StopIteration):
        offramp.run(STRAIT, seed=1, campaigns=MANY, progress=enough)
    over.set()
    ticker.join()
    assert seen[-1] > seen[0]


def test_progress_ends_with_all_of_it() -> None:
    told: list[tuple[int, int]] = []
    offramp.run(STRAIT, ["steady", "noisy"], seed=1, campaigns=200, progress=lambda *now: told.append(now))
    assert told[-1] == (400, 400)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_progress_can_be_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    offramp.run(STRAIT, seed=1, campaigns=200, progress=True)
    assert "200/200" in capsys.readouterr().err


def test_work_from_several_threads_at_once() -> None:
    records: dict[int, offramp.Record] = {}

    def run(seed: int) -> None:
        records[seed] = offramp.run(STRAIT, seed=seed, campaigns=100, threads=1)

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for seed, record in records.items():
        assert record == offramp.run(STRAIT, seed=seed, campaigns=100)
    assert len(records) == 4
