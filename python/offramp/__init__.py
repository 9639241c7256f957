# SPDX-License-Identifier: Apache-2.0
"""Offramp, a game-theory crisis simulation engine, for notebooks and programs.

A function gives what the command of its name prints with ``--json``, as a dictionary, or a :class:`Table` of columns
for data frames. Work runs on all cores without the lock of the interpreter, and Ctrl-C ends it. The same inputs give
the same numbers as the program.

>>> import offramp
>>> scenario = offramp.load(offramp.SCENARIOS / "theory" / "hawkes.yaml")
>>> record = offramp.run(scenario, seed=1, campaigns=20)
>>> record["campaigns"], record["complete"]
(20, True)
"""

from offramp import _core
from offramp._errors import InputError, OfframpWarning, Problem, RuntimeFailure
from offramp._games import check_profile, solve, solve_crisis, solve_guardrails
from offramp._hindcast import hindcast
from offramp._play import Play, PlayError, Rule, campaigns_by_rules, play
from offramp._records import ProgressCallback, Record
from offramp._runs import campaigns, compare, run
from offramp._scenario import SCENARIOS, Scenario, Value, load, validate
from offramp._sweeps import Store, sweep
from offramp._table import Table

__version__ = _core.version

__all__ = [
    "SCENARIOS",
    "InputError",
    "OfframpWarning",
    "Play",
    "PlayError",
    "Problem",
    "ProgressCallback",
    "Record",
    "Rule",
    "RuntimeFailure",
    "Scenario",
    "Store",
    "Table",
    "Value",
    "campaigns",
    "campaigns_by_rules",
    "check_profile",
    "compare",
    "hindcast",
    "load",
    "play",
    "run",
    "solve",
    "solve_crisis",
    "solve_guardrails",
    "sweep",
    "validate",
]
