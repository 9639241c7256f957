# SPDX-License-Identifier: Apache-2.0
"""What guardrails do, for whom, and how far to trust it."""

from .guardrail_game import PARTS, gain, guardrails_of, package_of
from .program import SCENARIO, SEED, by_name, campaigns, guardrail_game, record, rows_of, swept
from .text import fixed, interval, plus_minus, signed, significant, table

WITHOUT, WITH = "no-guardrails", "guardrails"


def risk():
    """How much rarer does each rung become?"""
    number = campaigns(20_000)
    compared = record("compare", SCENARIO, "--policies", f"{WITHOUT},{WITH}", "--seed", SEED, "--campaigns", number,
                      "--rare", "--rare-effort", campaigns(1000))  # fmt: skip
    levels = {p["name"]: by_name(p["outcomes"]) for p in compared["policies"]}
    differences = by_name(compared["differences"])
    split = {p["name"]: by_name(p["outcomes"]) for p in compared["rare"]["policies"]}
    split_differences = by_name(compared["rare"]["differences"])
    rows = []
    for rung in range(4, 11):
        name = "p_war" if rung == 10 else f"p_max_rung_ge_{rung}"
        rare = rung > 6
        before, after = ((split if rare else levels)[policy][name] for policy in (WITHOUT, WITH))
        change = (split_differences if rare else differences)[name]
        ratio = {"estimate": change["ratio"], "low": change["ratio_low"], "high": change["ratio_high"]}
        rows.append(["war" if rung == 10 else str(rung), *map(interval, (before, after, change, ratio)),
                     "splitting" if rare else "plain"])  # fmt: skip
    return {
        "campaigns": f"{number:,}",
        "risk": table(["rung or higher", "without", "with", "difference", "ratio", "by"], rows),
        "crises.without": fixed(levels[WITHOUT]["crises_per_year"]["estimate"]),
        "crises.with": fixed(levels[WITH]["crises_per_year"]["estimate"]),
        "variance-reduction": fixed(differences["p_max_rung_ge_6"]["variance_reduction"], 1),
        "war.fewer": f"{1 / split_differences['p_war']['ratio']:.0f}",
    }


def payers():
    """Who gains and who loses by each guardrail, and by what."""
    game = guardrail_game()
    answer = game["answer"]["guardrails"]
    rows = []
    wanted = [[name] for name in guardrails_of(game)] + [guardrails_of(game)]
    if answer and answer not in wanted:
        wanted.insert(-1, answer)
    for names in wanted:
        package = package_of(game, names)
        title = "all six" if names == guardrails_of(game) else ", ".join(f"`{g}`" for g in names)
        cells = [("" if package[f"accepted_{actor}"] else "**rebuffs** ") + gain(package, actor)
                 for actor in ("us", "cn")]  # fmt: skip
        rows.append([title, *cells, signed(package["difference_cn"]["parts"]["upkeep"]["estimate"])])
    everything = package_of(game, guardrails_of(game))
    parts = []
    for part in everything["difference_us"]["parts"]:
        values = [everything[f"difference_{actor}"]["parts"][part]["estimate"] for actor in ("us", "cn")]
        if any(values):
            parts.append([PARTS.get(part, part.replace("_", " ")), *map(signed, values)])
    needed = everything["concession_needed"]
    return {
        "payers": table(["guardrails", "United States", "China", "of that by upkeep"], rows),
        "parts": table(["all six, by part of the payoff", "United States", "China"], parts),
        "answer": ", ".join(f"`{g}`" for g in answer) or "none",
        "concession": f"`{needed}`" if needed else "none of those listed",
    }


def channels():
    store = swept("pickup-latency")
    made = {}
    for pickup, end in ((0.05, "low"), (0.95, "high")):
        for latency in (2, 192):
            for policy, short in ((WITHOUT, "without"), ("hotline-commitment", "with")):
                found = rows_of(store, "SELECT p_max_rung_ge_6 FROM points WHERE abs(pickup - ?) < 1e-9 AND "
                                       "abs(latency - ?) < 1e-6 AND policy = ?", pickup, latency, policy)  # fmt: skip
                made[f"pickup.{short}.{end}.{latency}"] = significant(found[0][0])
    return made


def single():
    store = swept("freeze-guardrail")
    policies = [WITHOUT, "hotline-commitment", "consultation", "cooling-off", "risk-reduction-centre", WITH]
    costs = [cost for (cost,) in rows_of(store, "SELECT DISTINCT freeze_cost FROM design ORDER BY freeze_cost")]
    rows = []
    for policy in policies:
        found = rows_of(store, "SELECT p_max_rung_ge_6 FROM points WHERE policy = ? ORDER BY freeze_cost", policy)
        rows.append([f"`{policy}`"] + [significant(p) for (p,) in found])
    return {"freeze": table(["P(rung ≥ 6), by what a freeze costs China"] + [significant(c) for c in costs], rows)}


def posture():
    store = swept("unpredictability-presence")
    rows = []
    for level in (0, 0.5, 1):
        for policy in (WITHOUT, WITH):
            found = rows_of(store, "SELECT p_max_rung_ge_6, value_cn FROM points WHERE unpredictability = ? AND policy = ? "
                                   "ORDER BY presence", level, policy)  # fmt: skip
            rows.append([fixed(level, 1), f"`{policy}`", significant(found[0][0]), significant(found[-1][0]),
                         signed(found[0][1]), signed(found[-1][1])])  # fmt: skip
    return {"posture": table(["unpredictability", "policy", "P(rung ≥ 6), presence lowest", "highest",
                              "China's payoff, presence lowest", "highest"], rows)}  # fmt: skip


def dread():
    store = swept("dread")
    rows = []
    for (level,) in rows_of(store, "SELECT DISTINCT dread FROM design ORDER BY dread"):
        cells = [fixed(level, 0)]
        for policy in (WITHOUT, WITH):
            found = rows_of(store, "SELECT mean_presence_us FROM points WHERE dread = ? AND policy = ?", level, policy)
            cells.append(fixed(found[0][0]))
        for outcome in ("value_us", "value_cn"):
            found = rows_of(store, "SELECT estimate, low, high FROM differences JOIN design USING (point) WHERE dread = ? AND "
                                   "policy = ? AND outcome = ?", level, WITH, outcome)  # fmt: skip
            cells.append(plus_minus(dict(zip(("estimate", "low", "high"), found[0]))))
        rows.append(cells)
    return {"dread": table(["dread", "US presence without", "with", "worth of the package to the United States", "to China"],
                           rows)}  # fmt: skip


def values():
    return risk() | payers() | channels() | single() | posture() | dread()
