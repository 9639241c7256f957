# SPDX-License-Identifier: Apache-2.0
"""What the program prints about the reference scenario, each asked once for all documents.

Results are kept in build/documents under a name made of the question, of everything in scenarios/ and of the signature
of what is simulated (tests/signature.txt): a run that was stopped goes on, and nothing is kept that a change has overtaken.
"""

import hashlib
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/release/bin/offramp"
KEPT = ROOT / "build/documents"
SCENARIO = "scenarios/us-china-2023.yaml"
SEED = 2023
quick = False  # a tenth of the campaigns: set by refresh_docs


def campaigns(number):
    """So many, or a tenth of them where it should be quick."""
    return number // 10 if quick else number


def _basis():
    """Of everything but the question that a result hangs on."""
    digest = hashlib.sha256((ROOT / "tests/signature.txt").read_bytes())
    for path in sorted((ROOT / "scenarios").rglob("*")):
        if path.suffix in (".yaml", ".csv"):
            digest.update(path.read_bytes())
    return digest


def _place(arguments, ending):
    digest = _basis()
    digest.update("\0".join(arguments).encode())
    KEPT.mkdir(parents=True, exist_ok=True)
    return KEPT / f"{digest.hexdigest()[:24]}{ending}"


def printed(*arguments):
    """What the program prints."""
    arguments = list(map(str, arguments))
    place = _place(arguments, ".txt")
    if not place.exists():
        print("+ offramp " + " ".join(arguments), file=sys.stderr, flush=True)
        done = subprocess.run([str(PROGRAM), *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        place.write_text(done.stdout)
    return place.read_text()


def record(*arguments):
    """What the program prints as JSON."""
    return json.loads(printed(*arguments, "--json"))


def swept(name):
    """The store of a reference sweep."""
    source = ROOT / f"scenarios/sweeps/{name}.yaml"
    if quick:
        text = "\n".join(line[:-1] if line.startswith("campaigns: ") else line for line in source.read_text().split("\n"))
        source = KEPT / f"{name}.yaml"
        source.write_text(text.replace("../us-china", str(ROOT / "scenarios/us-china")))
    store = _place(["sweep", name, str(quick)], ".sqlite")
    print(f"+ offramp sweep {name}", file=sys.stderr, flush=True)
    subprocess.run([str(PROGRAM), "sweep", str(source), "-o", str(store)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return store


def rows_of(store, query, *arguments):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
        return database.execute(query, arguments).fetchall()


def guardrail_game():
    return record("solve", SCENARIO, "guardrails", "--seed", SEED, "--campaigns", campaigns(4000),
                  "--first-pass", campaigns(1000))  # fmt: skip


def calibration():
    """The fit to the record and the draws from what it leaves open."""
    return record("calibrate", "scenarios/history/calibration.yaml", "--draws", _drawn())


def over_draws(policies):
    """Policies compared at every draw."""
    calibration()
    return record("compare", SCENARIO, "--policies", ",".join(policies), "--seed", SEED, "--headline", "--campaigns",
                  campaigns(1000), "--posterior", _drawn())["over_draws"]  # fmt: skip


def _drawn():
    return _place(["draws"], ".yaml").relative_to(ROOT)


def runs(policies, number):
    """By policy and outcome, each with its interval."""
    asked = [word for policy in policies for word in ("--policy", policy)]
    result = record("run", SCENARIO, "--campaigns", campaigns(number), "--seed", SEED, *asked)
    return {p["name"]: by_name(p["outcomes"]) for p in result["policies"]}


def by_name(items, key="name"):
    return {item[key]: item for item in items}
