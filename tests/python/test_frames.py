# SPDX-License-Identifier: Apache-2.0
"""Columns: what stands in them, and that frames take them over without copies."""

import csv
import math
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import offramp
import pytest
from conftest import STRAIT

TWO = ["steady", "noisy"]


def estimate_of(record: dict[str, Any], policy: int, name: str) -> float:
    found = [o["estimate"] for o in record["policies"][policy]["outcomes"] if o["name"] == name]
    return float(found[0])


def test_campaigns_add_up_to_the_record_of_the_run() -> None:
    record = offramp.run(STRAIT, TWO, seed=5, campaigns=400)
    table = offramp.campaigns(STRAIT, TWO, seed=5, campaigns=400)
    assert table.rows == 800
    for p, policy in enumerate(TWO):
        rows = table["policy"] == policy
        assert list(table["campaign"][rows]) == list(range(400))
        years = table["observed_hours"][rows].sum() / (365.25 * 24)
        assert estimate_of(record, p, "p_war") == pytest.approx(table["war"][rows].mean(), abs=1e-12)
        assert estimate_of(record, p, "crises_per_year") == pytest.approx(table["crises"][rows].sum() / years, rel=1e-7)
        for actor in ("us", "cn"):
            value = table[f"value_{actor}"][rows]
            assert estimate_of(record, p, f"value_{actor}") == pytest.approx(value.mean(), abs=1e-8)
            parts = sum(table[name][rows] for name in table if name.startswith("payoff_") and name.endswith(actor))
            assert np.allclose(parts, value, atol=1e-9)
        reached = table["highest_rung"][rows] >= 2
        assert estimate_of(record, p, "p_max_rung_ge_2") == pytest.approx(reached.mean(), abs=1e-12)


def test_rows_do_not_depend_on_the_threads_and_columns_can_be_chosen() -> None:
    one = offramp.campaigns(STRAIT, seed=5, campaigns=300, threads=1)
    four = offramp.campaigns(STRAIT, seed=5, campaigns=300, threads=4)
    assert list(one) == list(four)
    assert all(np.array_equal(one[name], four[name]) for name in one)
    few = offramp.campaigns(STRAIT, seed=5, campaigns=300, columns=["value_cn", "war"])
    assert list(few) == ["policy", "campaign", "value_cn", "war"]
    assert np.array_equal(few["value_cn"], one["value_cn"])
    with pytest.raises(offramp.InputError, match="did you mean 'value_cn'"):
        offramp.campaigns(STRAIT, seed=5, campaigns=1, columns=["value_nc"])


def test_columns_keep_their_types() -> None:
    table = offramp.campaigns(STRAIT, seed=5, campaigns=10)
    assert table["campaign"].dtype == np.uint64
    assert table["highest_rung"].dtype == np.int32
    assert table["war"].dtype == np.bool_
    assert table["value_us"].dtype == np.float64
    with pytest.raises(ValueError):
        table["value_us"][0] = 0.0


def test_pandas_shares_the_memory() -> None:
    pytest.importorskip("pandas")
    table = offramp.campaigns(STRAIT, TWO, seed=5, campaigns=50)
    frame = table.to_pandas()
    for name in ("value_us", "highest_rung", "campaign", "war"):
        assert np.shares_memory(frame[name].to_numpy(), table[name])
    assert frame.groupby("policy", observed=True)["value_us"].mean()["noisy"] == pytest.approx(
        table["value_us"][table["policy"] == "noisy"].mean()
    )


def test_polars_shares_the_memory() -> None:
    polars = pytest.importorskip("polars")
    table = offramp.campaigns(STRAIT, TWO, seed=5, campaigns=50)
    frame = table.to_polars()
    for name in ("value_us", "highest_rung", "campaign"):
        assert np.shares_memory(frame[name].to_numpy(allow_copy=False), table[name])
    assert frame["policy"].to_list() == table["policy"].tolist()
    assert frame["war"].to_list() == table["war"].tolist()
    assert isinstance(frame, polars.DataFrame)


def test_columns_outlive_their_table() -> None:
    value = offramp.campaigns(STRAIT, seed=5, campaigns=50)["value_us"]
    again = offramp.campaigns(STRAIT, seed=5, campaigns=50)["value_us"]
    assert np.array_equal(value, again) and not np.shares_memory(value, again)


def cell(text: str) -> object:
    """What a cell of a CSV file says; None where it is empty."""
    if text == "":
        return None
    try:
        return float(text)
    except ValueError:
        return text


def value_at(column: Any, row: int) -> object:
    value = column[row]
    if value is None or isinstance(value, str):
        return value
    return None if math.isnan(value) else float(value)


@pytest.mark.parametrize("what", ["points", "outcomes", "differences"])
def test_stores_have_the_rows_of_an_export(what: str, strait_sweep: Path, tmp_path: Path) -> None:
    program = os.environ.get("OFFRAMP_PROGRAM")
    if not program:
        pytest.skip("OFFRAMP_PROGRAM does not name the program to compare with")
    store = offramp.sweep(strait_sweep, tmp_path / "store.sqlite")
    done = subprocess.run([program, "export", store.file, "--table", what], capture_output=True, text=True, check=True)
    header, *lines = csv.reader(done.stdout.splitlines())
    table: offramp.Table = getattr(store, what)()
    assert list(table) == header
    assert table.rows == len(lines) > 0
    columns = [table[name] for name in header]
    for row, line in enumerate(lines):
        assert [value_at(column, row) for column in columns] == [cell(text) for text in line]


def test_a_store_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(offramp.InputError):
        offramp.Store(tmp_path / "nothing.sqlite")
