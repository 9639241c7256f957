// SPDX-License-Identifier: Apache-2.0
// Trees solved as trees: by backward induction and by sequence form.
#include "engine/game/tree_solution.hpp"

#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <tuple>

#include "engine/base/error.hpp"
#include "engine/game/agent_logit.hpp"
#include "engine/game/efg_file.hpp"
#include "tests/catch.hpp"
#include "tests/game/made_games.hpp"
#include "tests/game/published_games.hpp"
#include "tests/support/sanitized.hpp"

using namespace offramp;
using offramp::testing::kSanitized;

namespace {

// Selten's (1978) chain store: entrant k stays out (1; the store gets 5) or enters, and the store gives in (2
// each) or fights (0 each). Payoffs lie on the way.
void grow_chain_store(ExtensiveForm& game, int entrants, int entrant, int parent, int action) {
    const int node = static_cast<int>(game.nodes.size());
    TreeNode here;
    here.parent = parent;
    here.action = action;
    if (parent != kNone) game.nodes[static_cast<std::size_t>(parent)].children.push_back(node);
    if (entrant == entrants) {
        game.nodes.push_back(here);
        return;
    }
    here.information_set = static_cast<int>(game.information_sets.size());
    game.information_sets.push_back({entrant + 1, node + 1, "", {"enter", "out"}, {}});
    game.nodes.push_back(here);
    const int store = static_cast<int>(game.nodes.size());
    TreeNode answer;
    answer.parent = node;
    answer.action = 0;
    answer.information_set = static_cast<int>(game.information_sets.size());
    game.information_sets.push_back({0, store + 1, "", {"give in", "fight"}, {}});
    game.nodes[static_cast<std::size_t>(node)].children.push_back(store);
    game.nodes.push_back(answer);
    for (const int what : {0, 1, 2}) {  // gives in, fights, out
        TreeOutcome outcome{3 * entrant + what + 1, "", std::vector<Rational>(game.players.size())};
        outcome.payoffs[0] = what == 0 ? 2 : (what == 1 ? 0 : 5);
        outcome.payoffs[static_cast<std::size_t>(entrant + 1)] = what == 0 ? 2 : (what == 1 ? 0 : 1);
        const auto child = game.nodes.size();
        grow_chain_store(game, entrants, entrant + 1, what == 2 ? node : store, what == 2 ? 1 : what);
        game.nodes[child].outcome = static_cast<int>(game.outcomes.size());
        game.outcomes.push_back(outcome);
    }
}

ExtensiveForm chain_store(int entrants) {
    ExtensiveForm game;
    game.players.emplace_back("store");
    for (int k = 0; k < entrants; ++k) game.players.push_back("entrant " + std::to_string(k + 1));
    grow_chain_store(game, entrants, 0, kNone, kNone);
    return game;
}

// Leduc poker (Southey et al. 2005): two cards each of three ranks, an ante of 1; a card each and a round of
// bets of 2, a card for both and a round of bets of 4, two raises a round at most. A pair with the common
// card wins, else the higher rank. Cards are told apart by rank alone. The winner gives up `rake` of the pot.
class Leduc {
  public:
    explicit Leduc(double rake) : rake_(rake) {
        text_ = "EFG 2 R \"Leduc\" { \"one\" \"two\" }\nc \"\" 1 \"\" {";
        for (const int mine : {0, 1, 2}) {
            for (const int yours : {0, 1, 2}) text_ += mine == yours ? " \"\" 1/15" : " \"\" 2/15";
        }
        text_ += " } 0\n";
        for (const int mine : {0, 1, 2}) {
            for (const int yours : {0, 1, 2}) bet({{mine, yours}, -1, "", {1, 1}, 0, 0, false});
        }
    }

    ExtensiveForm game() const { return parse_efg(text_, "leduc"); }

  private:
    struct State {
        std::array<int, 2> cards;
        int common;
        std::string seen;
        std::array<int, 2> paid;
        std::size_t who;
        int raises;
        bool has_checked;
    };

    void end(const State& s, int to_first) {
        std::array<double, 2> payoffs{static_cast<double>(to_first), static_cast<double>(-to_first)};
        if (to_first != 0) payoffs[to_first > 0 ? 0 : 1] -= rake_ * (s.paid[0] + s.paid[1]);
        text_ += "t \"\" " + std::to_string(++outcomes_) + " \"\" { " + std::to_string(payoffs[0]) + " " +
                 std::to_string(payoffs[1]) + " }\n";
    }

    void bet(const State& s) {
        const bool must_pay = s.paid[0] != s.paid[1];
        auto& known = sets_[s.who];
        const auto set = known.try_emplace({s.cards[s.who], s.common, s.seen}, known.size() + 1).first;
        text_ += "p \"\" " + std::to_string(s.who + 1) + " " + std::to_string(set->second) + " \"\" {" +
                 (must_pay ? " \"fold\"" : "") + " \"call\"" + (s.raises < 2 ? " \"raise\"" : "") + " } 0\n";
        if (must_pay) end(s, s.who == 0 ? -s.paid[0] : s.paid[1]);
        State next = s;
        next.who = 1 - s.who;
        next.paid[s.who] = s.paid[1 - s.who];
        next.seen += 'c';
        next.has_checked = true;
        if (must_pay || s.has_checked) {
            end_round(next);
        } else {
            bet(next);
        }
        if (s.raises == 2) return;
        next = s;
        next.who = 1 - s.who;
        next.paid[s.who] = s.paid[1 - s.who] + (s.common < 0 ? 2 : 4);
        next.seen += 'r';
        ++next.raises;
        bet(next);
    }

    void end_round(State s) {
        if (s.common >= 0) {
            const auto strength = [&](std::size_t i) { return s.cards[i] == s.common ? 3 : s.cards[i]; };
            const int difference = strength(0) - strength(1);
            return end(s, difference == 0 ? 0 : (difference > 0 ? s.paid[0] : -s.paid[0]));
        }
        std::array<int, 3> left = {2, 2, 2};
        for (const int card : s.cards) --left[static_cast<std::size_t>(card)];
        text_ += "c \"\" " + std::to_string(++chances_) + " \"\" {";
        for (const int n : left) text_ += " \"\" " + std::to_string(n) + "/4";
        text_ += " } 0\n";
        s.seen += '/';
        s.who = 0;
        s.raises = 0;
        s.has_checked = false;
        for (s.common = 0; s.common < 3; ++s.common) bet(s);
    }

    double rake_;
    std::string text_;
    int outcomes_ = 0, chances_ = 1;
    std::array<std::map<std::tuple<int, int, std::string>, std::size_t>, 2> sets_;
};

}  // namespace

TEST_CASE("the chain store gives in to every entrant (Selten 1978)") {
    const ExtensiveForm game = chain_store(6);
    CHECK(game.nodes.size() == 1457);  // 2 * 3^6 - 1
    const TreeSolution found = solve_tree(game);
    REQUIRE(found.exact);
    CHECK(found.subgame_perfect);
    CHECK_THAT(found.method, contains("backward induction"));
    CHECK(found.regret == 0);
    CHECK(found.payoffs == std::vector<double>{12, 2, 2, 2, 2, 2, 2});
    for (const std::vector<Rational>& p : *found.exact) CHECK(p[0] == 1);
    const AgentLogitEquilibrium agents = agent_logit_equilibrium(game, 1);
    CHECK(agents.converged);
}

TEST_CASE("Kuhn poker by its sequence form is worth -1/18") {
    const ExtensiveForm game = read_efg(own_game("kuhn_poker.efg"));
    const TreeSolution found = solve_tree(game);
    REQUIRE(found.exact);
    CHECK(regret(game, shape_of(game), *found.exact) == 0);
    CHECK(found.payoffs[0] == Approx(-1.0 / 18).margin(1e-14));
    // Exact: what is played is worth a fraction.
    Rational worth = 0;
    std::vector<Rational> reach{1};
    for (std::size_t node = 0; node < game.nodes.size(); ++node) {
        const TreeNode& n = game.nodes[node];
        if (n.parent != kNone) {
            const auto set = game.nodes[static_cast<std::size_t>(n.parent)].information_set;
            reach.push_back(
                reach[static_cast<std::size_t>(n.parent)] *
                (*found.exact)[static_cast<std::size_t>(set)][static_cast<std::size_t>(n.action)]);
        }
        if (n.outcome != kNone)
            worth += reach[node] * game.outcomes[static_cast<std::size_t>(n.outcome)].payoffs[0];
    }
    CHECK(worth == Rational(-1, 18));
}

TEST_CASE("Leduc poker is worth what others have found, and has no strategic form that could be held") {
    const ExtensiveForm game = Leduc(0).game();
    CHECK(game.information_sets.size() == 288 + 1 + 9 * 5);  // and chance: the deal, and the common card
    const TreeSolution found = solve_tree(game);
    REQUIRE(found.behaviour);
    CHECK(found.converged);
    CHECK_THAT(found.method, contains("linear program"));
    CHECK(found.payoffs[0] == Approx(-0.085606424).margin(1e-8));  // OpenSpiel
    CHECK(found.payoffs[1] == Approx(0.085606424).margin(1e-8));
    CHECK_THROWS_AS(reduced_form(game), InputError);
    const AgentLogitEquilibrium agents = agent_logit_equilibrium(game, 1);
    CHECK(agents.converged);
}

TEST_CASE("a tree whose moves follow each other a hundred thousand times is solved") {
    const ExtensiveForm game = chain_of_moves(kSanitized ? 10'000 : 100'000, false);
    const TreeSolution found = solve_tree(game);
    REQUIRE(found.exact);
    CHECK(found.payoffs == std::vector<double>{1, 1});
    CHECK(found.sequential);
    const AgentLogitEquilibrium agents = agent_logit_equilibrium(game, 2);
    CHECK(agents.converged);
    CHECK(agents.point.behaviour.back()[0] == Approx(1 / (1 + std::exp(-2.0))));  // the last move: 1 or 0
    CHECK_THROWS_AS(reduced_form(game), InputError);

    // Where nobody knows the chain, the branch is followed as far as the work allows for it.
    const ExtensiveForm hidden = chain_of_moves(kSanitized ? 2'000 : 10'000, true);
    const AgentLogitBranch branch = agent_principal_branch(hidden, {.most_work = 1e6});
    CHECK_FALSE(branch.converged);
    CHECK(branch.last.residual < 1e-9);
    // Plans are listed as deep as a player has information sets.
    const ExtensiveForm shorter = chain_of_moves(600, false);
    const MixedProfile plans = mixed_profile(shorter, agent_logit_equilibrium(shorter, 2).point.behaviour);
    REQUIRE(plans[0].size() == 301);
    CHECK(std::accumulate(plans[0].begin(), plans[0].end(), 0.0) == Approx(1));
}

TEST_CASE("work on a branch ends where it is allowed to") {
    const ExtensiveForm game = Leduc(0.05).game();
    const AgentLogitBranch whole = agent_principal_branch(game, {.largest_lambda = 5});
    const AgentLogitBranch part = agent_principal_branch(game, {.largest_lambda = 5, .most_work = 1e5});
    CHECK(whole.converged);
    CHECK_FALSE(part.converged);
    CHECK(part.last.lambda < whole.last.lambda);
    CHECK(part.last.residual < 1e-9);
}

TEST_CASE("beliefs are Bayes's where play comes, and by the errors on the way where it does not") {
    const ExtensiveForm reputation = read_efg(own_game("reputation.efg"));
    const AgentLogitPoint agents = agent_logit_equilibrium(reputation, 1).point;
    BehaviourProfile errors;
    for (const InformationSet& set : reputation.information_sets)
        errors.emplace_back(set.actions.size(), 1.0);
    const auto beliefs = consistent_beliefs(reputation, shape_of(reputation), agents.behaviour, errors);
    for (std::size_t set = 0; set < beliefs.size(); ++set) {
        for (std::size_t k = 0; k < beliefs[set].size(); ++k)
            CHECK(beliefs[set][k] == Approx(agents.beliefs[set][k]).margin(1e-9));
    }

    // All drink beer, and are left alone; quiche, which nobody takes, is a slip of the strong three times as
    // often as of the weak, of whom there are 1 in 10.
    const ExtensiveForm game = read_efg(own_game("beer_quiche.efg"));
    const BehaviourProfile beer = {{0.9, 0.1}, {1, 0}, {0, 1}, {1, 0}, {1, 0}};
    const BehaviourProfile slips = {{}, {1, 3}, {1, 1}, {1, 1}, {1, 1}};
    const auto assessed = consistent_beliefs(game, shape_of(game), beer, slips);
    CHECK(assessed[2][0] == Approx(0.9));
    CHECK(assessed[3][0] == Approx(0.9 * 3 / (0.9 * 3 + 0.1)));
    // With that belief a duel after quiche is a mistake: 0.1 instead of 0.9 and more.
    Assessment assessment{reach_of_sets(game, beer), assessed};
    CHECK(largest_gain(game, shape_of(game), beer, assessment) == Approx((2.7 - 0.1) / 2.8));
    assessment.beliefs[3] = {0.4, 0.6};
    CHECK(largest_gain(game, shape_of(game), beer, assessment) == 0);
    CHECK(regret(game, shape_of(game), beer) == 0);
    // Where the weak take quiche, whoever does is weak.
    const BehaviourProfile apart = {{0.9, 0.1}, {1, 0}, {0, 1}, {1, 0}, {0, 1}};
    CHECK(consistent_beliefs(game, shape_of(game), apart, slips)[3] == std::vector<double>{0, 1});
}

TEST_CASE("both types of beer and quiche send the same, and beliefs off the path deter the other message") {
    const TreeSolution found = solve_tree(read_efg(own_game("beer_quiche.efg")));
    REQUIRE(found.exact);
    CHECK(found.sequential);
    const ExactBehaviour& play = *found.exact;
    CHECK(play[1] == play[4]);  // of the strong and of the weak type
    const bool beer = play[1][0] == 1;
    CHECK(found.payoffs[0] == Approx(beer ? 2.9 : 2.1));
    CHECK(found.payoffs[1] == Approx(0.9));
}

TEST_CASE("a weak store fights the first entrant to be taken for tough (Kreps, Wilson 1982)") {
    // b = 1/2, a = 2, tough with p = 1/10: it fights with p (1 - b) / ((1 - p) b), after which the second
    // entrant believes b and stays out with 1 / a; the first enters, since p < b^2.
    const ExtensiveForm game = read_efg(own_game("reputation.efg"));
    const TreeSolution found = solve_tree(game);
    REQUIRE(found.behaviour);
    CHECK(found.converged);
    for (std::size_t set = 0; set < game.information_sets.size(); ++set) {
        const std::string& label = game.information_sets[set].label;
        const std::vector<double>& p = (*found.behaviour)[set];
        if (label == "weak, first") CHECK(p[0] == Approx(1.0 / 9).margin(1e-4));
        if (label == "tough, first") CHECK(p[0] == Approx(1).margin(1e-4));
        if (label == "weak, second, after fight") CHECK(p[0] == Approx(0).margin(1e-4));
        if (label == "after yield") CHECK(p[0] == Approx(1).margin(1e-4));
        if (label != "after fight") continue;
        CHECK(p[1] == Approx(0.5).margin(1e-4));
        CHECK(found.assessment.beliefs[set][0] == Approx(0.5).margin(1e-3));
    }
}

TEST_CASE("a challenge comes where the defender is seldom resolute") {
    // Challenged, a defender who is resolute resists, one who is not concedes; a challenger has 1 or -2.
    for (const bool seldom : {true, false}) {
        const ExtensiveForm game = parse_efg(
            std::string("EFG 2 R \"\" { \"challenger\" \"defender\" }\nc \"\" 1 \"\" { \"resolute\" ") +
                (seldom ? "1/5 \"not\" 4/5" : "1/2 \"not\" 1/2") +
                " } 0\n"
                "p \"\" 1 1 \"\" { \"challenge\" \"wait\" } 0\np \"\" 2 1 \"\" { \"resist\" \"concede\" } 0\n"
                "t \"\" 1 \"\" { -2, 1/2 }\nt \"\" 2 \"\" { 1, -1 }\nt \"\" 3 \"\" { 0, 0 }\n"
                "p \"\" 1 1 \"\" 0\np \"\" 2 2 \"\" { \"resist\" \"concede\" } 0\n"
                "t \"\" 4 \"\" { -2, -2 }\nt \"\" 2 \"\"\nt \"\" 3 \"\"\n",
            "deterrence");
        const TreeSolution found = solve_tree(game);
        REQUIRE(found.exact);
        CHECK(found.sequential);
        CHECK((*found.exact)[1][0] == (seldom ? 1 : 0));
        CHECK((*found.exact)[2] == std::vector<Rational>{1, 0});
        CHECK((*found.exact)[3] == std::vector<Rational>{0, 1});
        CHECK(found.payoffs[0] == Approx(seldom ? 0.4 : 0.0));
        CHECK(found.assessment.beliefs[1][0] == Approx(seldom ? 0.2 : 0.5));
        CHECK(found.assessment.reach[2] == Approx(seldom ? 0.2 : 0.0));
    }
}

TEST_CASE("Selten's horse: down is never played, and the third player's belief is part of the answer") {
    const ExtensiveForm game = read_efg(own_game("horse.efg"));
    const TreeSolution found = solve_tree(game);
    REQUIRE(found.behaviour);
    CHECK(found.converged);
    CHECK(found.payoffs == std::vector<double>{1, 1, 1});
    CHECK(found.gain < 1e-4);
    CHECK(found.assessment.reach.back() < 1e-9);
}

TEST_CASE("regret on the tree is that in the strategic form") {
    for (const std::string& file : all_games(".efg")) {
        CAPTURE(file);
        const ExtensiveForm game = read_efg(file);
        const TreeShape shape = shape_of(game);
        if (!shape.perfect_recall()) continue;
        const BehaviourProfile behaviour = agent_logit_equilibrium(game, 1).point.behaviour;
        CHECK(regret(game, shape, behaviour) ==
              Approx(regret(reduced_form(game), mixed_profile(game, behaviour))).margin(1e-12));
    }
}

TEST_CASE("every tree of two players is solved by sequence form, exactly") {
    for (const std::string& file : all_games(".efg")) {
        CAPTURE(file);
        const ExtensiveForm game = read_efg(file);
        const TreeShape shape = shape_of(game);
        if (!shape.perfect_recall() || game.players.size() != 2) continue;
        const TreeSolution found = solve_tree(game);
        REQUIRE(found.behaviour);
        CHECK(found.converged);
        if (found.exact) CHECK(regret(game, shape, *found.exact) == 0);
    }
}

TEST_CASE("who forgets is told so") {
    const ExtensiveForm game = parse_efg(
        "EFG 2 R \"\" { \"A\" }\n"
        "p \"\" 1 1 \"\" { \"l\" \"r\" } 0\n"
        "p \"\" 1 2 \"later\" { \"l\" \"r\" } 0\nt \"\" 1 \"\" { 1 }\nt \"\" 2 \"\" { 0 }\n"
        "p \"\" 1 2 \"\" 0\nt \"\" 2 \"\"\nt \"\" 1 \"\"\n",
        "forgetful");
    const TreeSolution found = solve_tree(game);
    CHECK_FALSE(found.behaviour);
    CHECK_THAT(found.method, contains("'A' forgets at its information set 2 (later)"));
}
