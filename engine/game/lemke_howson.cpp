// SPDX-License-Identifier: Apache-2.0
#include "engine/game/lemke_howson.hpp"

#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/best_response_polytopes.hpp"
#include "engine/game/simplex.hpp"

namespace offramp {
namespace {

// The rows of one polytope {z >= 0 : coefficients z + slack = 1}, all multiplied through by the determinant
// of the basis, so that entries stay whole numbers (Edmonds' integer pivoting). Columns are the labels of all
// strategies, then the right-hand side.
class Tableau {
  public:
    // @param coefficients  rows: the strategies of the one who responds; columns: of the one who mixes
    // @param first_row_label, first_column_label  labels of these strategies
    Tableau(const std::vector<std::vector<Integer>>& coefficients, int labels, int first_row_label,
            int first_column_label, TieOrder ties)
        : first_slack_(first_row_label), labels_(labels), ties_(ties) {
        for (std::size_t r = 0; r < coefficients.size(); ++r) {
            std::vector<Integer>& row = rows_.emplace_back(at(labels + 1));
            for (std::size_t c = 0; c < coefficients[r].size(); ++c) {
                row[at(first_column_label) + c] = coefficients[r][c];
            }
            const int slack = first_row_label + static_cast<int>(r);
            row[at(slack)] = 1;
            row.back() = 1;
            basis_.push_back(slack);
        }
    }

    // Brings the column of a label into the basis; returns the label that leaves.
    int enter(int label) {
        const std::size_t pivot_row = leaving_row(label);
        const std::vector<Integer>& fixed = rows_[pivot_row];
        const Integer pivot = fixed[at(label)];
        for (std::size_t r = 0; r < rows_.size(); ++r) {
            if (r == pivot_row) continue;
            const Integer factor = rows_[r][at(label)];
            for (std::size_t c = 0; c < fixed.size(); ++c) {
                rows_[r][c] = (rows_[r][c] * pivot - factor * fixed[c]) / determinant_;
            }
        }
        determinant_ = pivot;
        return std::exchange(basis_[pivot_row], label);
    }

    // The mixture of the strategies with labels from `first` on.
    std::vector<Rational> mixture(int first, int count) const {
        std::vector<Rational> probabilities(at(count));
        for (std::size_t r = 0; r < rows_.size(); ++r) {
            if (basis_[r] >= first && basis_[r] < first + count) {
                probabilities[at(basis_[r] - first)] = Rational(rows_[r].back());
            }
        }
        return to_simplex(std::move(probabilities));
    }

  private:
    // Least ratio of the right-hand side to the entering column; ties by the slack columns in turn.
    std::size_t leaving_row(int label) const {
        std::size_t best = rows_.size();
        for (std::size_t r = 0; r < rows_.size(); ++r) {
            if (rows_[r][at(label)] > 0 && (best == rows_.size() || precedes(r, best, label))) best = r;
        }
        ensure(best < rows_.size(), "a best-response polytope is bounded");
        return best;
    }

    bool precedes(std::size_t a, std::size_t b, int label) const {
        const Integer& entry_a = rows_[a][at(label)];
        const Integer& entry_b = rows_[b][at(label)];
        const std::size_t slacks = rows_.size();
        for (std::size_t k = 0; k <= slacks; ++k) {
            const std::size_t slack = ties_ == TieOrder::last_strategy_first ? k - 1 : slacks - k;
            const std::size_t column = k == 0 ? at(labels_) : at(first_slack_) + slack;
            const Integer left = rows_[a][column] * entry_b;
            const Integer right = rows_[b][column] * entry_a;
            if (left != right) return left < right;
        }
        throw InternalError("rows of a basis are linearly independent");
    }

    int first_slack_;
    int labels_;
    TieOrder ties_;
    std::vector<std::vector<Integer>> rows_;
    std::vector<int> basis_;  // the label that is basic in each row
    Integer determinant_ = 1;
};

}  // namespace

LemkeHowson lemke_howson(const NormalForm& game, const LemkeHowsonOptions& options) {
    ensure(game.players() == 2, "Lemke-Howson needs two players");
    const int m = game.strategies(0), n = game.strategies(1), labels = m + n;
    ensure(options.dropped_label >= 0 && options.dropped_label < labels, "the dropped label is a strategy");

    const BestResponseSystem system = best_response_system(game);
    std::vector<Tableau> tableaux;  // of what the first player mixes, of what the second does
    tableaux.emplace_back(system.second, labels, m, 0, options.ties);
    tableaux.emplace_back(system.first, labels, 0, m, options.ties);

    LemkeHowson result;
    int entering = options.dropped_label;
    std::size_t side = entering < m ? 0 : 1;
    while (result.pivots < options.most_pivots) {
        const int leaving = tableaux[side].enter(entering);
        ++result.pivots;
        if (leaving == options.dropped_label) {
            result.profile = {tableaux[0].mixture(0, m), tableaux[1].mixture(m, n)};
            result.converged = true;
            ensure(regret(game, result.profile) == 0, "Lemke-Howson ends at an equilibrium");
            return result;
        }
        entering = leaving;
        side = 1 - side;
    }
    return result;
}

}  // namespace offramp
