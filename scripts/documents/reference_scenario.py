# SPDX-License-Identifier: Apache-2.0
"""Every policy on the reference scenario."""

from . import program
from .text import level, probability, table

POLICIES = [
    "no-guardrails", "guardrails", "cues-air-sea", "hotline-commitment", "incident-notification", "consultation",
    "cooling-off", "risk-reduction-centre", "guardrails-negotiated",
]  # fmt: skip
CAMPAIGNS = 50_000
# Title, outcome, decimals; none for a probability.
COLUMNS = [
    ("crises a year", "crises_per_year", 2),
    ("P(rung ≥ 6)", "p_max_rung_ge_6", None),
    ("P(rung ≥ 8)", "p_max_rung_ge_8", None),
    ("P(war)", "p_war", None),
    ("days frozen a year", "days_with_frozen_channel_per_year", 0),
    ("cooperation kept", "cooperation_kept", 3),
    ("US presence", "mean_presence_us", 2),
    ("value US", "value_us", 2),
    ("value China", "value_cn", 2),
]


def outcomes(policies=POLICIES, columns=COLUMNS):
    """A row for each policy, from the runs of all."""
    found = program.runs(POLICIES, CAMPAIGNS)
    rows = []
    for policy in policies:
        cells = [(found[policy][name], decimals) for _, name, decimals in columns]
        rows.append([f"`{policy}`"] + [probability(o) if decimals is None else level(o, decimals) for o, decimals in cells])
    said = (f"\n\n{program.campaigns(CAMPAIGNS):,} campaigns of 23 months a policy, seed {program.SEED}; ± and brackets: 95 % "
            "intervals (`scripts/refresh_docs`).")  # fmt: skip
    return said + table(["policy"] + [title for title, *_ in columns], rows)


def values():
    return {"outcomes": outcomes()}
