# SPDX-License-Identifier: Apache-2.0
"""The tables of the hindcast as the program prints them, without the incidents."""

from . import program


def values():
    command = ["hindcast", "scenarios/history/us-china.yaml", program.SCENARIO, "--seed", "1"]
    said = program.printed(*command).split("\n\nscore:")[0].splitlines()
    lines = ["    offramp " + " ".join(command), "", *(("    " + line).rstrip() for line in said)]
    return {"outcomes": "\n\n" + "\n".join(lines) + "\n\n"}
