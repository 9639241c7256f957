# SPDX-License-Identifier: Apache-2.0
"""What each rule of play says of the same campaigns."""

from . import program
from .text import fixed, significant, table

POLICIES = ["no-guardrails", "guardrails", "lookahead", "lookahead-guardrails", "level-k", "level-k-guardrails"]
TITLES = ["equilibrium, none", "all guardrails", "lookahead, none", "all guardrails", "level-k, none", "all guardrails"]


def percent(x):
    return f"{100 * x:.0f} %"


def values():
    compared = program.record("compare", program.SCENARIO, "--policies", ",".join(POLICIES), "--seed", 5, "--campaigns",
                              program.campaigns(20_000))  # fmt: skip
    levels = {p["name"]: program.by_name(p["outcomes"]) for p in compared["policies"]}
    found = [{name: o["estimate"] for name, o in levels[policy].items()} for policy in POLICIES]
    rows = [
        ["P(rung ≥ 6)"] + [significant(p["p_max_rung_ge_6"], 3) for p in found],
        ["P(rung ≥ 8)"] + [significant(p["p_max_rung_ge_8"], 2) for p in found],
        ["hours to de-escalate"] + [fixed(p["hours_to_deescalation"], 0) for p in found],
        ["settled"] + [percent(p["share_settled"]) for p in found],
        ["US backed down, China backed down"]
        + [f"{percent(p['share_backed_down_us'])}, {percent(p['share_backed_down_cn'])}" for p in found],
        ["faded"] + [percent(p["share_faded"]) for p in found],
        ["value to the US"] + [fixed(p["value_us"]) for p in found],
        ["value to China"] + [fixed(p["value_cn"]) for p in found],
    ]
    return {"rules": table([""] + TITLES, rows)}
