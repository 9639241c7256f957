# SPDX-License-Identifier: Apache-2.0
"""The snippets of docs/python.md run, one after the other, in a folder of their own."""

import re
from pathlib import Path

import matplotlib
import pytest
from conftest import ROOT

PAGE = ROOT / "docs" / "python.md"


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matplotlib.use("Agg")
    snippets = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert len(snippets) >= 5
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for snippet in snippets:
        exec(compile(snippet, str(PAGE), "exec"), names)
    assert (tmp_path / "rungs.png").stat().st_size > 1000
