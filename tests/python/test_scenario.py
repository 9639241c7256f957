# SPDX-License-Identifier: Apache-2.0
"""Scenarios: loaded, refused with places, changed by path."""

import pickle
from datetime import date, timedelta
from pathlib import Path

import offramp
import pytest
from conftest import REFERENCE, STRAIT


def test_a_scenario_says_what_it_is() -> None:
    scenario = offramp.load(STRAIT)
    assert (scenario.name, scenario.title, scenario.policy) == ("strait", "A narrow strait", "")
    assert scenario.known_policies == ["crowded-plain", "crowded-restrained", "idle", "noisy", "steady"]
    assert "actors.us.rationality" in scenario.paths or "actors.rationality" in scenario.paths
    assert offramp.load(STRAIT).hash == scenario.hash
    assert scenario.text.startswith('name: "strait"')


def test_every_problem_comes_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    lines = STRAIT.read_text().splitlines()
    lines[4] = lines[4].replace("0.4", "much", 1)
    lines[3] = lines[3].replace("season", "saeson")
    file.write_text("\n".join(lines))
    with pytest.raises(offramp.InputError) as caught:
        offramp.load(file)
    problems = caught.value.problems
    assert [problem.line for problem in problems] == [4, 5]
    assert all(problem.file == str(file) and problem.column > 0 for problem in problems)
    assert "season" in problems[0].hint
    assert str(caught.value) == "\n".join(map(str, problems))
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == problems


def test_a_problem_is_told_as_the_program_tells_it() -> None:
    problem = offramp.Problem("a.yaml", 3, 7, "what is this?", "did you mean 'that'?")
    assert str(problem) == "a.yaml:3:7: what is this? (did you mean 'that'?)"
    assert str(offramp.Problem("a.yaml", 0, 0, "is empty")) == "a.yaml: is empty"
    assert str(offramp.Problem("", 0, 0, "no")) == "no"


def test_values_are_laid_over_by_path() -> None:
    scenario = offramp.load(STRAIT)
    other = scenario.with_values(
        {
            "actors.us.rationality": 5,
            "channels.hotline.latency": timedelta(hours=36),
            "time.end": date(2027, 6, 1),
            "actors.cn.agent.rule": "level_k",
        }
    )
    assert other.value("actors.us.rationality").number == 5.0
    assert other.value("actors.cn.rationality").number == 2.0
    latency = other.value("channels.hotline.latency")
    assert (latency.kind, latency.unit, latency.number) == ("duration", "hours", 36.0)
    assert other.value("time.end").text == "2027-06-01"
    assert other.value("actors.cn.agent.rule").text == "level_k"
    assert scenario.value("actors.us.rationality").number == 2.0
    assert other.hash != scenario.hash
    assert other.with_values({"actors.us.rationality": 2}).values["actors.us.rationality"] == "2"
    both = scenario.with_values({"channels.hotline.pickup": 0.75})
    assert [both.value(f"channels.hotline.pickup.{side}").number for side in ("us", "cn")] == [0.75, 0.75]


def test_values_that_do_not_fit_are_refused_all_at_once() -> None:
    scenario = offramp.load(STRAIT)
    with pytest.raises(offramp.InputError) as caught:
        scenario.with_values({"actors.us.rationalty": 5, "actors.cn.rationality": -1, "tension.mean": "high"})
    messages = [str(problem) for problem in caught.value.problems]
    assert len(messages) == 3
    assert "did you mean 'rationality'?" in messages[0]
    assert "actors.cn.rationality: -1 is out of range" in messages[1]
    assert "tension.mean" in messages[2]


def test_policies_are_laid_over() -> None:
    scenario = offramp.load(STRAIT)
    noisy = scenario.with_policy("noisy")
    assert noisy.policy == "noisy"
    assert noisy.hash == offramp.load(STRAIT, "noisy").hash != scenario.hash
    with pytest.raises(offramp.InputError, match="unknown policy 'noise'.*did you mean 'noisy'"):
        scenario.with_policy("noise")
    with pytest.raises(offramp.InputError, match="has policy 'noisy' already"):
        offramp.run(noisy, "steady", seed=1, campaigns=1)


def test_another_process_gets_the_same_scenario() -> None:
    scenario = offramp.load(STRAIT, "noisy").with_values({"actors.us.rationality": 5, "tension.mean": 0.3})
    again = pickle.loads(pickle.dumps(scenario))
    assert (again.hash, again.policy, again.values) == (scenario.hash, "noisy", scenario.values)


def test_a_file_that_changed_is_not_mixed_with_what_was_loaded(tmp_path: Path) -> None:
    file = tmp_path / "strait.yaml"
    file.write_text(STRAIT.read_text())
    scenario = offramp.load(file)
    file.write_text(STRAIT.read_text().replace("stakes: 1", "stakes: 2"))
    with pytest.raises(offramp.InputError, match="was changed since it was loaded"):
        offramp.run(scenario, seed=1, campaigns=1)


def test_validate_tells_problems_and_what_does_nothing(tmp_path: Path) -> None:
    assert offramp.validate(REFERENCE) == []
    idle = tmp_path / "idle.yaml"
    idle.write_text(STRAIT.read_text() + "contacts:\n  past: {dates: [2001-01-01]}\n")
    warnings = offramp.validate(idle)
    assert [warning.line for warning in warnings] == [len(STRAIT.read_text().splitlines()) + 2]
    with pytest.raises(offramp.InputError):
        offramp.validate(idle, strict=True)
    broken = tmp_path / "broken.yaml"
    broken.write_text(STRAIT.read_text().replace("pickup: {base: 0.5}", "pickup: {base: 1.5}"))
    with pytest.raises(offramp.InputError, match="broken.yaml:18:20: base: 1.5 is out of range"):
        offramp.validate(broken)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ({"seed": -1}, "seed"),
        ({"seed": 1, "campaigns": 0}, "campaigns"),
        ({"seed": 1, "threads": 0}, "threads"),
        ({"seed": 1, "format": "xml"}, "format"),
        ({"seed": True}, "seed"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments: dict[str, object], what: str) -> None:
    with pytest.raises(offramp.InputError) as caught:
        offramp.run(STRAIT, **arguments)  # type: ignore[arg-type]
    assert [problem.file for problem in caught.value.problems] == [what]
