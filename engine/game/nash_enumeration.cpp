// SPDX-License-Identifier: Apache-2.0
#include "engine/game/nash_enumeration.hpp"

#include <algorithm>
#include <unordered_map>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/best_response_polytopes.hpp"
#include "engine/game/lemke_howson.hpp"
#include "engine/game/polytope_vertices.hpp"
#include "engine/game/simplex.hpp"

namespace offramp {
namespace {

Polytope best_response_polytope(const std::vector<std::vector<Integer>>& payoffs) {
    Polytope polytope{static_cast<int>(payoffs.front().size()), {}, {}, false};
    for (const std::vector<Integer>& row : payoffs) {
        polytope.rows.emplace_back(row.begin(), row.end());
        polytope.bounds.emplace_back(1);
    }
    return polytope;
}

// Labels are strategies, the first player's before the second's. A vertex of the second polytope numbers them
// the other way round.
Tight labels_of_second(const Tight& tight, int m, int n) {
    Tight second_own = tight;
    for (int k = n; k < m + n; ++k) second_own.reset(at(k));
    return (second_own << at(m)) | (tight >> at(n));
}

// The vertices of one polytope, to be found by the labels that they must have at least.
class LabelledVertices {
  public:
    explicit LabelledVertices(std::size_t labels_if_simple) : simple_(labels_if_simple) {}

    void add(const Tight& labels) {
        const auto index = vertices_.size();
        vertices_.push_back(labels);
        if (labels.count() == simple_)
            by_labels_.emplace(labels, index);
        else
            degenerate_.push_back(index);
    }

    std::size_t size() const { return vertices_.size(); }

    // Every vertex whose labels include `wanted`.
    std::vector<std::size_t> including(const Tight& wanted) const {
        std::vector<std::size_t> found;
        const auto check = [&](std::size_t index) {
            if ((wanted & ~vertices_[index]).none()) found.push_back(index);
        };
        if (wanted.count() < simple_) {
            for (std::size_t index = 0; index < vertices_.size(); ++index) check(index);
            return found;
        }
        if (const auto entry = by_labels_.find(wanted); entry != by_labels_.end())
            found.push_back(entry->second);
        for (const std::size_t index : degenerate_) check(index);
        return found;
    }

  private:
    std::size_t simple_;
    std::vector<Tight> vertices_;
    std::unordered_map<Tight, std::size_t> by_labels_;  // of vertices on as few facets as can be
    std::vector<std::size_t> degenerate_;
};

Enumeration enumerate_bimatrix(const NormalForm& game, const EnumerationOptions& options) {
    const int m = game.strategies(0), n = game.strategies(1);
    const BestResponseSystem system = best_response_system(game);
    const Polytope first = best_response_polytope(system.second);
    const Polytope second = best_response_polytope(system.first);
    Enumeration result{{}, true};

    LabelledVertices candidates(at(m));
    result.complete &= for_each_vertex(first, options.most_bases, [&](const VertexView& vertex) {
        candidates.add(vertex.tight());
        return candidates.size() < options.most_vertices;
    });

    Tight everything;
    for (int k = 0; k < m + n; ++k) everything.set(at(k));
    std::vector<std::pair<std::size_t, std::vector<Rational>>> matches;  // a candidate, the second's mixture
    result.complete &= for_each_vertex(second, options.most_bases, [&](const VertexView& vertex) {
        const Tight missing = everything & ~labels_of_second(vertex.tight(), m, n);
        const std::vector<std::size_t> partners = candidates.including(missing);
        if (partners.empty()) return true;
        std::vector<Rational> point = vertex.coordinates();
        if (std::all_of(point.begin(), point.end(), [](const Rational& y) { return y == 0; })) return true;
        const std::vector<Rational> mixture = to_simplex(std::move(point));
        for (const std::size_t partner : partners) matches.emplace_back(partner, mixture);
        return matches.size() < options.most_equilibria;
    });

    // Only now, for the few that matter, the coordinates: a second walk over the same vertices in the same
    // order.
    std::unordered_map<std::size_t, std::vector<Rational>> mixtures;
    for (const auto& match : matches) mixtures[match.first];
    std::size_t index = 0, wanted = mixtures.size();
    if (wanted > 0) {
        for_each_vertex(first, options.most_bases, [&](const VertexView& vertex) {
            if (const auto entry = mixtures.find(index++); entry != mixtures.end()) {
                entry->second = to_simplex(vertex.coordinates());
                --wanted;
            }
            return wanted > 0;
        });
    }
    for (auto& [candidate, mixture] : matches) {
        result.equilibria.push_back({mixtures.at(candidate), std::move(mixture)});
    }
    return result;
}

// Leaves out rows that are nowhere above another: what they bound is bounded already. Trees in strategic form
// have many, and each makes the search longer.
std::vector<std::vector<Rational>> without_implied(std::vector<std::vector<Rational>> rows) {
    std::vector<std::vector<Rational>> kept;
    const auto nowhere_above = [](const std::vector<Rational>& row, const std::vector<Rational>& other) {
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (row[k] > other[k]) return false;
        }
        return true;
    };
    for (std::vector<Rational>& row : rows) {
        if (std::ranges::any_of(kept, [&](const auto& other) { return nowhere_above(row, other); })) {
            continue;
        }
        std::erase_if(kept, [&](const auto& other) { return nowhere_above(other, row); });
        kept.push_back(std::move(row));
    }
    return kept;
}

// The vertices of {mixtures of `player` that give it at least `value` whatever the rival does}.
std::vector<std::vector<Rational>> optimal_strategies(const NormalForm& game, int player,
                                                      const Rational& value,
                                                      const EnumerationOptions& options, bool& complete) {
    std::vector<std::vector<Rational>> against(at(game.strategies(1 - player)),
                                               std::vector<Rational>(at(game.strategies(player))));
    for (std::size_t s = 0; s < game.profiles(); ++s) {
        against[at(game.strategy_in(s, 1 - player))][at(game.strategy_in(s, player))] =
            -game.exact_payoff(s, player);
    }
    Polytope optimal{game.strategies(player), without_implied(std::move(against)), {}, true};
    optimal.bounds.assign(optimal.rows.size(), -value);
    std::vector<std::vector<Rational>> vertices;
    complete &= for_each_vertex(optimal, options.most_bases, [&](const VertexView& vertex) {
        vertices.push_back(vertex.coordinates());
        return vertices.size() < options.most_vertices;
    });
    return vertices;
}

Enumeration enumerate_constant_sum(const NormalForm& game, const EnumerationOptions& options) {
    const LemkeHowson one = lemke_howson(game);
    if (!one.converged) return {};
    const Rational constant = game.exact_payoff(0, 0) + game.exact_payoff(0, 1);
    Rational value = 0;
    for (std::size_t s = 0; s < game.profiles(); ++s) {
        value += one.profile[0][at(game.strategy_in(s, 0))] * one.profile[1][at(game.strategy_in(s, 1))] *
                 game.exact_payoff(s, 0);
    }
    Enumeration result{{}, true};
    const auto first = optimal_strategies(game, 0, value, options, result.complete);
    const auto second = optimal_strategies(game, 1, constant - value, options, result.complete);
    for (const std::vector<Rational>& x : first) {
        for (const std::vector<Rational>& y : second) {
            if (result.equilibria.size() >= options.most_equilibria) {
                result.complete = false;
                return result;
            }
            result.equilibria.push_back({x, y});
        }
    }
    return result;
}

}  // namespace

bool is_constant_sum(const NormalForm& game) {
    const auto sum = [&](std::size_t s) {
        Rational total = 0;
        for (int i = 0; i < game.players(); ++i) total += game.exact_payoff(s, i);
        return total;
    };
    const Rational constant = sum(0);
    for (std::size_t s = 1; s < game.profiles(); ++s) {
        if (sum(s) != constant) return false;
    }
    return true;
}

Enumeration extreme_equilibria(const NormalForm& game, const EnumerationOptions& options) {
    ensure(game.players() == 2, "equilibria are enumerated for two players");
    Enumeration result =
        is_constant_sum(game) ? enumerate_constant_sum(game, options) : enumerate_bimatrix(game, options);
    for (const ExactProfile& profile : result.equilibria) {
        ensure(regret(game, profile) == 0, "an enumerated profile is an equilibrium");
    }
    std::sort(result.equilibria.begin(), result.equilibria.end(), std::greater<>());
    return result;
}

}  // namespace offramp
