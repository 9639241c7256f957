// SPDX-License-Identifier: Apache-2.0
#include "engine/game/sequence_form.hpp"

#include <algorithm>
#include <boost/multiprecision/gmp.hpp>
#include <cmath>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/linear_program.hpp"

namespace offramp {
namespace {

using Fraction = boost::multiprecision::mpq_rational;  // several times faster than Rational here

// Machine words that it takes.
double words_of(const Fraction& value) {
    const mpq_t& number = value.backend().data();
    return static_cast<double>(mpz_size(mpq_numref(number)) + mpz_size(mpq_denref(number)));
}

Fraction fraction_of(const Rational& value) {
    return Fraction(value.str());
}

// Equations in variables that are not negative, each row solved for its basic variable; the right-hand side
// is the last column.
class SequenceTableau {
  public:
    SequenceTableau(int rows, int variables)
        : rows_(at(rows), std::vector<Fraction>(at(variables + 1))), basis_(at(rows), kNone) {}

    Fraction& entry(int row, int column) { return rows_[at(row)][at(column)]; }
    Fraction& right_side(int row) { return rows_[at(row)].back(); }
    double work() const { return work_; }  // words written

    // The variable enters the basis in a row; returns the one that leaves.
    int enter(int row, int variable) {
        std::vector<Fraction>& fixed = rows_[at(row)];
        const Fraction divisor = fixed[at(variable)];
        std::vector<std::size_t> used;
        for (std::size_t c = 0; c < fixed.size(); ++c) {
            if (fixed[c].is_zero()) continue;
            fixed[c] /= divisor;
            used.push_back(c);
        }
        for (std::vector<Fraction>& other : rows_) {
            if (&other == &fixed || other[at(variable)].is_zero()) continue;
            const Fraction factor = other[at(variable)];
            for (const std::size_t c : used) {
                other[c] -= factor * fixed[c];
                work_ += words_of(other[c]);
            }
        }
        return std::exchange(basis_[at(row)], variable);
    }

    // Ends the set-up: variables from `first` to before `last` may be negative, so that their rows bind
    // nothing. Ties are told apart by the basis as it is now.
    void free_variables(int first, int last) {
        std::size_t kept = 0;
        for (std::size_t r = 0; r < rows_.size(); ++r) {
            if (basis_[r] >= first && basis_[r] < last) continue;
            if (kept != r) rows_[kept] = std::move(rows_[r]);
            basis_[kept++] = basis_[r];
        }
        rows_.resize(kept);
        basis_.resize(kept);
        order_ = basis_;
    }

    // The row in which the least ratio of right-hand side to column lies, once a perturbation by
    // (e, e^2, ...) has told ties apart; of those that tie without it, that of `preferred`.
    int leaving_row(int column, int preferred) const {
        int best = kNone;
        for (int r = 0; r < std::ssize(rows_); ++r) {
            if (rows_[at(r)][at(column)] > 0 && (best == kNone || precedes(r, best, column, preferred)))
                best = r;
        }
        ensure(best != kNone, "Lemke's path through a sequence form is bounded");
        return best;
    }

    // In the row of a basic variable; 0 of others.
    Fraction entry_of(int variable, int column) const {
        const auto found = std::ranges::find(basis_, variable);
        return found == basis_.end() ? Fraction(0)
                                     : rows_[at(static_cast<int>(found - basis_.begin()))][at(column)];
    }

  private:
    static constexpr int kNone = -1;

    bool precedes(int a, int b, int column, int preferred) const {
        const std::vector<Fraction>&left = rows_[at(a)], &right = rows_[at(b)];
        const auto compare = [&](std::size_t c) {
            if (left[c].is_zero() && right[c].is_zero()) return 0;
            return Fraction(left[c] * right[at(column)]).compare(Fraction(right[c] * left[at(column)]));
        };
        if (const int order = compare(left.size() - 1); order != 0) return order < 0;
        if (basis_[at(a)] == preferred || basis_[at(b)] == preferred) return basis_[at(a)] == preferred;
        for (const int variable : order_) {
            if (const int order = compare(at(variable)); order != 0) return order < 0;
        }
        throw InternalError("rows of a basis are linearly independent");
    }

    std::vector<std::vector<Fraction>> rows_;
    std::vector<int> basis_;  // the variable of each row
    std::vector<int> order_;
    double work_ = 0.0;
};

}  // namespace

SequencePlans uniform_plans(const SequenceForm& form) {
    SequencePlans plans;
    for (const int player : {0, 1}) {
        std::vector<Rational>& plan = plans[at(player)];
        plan.assign(at(form.sequences[at(player)]), Rational(1));
        for (const SequenceForm::Set& set : form.sets[at(player)]) {
            for (int a = 0; a < set.actions; ++a)
                plan[at(set.first + a)] = plan[at(set.before)] / set.actions;
        }
    }
    return plans;
}

std::optional<RealisationPlans> solve_zero_sum(const SequenceForm& form) {
    // The first player's plan x and, for each information set of the second and its start, what the second
    // can hold it down to from there on. Maximise that at the start. Duals are the second player's plan.
    const int n = form.sequences[0], m = form.sequences[1];
    const int bounds = static_cast<int>(form.sets[1].size()) + 1;
    double unit = 0.0;
    for (const SequenceForm::Payoff& payoff : form.payoffs)
        unit = std::max(unit, std::abs(to_double(payoff.to[0])));
    if (unit == 0.0) unit = 1.0;
    LinearProgram program;
    program.objective.assign(at(n + bounds), 0.0);
    program.objective[at(n)] = 1.0;
    program.low.assign(at(n + bounds), -kUnbounded);
    std::fill_n(program.low.begin(), n, 0.0);
    program.rows.resize(at(m));
    for (LinearRow& row : program.rows) row.low = 0.0;
    for (const SequenceForm::Payoff& payoff : form.payoffs) {
        program.rows[at(payoff.sequences[1])].terms.push_back(
            {payoff.sequences[0], to_double(payoff.to[0]) / unit});
    }
    program.rows[0].terms.push_back({n, -1.0});
    for (int h = 0; h + 1 < bounds; ++h) {
        const SequenceForm::Set& set = form.sets[1][at(h)];
        program.rows[at(set.before)].terms.push_back({n + 1 + h, 1.0});
        for (int a = 0; a < set.actions; ++a)
            program.rows[at(set.first + a)].terms.push_back({n + 1 + h, -1.0});
    }
    program.rows.push_back({{{0, 1.0}}, 1.0, 1.0});
    for (const SequenceForm::Set& set : form.sets[0]) {
        LinearRow row{{{set.before, -1.0}}, 0.0, 0.0};
        for (int a = 0; a < set.actions; ++a) row.terms.push_back({set.first + a, 1.0});
        program.rows.push_back(std::move(row));
    }
    const LinearSolution solution = solve(program);
    if (solution.status != LinearSolution::Status::optimal) return std::nullopt;
    const auto probability = [](double value) {
        constexpr double kLeast = 1e-10;  // below which it is rounding
        return value < kLeast ? Rational(0) : to_rational(value);
    };
    RealisationPlans result;
    for (int s = 0; s < n; ++s) result.plans[0].push_back(probability(solution.variables[at(s)]));
    for (int s = 0; s < m; ++s) result.plans[1].push_back(probability(-solution.duals[at(s)]));
    result.trembles = uniform_plans(form);
    return result;
}

std::optional<RealisationPlans> lemke(const SequenceForm& form, const SequencePlans& expected,
                                      double most_work) {
    // Each player answers a mixture: the other's plan with weight t, what it expects with the rest. At t = 0
    // all is known; the path leads to t = 1, an equilibrium. Plans here have the weight t in them, so that t
    // is the probability of sequence 0. Variables: for each other sequence s of both players, what it loses
    // against the best, `loss + s`, and its probability, `plan + s`, one of which is 0; what each information
    // set is worth, `worth + h`; t, and 1 - t.
    const std::array<int, 2> first = {-1,
                                      form.sequences[0] - 2};  // before the first of each player's sequences
    const int sequences = form.sequences[0] + form.sequences[1] - 2;
    const std::array<int, 2> first_set = {0, static_cast<int>(form.sets[0].size())};
    const int sets = first_set[1] + static_cast<int>(form.sets[1].size());
    const int loss = 0, plan = sequences, worth = 2 * sequences, t = worth + sets, rest = t + 1;
    const auto plan_column = [&](int player, int s) { return s == 0 ? t : plan + first[at(player)] + s; };

    // Rows: what each sequence is worth, then that each information set's plan adds up, then t's.
    SequenceTableau tableau(sequences + sets + 1, rest + 1);
    std::array<std::vector<Fraction>, 2> prior, against_prior;
    for (const int player : {0, 1}) {
        for (const Rational& p : expected[at(player)]) prior[at(player)].push_back(fraction_of(p));
    }
    for (const int player : {0, 1}) {
        std::vector<Fraction>& value = against_prior[at(player)];
        value.assign(at(form.sequences[at(player)]), Fraction(0));
        for (const SequenceForm::Payoff& payoff : form.payoffs) {
            const int s = payoff.sequences[at(player)], other = payoff.sequences[at(1 - player)];
            const Fraction amount = fraction_of(payoff.to[at(player)]);
            value[at(s)] += amount * prior[at(1 - player)][at(other)];
            if (s != 0) tableau.entry(first[at(player)] + s, plan_column(1 - player, other)) += amount;
        }
        for (int s = 1; s < form.sequences[at(player)]; ++s) {
            const int row = first[at(player)] + s;
            tableau.entry(row, loss + row) = 1;
            tableau.entry(row, t) -= value[at(s)];
            tableau.right_side(row) = -value[at(s)];
        }
        for (int h = 0; h < std::ssize(form.sets[at(player)]); ++h) {
            const SequenceForm::Set& set = form.sets[at(player)][at(h)];
            const int column = worth + first_set[at(player)] + h;
            const int row = sequences + first_set[at(player)] + h;
            if (set.before != 0) tableau.entry(first[at(player)] + set.before, column) = 1;
            tableau.entry(row, plan_column(player, set.before)) = -1;
            for (int a = 0; a < set.actions; ++a) {
                tableau.entry(first[at(player)] + set.first + a, column) = -1;
                tableau.entry(row, plan_column(player, set.first + a)) = 1;
            }
        }
    }
    tableau.entry(sequences + sets, t) = tableau.entry(sequences + sets, rest) = 1;
    tableau.right_side(sequences + sets) = 1;

    // The start: the best answer to what is expected. What every information set is worth is never to leave.
    for (int s = 0; s < sequences; ++s) tableau.enter(s, loss + s);
    tableau.enter(sequences + sets, rest);
    for (const int player : {0, 1}) {
        std::vector<Fraction>& value = against_prior[at(player)];
        for (int h = static_cast<int>(form.sets[at(player)].size()) - 1; h >= 0; --h) {
            const SequenceForm::Set& set = form.sets[at(player)][at(h)];
            const auto actions = value.begin() + set.first;
            const auto best = std::max_element(actions, actions + set.actions);
            value[at(set.before)] += *best;
            const int s = static_cast<int>(best - value.begin());
            tableau.enter(first[at(player)] + s, worth + first_set[at(player)] + h);
            tableau.enter(sequences + first_set[at(player)] + h, plan_column(player, s));
        }
    }
    tableau.free_variables(worth, worth + sets);
    for (int entering = t; entering != rest;) {
        if (tableau.work() > most_work) return std::nullopt;
        const int leaving = tableau.enter(tableau.leaving_row(entering, rest), entering);
        ensure(leaving != t, "Lemke's path does not come back to its start");
        entering = leaving == rest ? rest : (leaving < plan ? leaving - loss + plan : leaving - plan + loss);
    }
    // The last step of the path, backwards: what is answered where a small rest of the first expectations is
    // left.
    RealisationPlans result;
    for (const int player : {0, 1}) {
        for (int s = 0; s < form.sequences[at(player)]; ++s) {
            const int column = plan_column(player, s);
            const Fraction tremble = prior[at(player)][at(s)] - tableau.entry_of(column, rest);
            result.plans[at(player)].emplace_back(tableau.entry_of(column, rest + 1).str());
            result.trembles[at(player)].emplace_back(tremble.str());
        }
    }
    return result;
}

}  // namespace offramp
