# SPDX-License-Identifier: Apache-2.0
"""The picture and the tables of the README, and the numbers in its answer."""

from . import guardrail_game, picture, program
from .comparison import over_draws
from .reference_scenario import COLUMNS, POLICIES, outcomes
from .text import from_to, significant, table

RULES = [
    ("equilibrium of the whole crisis", "no-guardrails", "guardrails"),
    ("a round of lookahead", "lookahead", "lookahead-guardrails"),
    ("level-k", "level-k", "level-k-guardrails"),
]
CAMPAIGNS = 25_000


def rules_of_play(found):
    """What the full package changes, by how crises are played."""
    rows = []
    for (title, *_), changes in zip(RULES, found):
        high = changes["p_max_rung_ge_6"]
        rows.append([title, significant(high["baseline_estimate"]), significant(high["policy_estimate"])]
                    + [from_to(changes[name]) for name in ("mean_presence_us", "value_us", "value_cn")])  # fmt: skip
    said = (f"\n\n{program.campaigns(CAMPAIGNS):,} campaigns a policy, seed {program.SEED}; paired differences with 95 % "
            "intervals (`offramp compare`).")  # fmt: skip
    return said + table(["crises are played by", "P(rung ≥ 6) without", "with", "US presence", "value US", "value China"], rows)


def values():
    picture.write()
    short = [c for c in COLUMNS if c[1] not in ("crises_per_year", "days_with_frozen_channel_per_year")]
    found = [program.by_name(program.record("compare", program.SCENARIO, "--policies", f"{without},{with_all}", "--seed",
                                            program.SEED, "--campaigns", program.campaigns(CAMPAIGNS))["differences"])
             for _, without, with_all in RULES]  # fmt: skip
    made = {"outcomes": outcomes(POLICIES[:8], short), "rules": rules_of_play(found)}
    for actor in ("us", "cn"):
        made[f"gains.{actor}"] = from_to(found[0][f"value_{actor}"])
    made |= guardrail_game.in_a_sentence()
    drawn = over_draws()
    for name in ("number", "all.p6.likely", "all.p6.low", "all.p6.high", "all.us.likely", "all.cn.likely", "two.p6.likely",
                 "two.us.likely", "two.cn.likely"):
        made[f"draws.{name}"] = drawn[name]
    return made
