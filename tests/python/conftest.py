# SPDX-License-Identifier: Apache-2.0
"""What the tests of the Python package share: the program to compare with, small scenarios, a cache of their own."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
STRAIT = ROOT / "tests" / "cli" / "strait.yaml"
COMPACT = ROOT / "tests" / "fixtures" / "compact.yaml"
GAMES = ROOT / "tests" / "game" / "games"
REFERENCE = ROOT / "scenarios" / "us-china-2023.yaml"


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Solved crises are kept where a build says, else for these tests alone."""
    os.environ.setdefault("OFFRAMP_CACHE", str(tmp_path_factory.mktemp("cache")))


Program = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def program() -> Program:
    """What ``offramp ARGUMENTS... --json`` prints; skipped where there is no program."""
    file = os.environ.get("OFFRAMP_PROGRAM")
    if not file:
        pytest.skip("OFFRAMP_PROGRAM does not name the program to compare with")

    def run(*arguments: object) -> dict[str, Any]:
        done = subprocess.run(
            [file, *map(str, arguments), "--json"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        record: dict[str, Any] = json.loads(done.stdout)
        return record

    return run


@pytest.fixture
def strait_sweep(tmp_path: Path) -> Path:
    """A factorial of six points under two policies; one factor is a name."""
    file = tmp_path / "sweep.yaml"
    file.write_text(
        f"""
name: strait-sweep
scenario: {STRAIT}
policies: [steady, noisy]
seed: 7
campaigns: 20
design: factorial
factors:
  latency: {{path: channels.hotline.latency, values: [1h, 6h, 4d]}}
  rule: {{path: actors.cn.agent.rule, values: [lookahead, level_k]}}
"""
    )
    return file
