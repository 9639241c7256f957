# SPDX-License-Identifier: Apache-2.0
"""The scenario's moments against the record's, and what the draws say of them."""

from . import program
from .text import fixed, signed, significant, table


def moments(fit):
    after = program.by_name(fit["posterior"]["moments"])
    rows = []
    for moment in fit["moments"]:
        error = (moment["error"] ** 2 + moment["simulation_error"] ** 2) ** 0.5
        number = f" ({moment['incidents']})" if moment["incidents"] else ""
        said = after[moment["name"]]
        title = moment["title"]
        rows.append([title + number, f"{significant(moment['target'])} ± {significant(moment['error'], 1)}",
                     significant(moment["before"]), signed((moment["before"] - moment["target"]) / error, 1),
                     f"{significant(said['after']['low'])} to {significant(said['after']['high'])}",
                     fixed(said["above"])])  # fmt: skip
    return table(["Moment", "Record ± standard error", "Scenario", "Missed, standard errors", "After the record, 95 %",
                  "Chance that a record lies above this one"], rows)  # fmt: skip


def values():
    fit = program.calibration()
    return {
        "moments": moments(fit),
        "distance": fixed(fit["distance_before"], 1),
        "j": fixed(fit["j"]["statistic"], 1),
        "j.freedom": str(fit["j"]["freedom"]),
        "j.p": significant(fit["j"]["p"]),
        "draws": str(len(fit["posterior"]["draws"])),
        "effective": f"{fit['posterior']['effective']:.0f}",
        "inflation": fixed(fit["posterior"]["inflation"], 1),
    }
