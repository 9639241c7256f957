# SPDX-License-Identifier: Apache-2.0
"""Who accepts which guardrail, and why."""

from . import program
from .text import fixed, half_width, plus_minus, signed, table

MARKS = {"clear": "", "likely": " ~", "open": " ?", "identical": ""}
PARTS = {"standing": "standing on the ladder"}
# Columns of China's difference, and the parts that each sums; what is left is the last.
COLUMNS = [
    ("of China's difference: standing on the ladder", ["standing"]), ("stakes", ["stakes"]),
    ("actions, breaches", ["actions", "breaches"]), ("rival's presence", ["rival_presence"]), ("upkeep", ["upkeep"]),
]  # fmt: skip


def singles(game):
    return [p["guardrails"][0] for p in game["packages"] if len(p["guardrails"]) == 1]


def all_of(game):
    return singles(game)


def package_of(game, names):
    return next(p for p in game["packages"] if sorted(p["guardrails"]) == sorted(names))


def gain(package, actor):
    difference = package.get(f"difference_{actor}")  # nothing against itself
    return plus_minus(difference) + MARKS[difference["strength"]] if difference else "0"


def answers(game):
    rows = []
    for names in [[name] for name in singles(game)] + [all_of(game)]:
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
    everything = package_of(game, all_of(game))
    answer = package_of(game, game["answer"]["guardrails"])
    made = {"answer": ", ".join(f"`{name}`" for name in answer["guardrails"]) or "none"}
    for actor in ("us", "cn"):
        made[f"answer.{actor}"] = gain(answer, actor)
        made[f"upkeep.{actor}"] = fixed(-everything[f"difference_{actor}"]["parts"]["upkeep"]["estimate"])
        made[f"crises.{actor}"] = without_upkeep(everything, actor)
    return made


def values():
    game = program.guardrail_game()
    everything, nothing = package_of(game, all_of(game)), package_of(game, [])
    made = in_a_sentence() | {
        "answers": answers(game),
        "simulated": f"{game['simulated']:,}",
        "stable": str(len(game["equilibria"])),
        "decided": "is decided" if game["answer"]["decided"] else "is not decided: the program says itself that more campaigns may change it",
        "presence.without": fixed(nothing["presence_us"]["estimate"]),
        "presence.with": fixed(everything["presence_us"]["estimate"]),
    }  # fmt: skip
    for part in ("standing", "stakes", "upkeep"):
        hotline = package_of(game, ["hotline-commitment"])["difference_cn"]["parts"]
        made[f"hotline.{part}"] = signed(hotline[part]["estimate"])
    made["additions"] = table(["put beside it", "United States", "China"], [
        [f"`{a['guardrail']}`"] + [plus_minus(a[f"difference_{actor}"]) + MARKS[a[f"difference_{actor}"]["strength"]]
                                   for actor in ("us", "cn")] for a in game["additions"]])  # fmt: skip
    accepts = game["qre"]["accepts_cn"]
    made["logit"] = ", ".join(f"`{name}` {fixed(p)}" for name, p in sorted(accepts.items(), key=lambda item: -item[1]))
    made["rationality"] = f"{game['qre']['rationality_cn']:g}"
    tried = [c for c in game["concessions"] if c["both_accept"]]
    made["concessions"] = table(["package", "concession", "United States", "China", "both accept"], [
        [", ".join(f"`{g}`" for g in c["guardrails"]), f"`{c['concession']}`", plus_minus(c["difference_us"]),
         plus_minus(c["difference_cn"]), "yes"] for c in tried]) if tried else "No listed concession makes both accept a package that one of them rebuffs."  # fmt: skip
    for name, short in (("without", "none"), ("with", "all")):
        regret = regret_of(game, name)
        for actor in ("us", "cn"):
            largest = regret[f"largest_{actor}"]
            made[f"regret.{actor}.{short}"] = f"{fixed(largest['estimate'])} ± {fixed(half_width(largest))} ({largest['posture']} {largest['level']:g})"
    return made


def regret_of(game, which):
    cases = list(game["posture_regret"].values())
    return cases[0] if which == "without" else cases[-1]
