# SPDX-License-Identifier: Apache-2.0
"""The README's picture: how high crises climb with and without guardrails."""

import math

from . import program
from .reference_scenario import CAMPAIGNS, POLICIES

PICTURE = program.ROOT / "docs/images/guardrails.svg"
SERIES = [("no-guardrails", "without guardrails", "#c2541b", -4), ("guardrails", "with the full package", "#1f6fc4", 4)]
FIRST_RUNG = 4
LOWEST = 1e-5  # bottom of the logarithmic axis

WIDTH, HEIGHT = 760, 430
LEFT, RIGHT, TOP, BOTTOM = 78, 24, 64, 92


def rung_names():
    """The ladder as the scenario file lists it."""
    names, inside = [], False
    for line in (program.ROOT / program.SCENARIO).read_text().splitlines():
        if line.startswith("ladder:"):
            inside = True
        elif inside and line.strip().startswith("- {name:"):
            names.append(line.split("name:")[1].split(",")[0].strip().replace("_", " "))
        elif inside and line and not line.startswith((" ", "#")):
            break
    return names


def y_of(p):
    span = HEIGHT - TOP - BOTTOM
    return TOP + span * (math.log10(max(p, LOWEST)) / math.log10(LOWEST))


def draw(outcomes, rungs):
    top = len(rungs) - 1
    step = (WIDTH - LEFT - RIGHT) / (top - FIRST_RUNG + 1)
    x_of = lambda rung: LEFT + (rung - FIRST_RUNG + 0.5) * step
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#333">',
        "<title>Probability that a campaign reaches a rung, with and without guardrails</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="16" font-weight="600" fill="#111">How high do crises climb in 23 months?</text>',
        f'<text x="{LEFT}" y="44" fill="#666">Probability that the highest rung reached is at least this one; '
        "bars: 95 % intervals</text>",
    ]
    for exponent in range(0, int(math.log10(LOWEST)) - 1, -1):
        y = y_of(10.0**exponent)
        label = {0: "1", -1: "0.1", -2: "0.01", -3: "0.001"}.get(exponent, f"10<tspan dy='-5' font-size='9'>{exponent}</tspan>")
        svg.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e4e4e4"/>')
        svg.append(f'<text x="{LEFT - 10}" y="{y + 4:.1f}" text-anchor="end" fill="#666">{label}</text>')
    for rung in range(FIRST_RUNG, top + 1):
        words, lines = rungs[rung].split(), [""]
        for word in words:
            if lines[-1] and len(lines[-1]) + len(word) > 11:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        text = "".join(f'<tspan x="{x_of(rung):.1f}" dy="15">{line}</tspan>' for line in lines)
        svg.append(
            f'<text x="{x_of(rung):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" font-size="12">'
            f'<tspan font-weight="600">{rung}</tspan>{text}</text>'
        )
    for index, (policy, title, colour, shift) in enumerate(SERIES):
        points = []
        for rung in range(FIRST_RUNG, top + 1):
            o = outcomes[policy][f"p_max_rung_ge_{rung}"]
            x = x_of(rung) + shift
            svg.append(
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y_of(o["low"]):.1f}" y2="{y_of(o["high"]):.1f}" '
                f'stroke="{colour}" stroke-width="2"/>'
            )
            if o["estimate"] > LOWEST:
                points.append((x, y_of(o["estimate"])))
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        svg.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5" opacity="0.5"/>')
        svg += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points]
        svg.append(
            f'<circle cx="{LEFT + 14}" cy="{HEIGHT - BOTTOM - 40 + 20 * index}" r="4" fill="{colour}"/>'
            f'<text x="{LEFT + 26}" y="{HEIGHT - BOTTOM - 36 + 20 * index}" fill="{colour}">{title}</text>'
        )
    svg.append(
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end" font-size="11" fill="#888">'
        f"offramp run {program.SCENARIO}, {CAMPAIGNS:,} campaigns a policy, seed {program.SEED}</text>"
    )
    svg.append("</svg>\n")
    return "\n".join(svg)


def write():
    drawn = draw(program.runs(POLICIES, CAMPAIGNS), rung_names())
    if not program.quick:
        PICTURE.write_text(drawn)
