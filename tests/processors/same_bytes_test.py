#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the program twice, once with the C library's functions for processors that have neither AVX2 nor fused
multiply-add, and compares all that it writes.

    same_bytes_test.py PROGRAM PROJECT
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PLAIN = "glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-AVX2,-FMA,-FMA4,-AVX512F"
# How long the work took, and where it was done, is no result.
TIMING = re.compile(rb'"(seconds|wall_seconds|campaigns_per_second|threads|started|finished)": [^,\n]*')


def commands(project, folder):
    reference = project / "scenarios/us-china-2023.yaml"
    compact = project / "tests/fixtures/compact.yaml"
    policies = ["-p", "no-guardrails", "-p", "lookahead-guardrails"]
    yield "run", [reference, *policies, "-n", "400", "--seed", "1", "--format", "jsonl", "-o", folder / "run"]
    yield "compare", [reference, *policies, "-n", "100", "--seed", "1", "--json"]
    yield "solve", [compact, "crisis", "--json"]
    yield "validate", [reference]


def result(program, project, folder, environment):
    """Everything that the commands print and write, by name."""
    found = {}
    for name, arguments in commands(project, folder):
        done = subprocess.run(
            [program, name, *map(str, arguments)],
            env={**os.environ, **environment, "OFFRAMP_CACHE": str(folder / "cache")},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
        if done.returncode != 0:
            sys.exit(f"{name} ended with {done.returncode}:\n{done.stderr.decode()}")
        found[name] = done.stdout.replace(str(folder).encode(), b"")
    for file in sorted((folder / "run").rglob("*")):
        if file.is_file():
            found[str(file.relative_to(folder))] = file.read_bytes()
    return {name: TIMING.sub(b"", text) for name, text in found.items()}


def main():
    program, project = sys.argv[1], Path(sys.argv[2])
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    if " fma " not in flags:
        print("SKIPPED: this processor has no fused multiply-add to do without")
        return
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        usual = result(program, project, Path(one), {})
        plain = result(program, project, Path(other), {"GLIBC_TUNABLES": PLAIN})
    assert len(usual) > 5, f"too little to compare: {sorted(usual)}"
    differing = [name for name in usual if usual[name] != plain.get(name)]
    if differing or len(usual) != len(plain):
        sys.exit(f"these differ between processors: {', '.join(differing)}")
    print(f"{len(usual)} results of {sum(map(len, usual.values()))} bytes are the same")


if __name__ == "__main__":
    main()
