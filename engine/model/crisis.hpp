// SPDX-License-Identifier: Apache-2.0
// The rules of the crisis game, said once. See docs/model.md for the game in words.
//
//   open_context(), opening_state()   where a crisis begins                        crisis_context.hpp
//   list_moves()                      what a side can do                           crisis_moves.hpp
//   standing_cost(), ending_payoff()  what a round costs and an end is worth       crisis_payoff.hpp
//   enter_round(), for_each_branch()  both have moved: how chance can carry it on  crisis_round.hpp
//
// Play draws one branch of a round, lookahead and backward induction sum over them, the exporter writes them
// out; none has rules of its own. tests/crisis/conformance.hpp holds them to each other.
#pragma once

#include "engine/model/crisis_round.hpp"
