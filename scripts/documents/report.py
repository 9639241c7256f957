# SPDX-License-Identifier: Apache-2.0
"""The pictures of the report."""

import subprocess
import tempfile
from pathlib import Path

from . import program


def values():
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.html"
        command = [program.PROGRAM, "compare", program.SCENARIO, "--policies", "no-guardrails,guardrails", "--seed",
                   program.SEED, "--campaigns", program.campaigns(5000), "--report", report]  # fmt: skip
        subprocess.run(list(map(str, command)), cwd=program.ROOT, check=True, stdout=subprocess.DEVNULL)
        if not program.quick:
            subprocess.run(["node", "scripts/report_pictures.mjs", str(report)], cwd=program.ROOT, check=True)
    return {}
