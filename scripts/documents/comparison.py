# SPDX-License-Identifier: Apache-2.0
"""How well pairing does, and what the comparison says over draws."""

from . import program
from .text import fixed, signed, significant, table

PAIRED = [
    "incidents_per_year", "crises_per_year", "mean_tension", "harms_per_year", "days_with_frozen_channel_per_year", "value_us",
    "value_cn", "cooperation_kept", "p_max_rung_ge_6",
]  # fmt: skip
OVER = {"p_max_rung_ge_6": "p6", "value_us": "us", "value_cn": "cn"}
POLICIES = ["no-guardrails", "guardrails", "hotline-and-cooling-off"]


def variance_reduction():
    compared = program.record("compare", program.SCENARIO, "--policies", "no-guardrails,guardrails", "--seed", 5,
                              "--campaigns", program.campaigns(20_000))  # fmt: skip
    differences = program.by_name(compared["differences"])
    rows = []
    for name in PAIRED:
        d = differences[name]
        limit = d["variance_reduction_limit"]
        rows.append([f"`{name}`", significant(d["variance_reduction"]), significant(d["correlation"]),
                     significant(limit, 3) if limit else ""])  # fmt: skip
    return table(["Outcome", "Variance reduction", "Correlation", "Limit"], rows)


def likely(d):
    """How likely the policy lowers a probability, or a side gains."""
    share = d["lower"] if d["outcome"].startswith("p_") else d["higher"]
    low, middle, high = (round(100 * share[key]) for key in ("low", "estimate", "high"))
    return f"{middle} % ({low} to {high})"


def over_draws():
    """What README and this document both say of the draws."""
    over = program.over_draws(POLICIES)
    made = {"number": str(over["draws"]), "effective": f"{over['effective']:.0f}"}
    for d in over["differences"]:
        if d["outcome"] not in OVER:
            continue
        name = f"{'all' if d['policy'] == 'guardrails' else 'two'}.{OVER[d['outcome']]}"
        made[f"{name}.likely"] = likely(d)
        made[f"{name}.low"] = signed(d["difference"]["low"])
        made[f"{name}.high"] = signed(d["difference"]["high"])
    return made


def drawn():
    rows = []
    over = program.over_draws(POLICIES)
    for outcome, title in (("p_max_rung_ge_6", "P(rung ≥ 6)"), ("value_us", "United States"), ("value_cn", "China")):
        cells = [title]
        for policy in POLICIES[1:]:
            d = next(d for d in over["differences"] if d["policy"] == policy and d["outcome"] == outcome)
            change = d["difference"]
            verb = "lower in" if outcome.startswith("p_") else "gains in"
            cells += [signed(change["estimate"]), f"{signed(change['low'])} to {signed(change['high'])}", f"{verb} {likely(d)}",
                      fixed(d["noise"])]  # fmt: skip
        rows.append(cells)
    head = ["", "all six: difference", "95 % of draws", "likely", "noise", "hotline and cooling-off: difference", "95 % of draws",
            "likely", "noise"]  # fmt: skip
    return table(head, rows)


def values():
    over = program.over_draws(POLICIES)
    first = next(d for d in over["differences"] if d["outcome"] == "p_max_rung_ge_6")["of_baseline"]
    return {
        "variance": variance_reduction(),
        "draws": drawn(),
        "number": str(over["draws"]),
        "effective": f"{over['effective']:.0f}",
        "baseline.low": significant(first["low"]),
        "baseline.high": significant(first["high"]),
    }
