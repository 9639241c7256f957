# SPDX-License-Identifier: Apache-2.0
"""Numbers, tables and marks of the documents."""

import math
import re

# `<!-- =NAME -->…<!-- / -->` encloses what is computed.
MARK = re.compile(r"(<!-- =([\w.-]+) -->)(.*?)(<!-- / -->)", re.DOTALL)


def minus(text):
    return text.replace("-", "−")


def significant(x, digits=2):
    """A probability or a share to so many significant digits; very small ones with a power of ten."""
    if x is None:
        return "–"
    if x == 0:
        return "0"
    if abs(x) < 1e-4:
        return minus(f"{x:.{digits - 1}e}".replace("e-0", "e-"))
    return minus(f"{x:.{max(digits - 1 - math.floor(math.log10(abs(x))), 0)}f}")


def fixed(x, decimals=2):
    return "–" if x is None else minus(f"{x:.{decimals}f}")


def signed(x, decimals=2):
    text = fixed(x, decimals)
    if set(text) <= set("−0."):
        return text.removeprefix("−")
    return text if text.startswith("−") else "+" + text


def interval(o, digits=2):
    """Estimate and 95 % interval, as a probability."""
    return f"{significant(o['estimate'], digits)} [{significant(o['low'], digits)}, {significant(o['high'], digits)}]"


def half_width(o):
    return None if o["low"] is None else (o["high"] - o["low"]) / 2


def plus_minus(o, decimals=2):
    """A difference and half of its interval."""
    return f"{signed(o['estimate'], decimals)} ± {fixed(half_width(o), decimals)}"


def from_to(o, decimals=2):
    """A difference and its interval."""
    return f"{signed(o['estimate'], decimals)} ({signed(o['low'], decimals)} to {signed(o['high'], decimals)})"


def probability(o):
    """The estimate, and half the width of its 95 % interval; for rare events the interval itself."""
    if o["estimate"] < 0.01:
        return interval(o)
    return f"{significant(o['estimate'])} ± {significant(half_width(o), 1)}"


def level(o, decimals):
    """The estimate to so many decimals, and half the width of its interval to one digit."""
    return f"{fixed(o['estimate'], decimals)} ± {significant(half_width(o), 1)}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n\n" + "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n\n"
