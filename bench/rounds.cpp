// SPDX-License-Identifier: Apache-2.0
#include "bench/rounds.hpp"

#include <set>
#include <utility>

#include "bench/reference.hpp"
#include "engine/base/key.hpp"

namespace offramp {

namespace {

int distinct_targets(const MoveList& moves) {
    std::set<int> targets;
    for (int k = 0; k < moves.size; ++k) targets.insert(moves[k].target);
    return static_cast<int>(targets.size());
}

int depth_of(const Model& m) {
    return std::get<LookaheadRule>(m.actors[0].rule).depth;
}

RoundNeeds needs_of(World& w, Lookahead& lookahead) {
    RoundNeeds needs;
    Pair<Strategy> strategies;
    const Crisis& crisis = w.crisis;
    needs.responses =
        lookahead.quantal_response(crisis.context, crisis.state, depth_of(*w.model), strategies).iterations;
    needs.accidents = 1;
    for (int i = 0; i < kActors; ++i) {
        needs.courses[at(i)] = lookahead.game().courses[at(i)].size;
        needs.types[at(i)] = w.model->actors[at(i)].types;
        needs.accidents *= distinct_targets(lookahead.game().moves[at(i)]);
    }
    return needs;
}

void play(World& w) {
    w.now = w.crisis.next_round;
    play_round(w);
}

}  // namespace

std::vector<Opening> reference_openings(int campaigns) {
    Simulator simulator(reference_model());
    Trajectory record;
    std::vector<Opening> openings;
    for (int k = 0; k < campaigns; ++k) {
        simulator.run({1, static_cast<std::uint64_t>(k)}, record);
        for (const Event& event : record.events) {
            if (event.kind != EventKind::kCrisisOpened) continue;
            openings.push_back({event.label, event.actor, combine_keys(1, openings.size()), event.tension});
        }
    }
    return openings;
}

void open(World& w, const Opening& opening) {
    begin(w);
    w.x[FeatureIndex::tension] = opening.tension;
    open_crisis(w, opening.type, opening.provoker, opening.key, false, false);
}

std::vector<RoundNeeds> count_needs(World& w, const std::vector<Opening>& openings) {
    Lookahead lookahead(depth_of(*w.model));
    std::vector<RoundNeeds> result;
    for (const Opening& opening : openings) {
        open(w, opening);
        while (w.in_crisis) {
            RoundNeeds needs = needs_of(w, lookahead);
            const int calls = w.summary.calls;
            play(w);
            needs.blocks = w.summary.calls > calls ? 3 : 2;  // decisions, accident; and calls
            result.push_back(needs);
        }
    }
    return result;
}

std::vector<OpenRound> open_rounds(World& w, const std::vector<Opening>& openings, std::size_t most) {
    std::vector<OpenRound> result;
    for (const Opening& opening : openings) {
        open(w, opening);
        while (w.in_crisis && result.size() < most) {
            result.push_back({w.crisis.context, w.crisis.state});
            play(w);
        }
    }
    return result;
}

}  // namespace offramp
