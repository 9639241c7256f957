// SPDX-License-Identifier: Apache-2.0
// The rules of the crisis game held to themselves, and what plays, solves and writes them out held to the
// rules: every incident of the theory scenarios and of the fixtures, provoked by either side.
#include "tests/crisis/conformance.hpp"

#include <algorithm>
#include <filesystem>

#include "analysis/crisis_alone.hpp"
#include "engine/agents/decide.hpp"
#include "engine/crisis/crisis_solver.hpp"
#include "engine/crisis/crisis_tree.hpp"
#include "engine/model/situation.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/support/sanitized.hpp"

using namespace offramp;
using offramp::testing::kSanitized;

namespace {

constexpr int kPlays = kSanitized ? 3 : 20;
constexpr int kCrises = kSanitized ? 100 : 2000;

// A crisis by itself, and its model.
struct Alone {
    Alone(const Scenario& scenario, int incident, int provoker)
        : model(compile(validate(crisis_alone(scenario, incident, provoker)))) {
        const Situation s = initial_situation(model);
        context = open_context(model, incident, provoker, setting_of(s));
        opening =
            opening_state(context, false, {model.actors[0].prior, model.actors[1].prior}, s.channels_open);
    }
    Alone(const Alone&) = delete;
    Model model;
    CrisisContext context;
    CrisisState opening;
};

std::vector<std::string> scenarios() {
    const std::filesystem::path root = OFFRAMP_SOURCE_DIR;
    std::vector<std::string> files = {"tests/fixtures/compact.yaml", "tests/cli/strait.yaml"};
    for (const auto& entry : std::filesystem::directory_iterator(root / "scenarios/theory")) {
        if (entry.path().extension() == ".yaml")
            files.push_back("scenarios/theory/" + entry.path().filename().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

// A scenario in which no beliefs move: actors of several types keep the first, and crises are cut short, so
// that all that can happen in them can be gone through.
Scenario plain(Scenario s) {
    if (s.actors[0].types.size() == 1 && s.actors[1].types.size() == 1) return s;
    for (Actor& actor : s.actors) {
        actor.types.resize(1);
        actor.types[0].prior = 1.0;
    }
    for (Incident& incident : s.incidents) incident.rounds = std::min(incident.rounds, 3);
    return s;
}

// Calls visit(crisis) for every incident of every scenario, provoked by each side that can provoke it.
template <class Visit>
void for_each_crisis(Visit visit, Scenario (*made_of)(Scenario) = nullptr) {
    for (const std::string& file : scenarios()) {
        Scenario s = load_scenario(std::filesystem::path(OFFRAMP_SOURCE_DIR) / file).scenario();
        if (made_of != nullptr) s = made_of(std::move(s));
        for (std::size_t k = 0; k < s.incidents.size(); ++k) {
            for (int provoker = 0; provoker < kActors; ++provoker) {
                if (s.incidents[k].provoker[provoker] <= 0.0) continue;
                INFO(file << ": " << s.incidents[k].name << ", provoked by "
                          << s.actors[static_cast<std::size_t>(provoker)].name);
                visit(Alone(s, static_cast<int>(k), provoker));
            }
        }
    }
}

// A continuation made up of numbers, so that what a solver sums shows which states it went to.
class MadeUp final : public Continuation {
  public:
    static double value_of(const CrisisState& s, int actor, int type) {
        return std::sin(1.0 + 0.7 * s.rungs[0] + 1.3 * s.rungs[1] + 2.1 * s.round +
                        (s.incident_over ? 0.4 : 0.0) + 0.9 * s.answered + 3.1 * actor + 0.3 * type);
    }
    void evaluate(const CrisisState& next, TypeValues& value) override {
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < kMaxTypes; ++type) value[at(i)][at(type)] = value_of(next, i, type);
        }
    }
};

// What going on is worth to an actor of a type where no terms were agreed on, after a talk of a side or none.
template <class Later>
double worth_of_going_on(const CrisisContext& c, const Round& round, int refused, int i, int type,
                         Later later) {
    double sum = 0.0;
    for_each_branch_without_terms(c, round, refused, [&](const Branch& branch) {
        double worth = branch_payoff(c, branch, i, type);
        if (branch.end.ending == Ending::kNone) worth += later(branch.next, i, type);
        sum += branch.probability * worth;
    });
    return sum;
}

// Probability that a type of the side called accepts.
template <class Later>
double acceptance(const CrisisContext& c, const Round& round, int caller, int type, Later later) {
    const int called = other(caller);
    const double agreed = ending_payoff(c, agreement(round, caller), round.agreed, called, type);
    const double on = worth_of_going_on(c, round, caller, called, type, later);
    return 1.0 / (1.0 + std::exp(-c.rationality[at(called)] * (agreed - on)));
}

// What a pair of moves is worth to an actor of a type: its cost, and the mean over the branches of the round.
template <class Later>
double mean_over_branches(const CrisisContext& c, const CrisisState& s, const Pair<Move>& move, int i,
                          int type, const Pair<double>& accepted, Later later) {
    const Round round = enter_round(c, s, move);
    double sum =
        -cost_of(c, move[at(i)], i, type) - standing_cost(c, round.after.rungs, round.persists, i).total();
    for_each_branch(c, round, accepted, [&](const Branch& branch) {
        double worth = branch_payoff(c, branch, i, type);
        if (branch.end.ending == Ending::kNone) worth += later(branch.next, i, type);
        sum += branch.probability * worth;
    });
    return sum;
}

// What an actor does whose strategy is one thing where it sees right, and another where it takes the other
// side to stand one rung higher.
void mix_in(const CrisisContext& c, const CrisisState& s, int i, int moves, const Strategy& misread_strategy,
            Strategy& strategy) {
    if (misread(c, s, i).rungs == s.rungs) return;
    const double error = misperception_probability(c, s);
    for (int type = 0; type < c.model->actors[at(i)].types; ++type) {
        for (int a = 0; a < moves; ++a) {
            strategy[at(type)][at(a)] =
                (1.0 - error) * strategy[at(type)][at(a)] + error * misread_strategy[at(type)][at(a)];
        }
    }
}

// What a state of a crisis whose sides have one type each comes to, play by play: no beliefs move. What was
// seen last matters to doctrines alone.
using PlainKey = std::array<int, 13>;
PlainKey plain_key(CrisisState s, bool doctrines) {
    if (!doctrines) s.seen = s.seen_before = {};
    const auto bits = [](std::uint32_t x) { return static_cast<int>(x); };
    return {s.round,
            s.rungs[0],
            s.rungs[1],
            s.harms,
            s.incident_over ? 1 : 0,
            bits(s.channels_open),
            bits(s.taken[0]),
            bits(s.taken[1]),
            s.seen[0],
            s.seen[1],
            s.seen_before[0],
            s.seen_before[1],
            static_cast<int>(std::lround(1e6 * s.answered))};
}

// Draws agreements more rarely than they are probable.
struct Skewed : EngineRules {
    template <class Random>
    Branch draw(const CrisisContext& c, const Round& round, const Pair<double>& accepted,
                Random& random) const {
        const Branch branch = EngineRules::draw(c, round, accepted, random);
        return branch.end.ending == Ending::kOffRamp ? EngineRules::draw(c, round, accepted, random) : branch;
    }
};

}  // namespace

TEST_CASE("The rules of every crisis conform") {
    int crises = 0;
    for_each_crisis([&](const Alone& crisis) {
        Conformance suite(EngineRules{}, crisis.context, 11);
        CHECK(suite.play(crisis.opening, kPlays) == std::vector<std::string>{});
        ++crises;
    });
    CHECK(crises >= 20);
}

TEST_CASE("The suite finds what is wrong with rules") {
    const Scenario s =
        load_scenario(std::filesystem::path(OFFRAMP_SOURCE_DIR) / "tests/fixtures/compact.yaml").scenario();
    const Alone crisis(s, 0, 1);
    const auto problems = [&](const auto& rules) {
        std::string all;
        Conformance suite(rules, crisis.context, 11);
        for (const std::string& problem : suite.play(crisis.opening, 40)) all += problem + "\n";
        return all;
    };
    struct Leaky : EngineRules {
        std::vector<Branch> branches(const CrisisContext& c, const Round& round,
                                     const Pair<double>& accepted) const {
            std::vector<Branch> list = EngineRules::branches(c, round, accepted);
            list.pop_back();
            return list;
        }
    };
    CHECK(problems(Leaky{}).find("probabilities do not sum to 1") != std::string::npos);
    struct Generous : EngineRules {
        Payment pay_round(const CrisisContext& c, const Round& round, int actor, int type) const {
            Payment payment = EngineRules::pay_round(c, round, actor, type);
            payment.amount += 0.1;
            return payment;
        }
    };
    CHECK(problems(Generous{}).find("not the sum of its parts") != std::string::npos);
    CHECK(problems(Generous{}).find("a round pays") != std::string::npos);
    struct Peaceful : EngineRules {  // a bonus for a quiet end
        Payment pay_end(const CrisisContext& c, const Branch& branch, int actor, int type) const {
            Payment payment = EngineRules::pay_end(c, branch, actor, type);
            if (!is_war(branch.end.ending)) payment.add(PayoffPart::kCalm, 0.5);
            return payment;
        }
    };
    CHECK(problems(Peaceful{}).find("an end that moves nothing is a gain") != std::string::npos);
    struct Bountiful : EngineRules {
        double moved(const CrisisContext& c, const End& end, int actor) const {
            return std::abs(EngineRules::moved(c, end, actor));
        }
    };
    CHECK(problems(Bountiful{}).find("what one side gains the other does not lose") != std::string::npos);
    struct Talkative : EngineRules {  // both talk where both would be heard
        std::vector<Branch> branches(const CrisisContext& c, const Round& round,
                                     const Pair<double>& accepted) const {
            std::vector<Branch> list = EngineRules::branches(c, round, accepted);
            for (Branch& branch : list) {
                if (branch.end.ending == Ending::kOffRamp) branch.probability *= 1.05;
            }
            return list;
        }
    };
    CHECK(problems(Talkative{}).find("not agreed on as often as accepted") != std::string::npos);
    CHECK(problems(Skewed{}).find("drawn more or less often") != std::string::npos);
    struct Forgetful : EngineRules {
        Round round(const CrisisContext& c, const CrisisState& s, const Pair<Move>& move) const {
            Round round = EngineRules::round(c, s, move);
            round.after.harms = 0;
            return round;
        }
    };
    CHECK(problems(Forgetful{}).find("harms are miscounted") != std::string::npos);
}

TEST_CASE("A stage game is the mean over the branches of its rounds") {
    for_each_crisis([&](const Alone& crisis) {
        const CrisisContext& c = crisis.context;
        if (crisis.model.actors[0].risk_aversion != 0.0 || crisis.model.actors[1].risk_aversion != 0.0)
            return;
        MadeUp beyond;
        const auto game = std::make_unique<StageGame>();
        CrisisState s = crisis.opening;
        for (int round = 0; round < std::min(c.incident->rounds, 3); ++round, ++s.round) {
            build_stage_game(c, s, beyond, *game);
            const auto later = [](const CrisisState& next, int i, int type) {
                return MadeUp::value_of(next, i, type);
            };
            for (int i = 0; i < kActors; ++i) {
                const int j = other(i);
                for (int a = 0; a < game->moves[at(i)].size; ++a) {
                    for (int b = 0; b < game->moves[at(j)].size; ++b) {
                        Pair<Move> move;
                        move[at(i)] = game->moves[at(i)][a];
                        move[at(j)] = game->moves[at(j)][b];
                        const Round entered = enter_round(c, s, move);
                        Pair<double> accepted{};  // of own terms: by the belief
                        for (int type = 0; type < crisis.model.actors[at(j)].types; ++type) {
                            accepted[at(i)] +=
                                s.belief[at(j)][at(type)] * acceptance(c, entered, i, type, later);
                        }
                        for (int type = 0; type < crisis.model.actors[at(i)].types; ++type) {
                            accepted[at(j)] = acceptance(c, entered, j, type, later);
                            const double mean = mean_over_branches(c, s, move, i, type, accepted, later);
                            const double payoff = game->payoff(i, type, game->courses[at(i)].of_move[at(a)],
                                                               game->courses[at(j)].of_move[at(b)]) -
                                                  move[at(i)].cost;
                            CHECK(payoff == Approx(mean).margin(1e-12));
                        }
                    }
                }
            }
        }
    });
}

TEST_CASE("Backward induction sums over the branches of every round") {
    int solved = 0;
    for_each_crisis(
        [&](const Alone& crisis) {
            const CrisisContext& c = crisis.context;
            SolverOptions options;
            options.subdivisions = 1;
            const auto table = solve_crisis(c, crisis.opening.channels_open, options);
            CHECK(table->report.residual <= options.tolerance);
            // Values under the table's strategies, from the last round back, of the states that play comes
            // to. A side that misreads the other's stand does what the table has for the stand that it takes
            // it for.
            std::map<PlainKey, Pair<double>> known;
            const auto value = [&](const auto& self, const CrisisState& s) -> Pair<double> {
                CrisisState key = s;
                key.harms = std::min(s.harms, table->space.most_harms());
                if (const auto found = known.find(plain_key(key, false)); found != known.end())
                    return found->second;
                Pair<MoveList> moves;
                Pair<Strategy> play;
                table->strategies(c, s, moves, play);
                for (int i = 0; i < kActors; ++i) {
                    Pair<MoveList> same;
                    Pair<Strategy> imagined;
                    table->strategies(c, misread(c, s, i), same, imagined);
                    mix_in(c, s, i, moves[at(i)].size, imagined[at(i)], play[at(i)]);
                }
                const auto later = [&](const CrisisState& next, int i, int) {
                    return self(self, next)[at(i)];
                };
                Pair<double> sum{};
                for (int a = 0; a < moves[0].size; ++a) {
                    for (int b = 0; b < moves[1].size; ++b) {
                        const double p = play[0][0][at(a)] * play[1][0][at(b)];
                        if (p <= 0.0) continue;
                        const Pair<Move> move = {moves[0][a], moves[1][b]};
                        const Round round = enter_round(c, s, move);
                        const Pair<double> accepted = {
                            round.talk[0] > 0.0 ? acceptance(c, round, 0, 0, later) : 0.0,
                            round.talk[1] > 0.0 ? acceptance(c, round, 1, 0, later) : 0.0};
                        for (int i = 0; i < kActors; ++i) {
                            sum[at(i)] += p * mean_over_branches(c, s, move, i, 0, accepted, later);
                        }
                    }
                }
                return known[plain_key(key, false)] = sum;
            };
            if (c.incident->rounds > 100) return;  // the recursion goes as deep
            TypeValues worth{};
            table->opening_values(crisis.opening, worth);
            const Pair<double> walked = value(value, crisis.opening);
            for (int i = 0; i < kActors; ++i) CHECK(worth[at(i)][0] == Approx(walked[at(i)]).margin(1e-5));
            ++solved;
        },
        &plain);
    CHECK(solved >= 8);
}

TEST_CASE("A tree holds the branches that the rules have") {
    int written = 0;
    for_each_crisis([&](const Alone& crisis) {
        const CrisisContext& c = crisis.context;
        const ExtensiveForm tree = crisis_tree(c, crisis.opening, 1, 100'000);
        // Expected payoffs where everybody takes every action equally often.
        Pair<double> sum{};
        std::vector<double> reach(tree.nodes.size(), 1.0);
        for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
            const TreeNode& node = tree.nodes[n];
            if (node.parent != kNone) {
                const InformationSet& set =
                    tree.information_sets[at(tree.nodes[at(node.parent)].information_set)];
                reach[n] = reach[at(node.parent)] * (set.player == kChance
                                                         ? to_double(set.probabilities[at(node.action)])
                                                         : 1.0 / static_cast<double>(set.actions.size()));
            }
            if (node.outcome == kNone) continue;
            for (int i = 0; i < kActors; ++i) {
                sum[at(i)] += reach[n] * to_double(tree.outcomes[at(node.outcome)].payoffs[at(i)]);
            }
        }
        IncidentModel last = *c.incident;
        last.rounds = 1;
        CrisisContext once = c;
        once.incident = &last;
        Pair<MoveList> moves;
        for (int i = 0; i < kActors; ++i) list_moves(once, crisis.opening, i, moves[at(i)]);
        for (int i = 0; i < kActors; ++i) {
            double mean = 0.0;
            for (int a = 0; a < moves[0].size; ++a) {
                for (int b = 0; b < moves[1].size; ++b) {
                    for (int type = 0; type < crisis.model.actors[at(i)].types; ++type) {
                        mean +=
                            crisis.opening.belief[at(i)][at(type)] / (moves[0].size * moves[1].size) *
                            mean_over_branches(once, crisis.opening, {moves[0][a], moves[1][b]}, i, type,
                                               {0.5, 0.5}, [](const CrisisState&, int, int) { return 0.0; });
                    }
                }
            }
            CHECK(sum[at(i)] == Approx(mean).margin(1e-9));
        }
        ++written;
    });
    CHECK(written >= 20);
}

// The chances of every end of a crisis by the strategies that are played, summed over all branches, and how
// often it ended so: each bound is a false alarm once in 16,000.
TEST_CASE("Crises end as often in play as the branches say", "[long]") {
    int compared = 0;
    for_each_crisis(
        [&](const Alone& crisis) {
            const CrisisContext& c = crisis.context;
            if (needs_tables(crisis.model)) return;
            const bool doctrines = std::holds_alternative<DoctrineRule>(crisis.model.actors[0].rule) ||
                                   std::holds_alternative<DoctrineRule>(crisis.model.actors[1].rule);
            DecisionMaker decider(crisis.model, nullptr);
            Decision decision;
            std::map<PlainKey, std::pair<CrisisState, double>> now{
                {plain_key(crisis.opening, true), {crisis.opening, 1.0}}};
            std::map<std::pair<Ending, int>, double> chance;
            while (!now.empty()) {
                std::map<PlainKey, std::pair<CrisisState, double>> then;
                for (const auto& [key, state] : now) {
                    const auto& [s, reach] = state;
                    decider.decide(c, s, decision);
                    Pair<Strategy> drawn = decision.strategies;
                    for (int i = 0; i < kActors; ++i) {
                        Strategy imagined;
                        decider.misread(c, s, i, imagined);
                        mix_in(c, s, i, decision.moves[at(i)].size, imagined, drawn[at(i)]);
                    }
                    for (int a = 0; a < decision.moves[0].size; ++a) {
                        for (int b = 0; b < decision.moves[1].size; ++b) {
                            const double p = reach * drawn[0][0][at(a)] * drawn[1][0][at(b)];
                            if (p <= 1e-12) continue;
                            const Round round =
                                enter_round(c, s, {decision.moves[0][a], decision.moves[1][b]});
                            Pair<double> accepted{};
                            for (int i = 0; i < kActors; ++i) {
                                if (round.talk[at(i)] <= 0.0) continue;
                                std::array<double, kMaxTypes> by_type{};
                                decider.weigh(c, s, decision, round, i, by_type);
                                accepted[at(i)] = by_type[0];
                            }
                            for_each_branch(c, round, accepted, [&](const Branch& branch) {
                                if (branch.end.ending != Ending::kNone) {
                                    const bool backed_down = branch.end.ending == Ending::kBackedDown;
                                    chance[{branch.end.ending, backed_down ? branch.end.by : -1}] +=
                                        p * branch.probability;
                                    return;
                                }
                                auto& later = then[plain_key(branch.next, doctrines)];
                                later.first = branch.next;
                                later.second += p * branch.probability;
                            });
                        }
                    }
                }
                now = std::move(then);
            }
            std::map<std::pair<Ending, int>, int> ended;
            for_each_campaign(crisis.model, kCrises, [&](const CampaignSummary& summary) {
                if (summary.crises_ended == 0) return;
                const Ending how =
                    summary.war ? (summary.war_by_accident ? Ending::kWarByAccident : Ending::kWarByChoice)
                    : summary.faded > 0   ? Ending::kFaded
                    : summary.settled > 0 ? Ending::kStoodDown
                                          : Ending::kBackedDown;
                ++ended[{how, how != Ending::kBackedDown ? -1 : summary.backed_down[0] > 0 ? 0 : 1}];
            });
            chance[{Ending::kStoodDown, -1}] += chance[{Ending::kOffRamp, -1}];  // both are settled
            chance.erase({Ending::kOffRamp, -1});
            for (const auto& [how, p] : chance) {
                const double error = std::sqrt(p * (1.0 - p) / kCrises);
                CHECK(std::abs(static_cast<double>(ended[how]) / kCrises - p) <= 4.0 * error + 1e-9);
            }
            ++compared;
        },
        &plain);
    CHECK(compared >= 8);
}
