# SPDX-License-Identifier: Apache-2.0
"""Who accepts which guardrail, and why."""

from . import program
from .text import fixed, level, plus_minus, signed, table

MARKS = {"clear": "", "likely": " ~", "open": " ?", "identical": ""}
PARTS = {"standing": "standing on the ladder"}
# Columns of China's difference, and the parts that each sums; what is left is the last.
COLUMNS = [
    ("of China's difference: standing on the ladder", ["standing"]), ("stakes", ["stakes"]),
    ("actions, breaches", ["actions", "breaches"]), ("rival's presence", ["rival_presence"]), ("upkeep", ["upkeep"]),
]  # fmt: skip


def guardrails_of(game):
    """Of the packages of one, each."""
    return [p["guardrails"][0] for p in game["packages"] if len(p["guardrails"]) == 1]


def package_of(game, names):
    return next(p for p in game["packages"] if sorted(p["guardrails"]) == sorted(names))


def gain(package, actor):
    difference = package.get(f"difference_{actor}")  # nothing against itself
    return plus_minus(difference) + MARKS[difference["strength"]] if difference else "0"


def answers(game):
    rows = []
    for names in [[name] for name in guardrails_of(game)] + [guardrails_of(game)]:
        package = package_of(game, names)
        cells = ["all six" if len(names) > 1 else f"`{names[0]}`"]
        for actor in ("us", "cn"):
            cells.append(("accepts, " if package[f"accepted_{actor}"] else "**rebuffs**, ") + gain(package, actor))
        parts = {name: o["estimate"] for name, o in package["difference_cn"]["parts"].items()}
        shown = [sum(parts[name] for name in sum_of) for _, sum_of in COLUMNS]
        rows.append(cells + list(map(signed, shown)) + [signed(sum(parts.values()) - sum(shown))])
    return table(["Guardrail", "United States", "China"] + [title for title, _ in COLUMNS] + ["rest"], rows)


def without_upkeep(package, actor):
    difference = package[f"difference_{actor}"]
    return signed(difference["estimate"] - difference["parts"]["upkeep"]["estimate"])


def in_a_sentence():
    """What README and this document both say of the game."""
    game = program.guardrail_game()
    everything = package_of(game, guardrails_of(game))
    answer = package_of(game, game["answer"]["guardrails"])
    made = {"answer": ", ".join(f"`{name}`" for name in answer["guardrails"]) or "none"}
    for actor in ("us", "cn"):
        made[f"answer.{actor}"] = gain(answer, actor)
        made[f"upkeep.{actor}"] = fixed(-everything[f"difference_{actor}"]["parts"]["upkeep"]["estimate"])
        made[f"crises.{actor}"] = without_upkeep(everything, actor)
    return made


def values():
    game = program.guardrail_game()
    everything, nothing = package_of(game, guardrails_of(game)), package_of(game, [])
    made = in_a_sentence() | {
        "answers": answers(game),
        "simulated": f"{game['simulated']:,}",
        "stable": str(len(game["equilibria"])),
        "decided": "is decided" if game["answer"]["decided"] else "is not decided: more campaigns may change it",
        "presence.without": fixed(nothing["presence_us"]["estimate"]),
        "presence.with": fixed(everything["presence_us"]["estimate"]),
    }  # fmt: skip
    for part in ("standing", "stakes", "upkeep"):
        hotline = package_of(game, ["hotline-commitment"])["difference_cn"]["parts"]
        made[f"hotline.{part}"] = signed(hotline[part]["estimate"])
    added = [[f"`{a['guardrail']}`", gain(a, "us"), gain(a, "cn")] for a in game["additions"]]
    made["additions"] = table(["put beside it", "United States", "China"], added)
    accepts = game["qre"]["accepts_cn"]
    made["logit"] = ", ".join(f"`{name}` {fixed(p)}" for name, p in sorted(accepts.items(), key=lambda item: -item[1]))
    made["rationality"] = f"{game['qre']['rationality_cn']:g}"
    tried = [[", ".join(f"`{g}`" for g in c["guardrails"]), f"`{c['concession']}`", gain(c, "us"), gain(c, "cn")]
             for c in game["concessions"] if c["both_accept"]]  # fmt: skip
    nothing_helps = "No listed concession makes both accept a package that one of them rebuffs."
    made["concessions"] = table(["package that both accept", "with", "United States", "China"], tried) if tried else nothing_helps
    cases = list(game["posture_regret"].values())  # first without guardrails, last with all that are in question
    for regret, short in ((cases[0], "none"), (cases[-1], "all")):
        for actor in ("us", "cn"):
            most = regret[f"largest_{actor}"]
            made[f"regret.{actor}.{short}"] = f"{level(most, 2)} ({most['posture']} {most['level']:g})"
    return made
