// SPDX-License-Identifier: Apache-2.0
#include "analysis/play/review.hpp"

#include <algorithm>
#include <functional>

#include "engine/base/nearest_name.hpp"

namespace offramp {

std::vector<ReviewedDecision> review(const PlaySession& session, SolvedCrises& tables) {
    std::vector<ReviewedDecision> decisions;
    for (const SeatQuestion& question : session.answered()) {
        ReviewedDecision& decision = decisions.emplace_back();
        decision.question = question;
        const auto& done = std::get<SeatDecision>(session.entries()[question.entry]);
        decision.done = static_cast<int>(place_among(question.answers, done.move, "no such answer"));
        decision.worth = worth_of_moves(question, tables.of(question.view), 1, {});
        const auto likeliest = std::ranges::max_element(decision.worth, {}, &MoveWorth::solved);
        decision.solved = static_cast<int>(likeliest - decision.worth.begin());
    }
    return decisions;
}

std::vector<std::size_t> dearest_first(const std::vector<ReviewedDecision>& decisions) {
    std::vector<std::size_t> dearest;
    for (std::size_t k = 0; k < decisions.size(); ++k) {
        if (decisions[k].given_up() > 0.0) dearest.push_back(k);
    }
    std::ranges::stable_sort(dearest, std::greater<>(),
                             [&](std::size_t k) { return decisions[k].given_up(); });
    return dearest;
}

void look_ahead(ReviewedDecision& decision, SolvedCrises& tables, int rung) {
    const SeatQuestion& question = decision.question;
    std::vector<int> answers = {decision.done};
    if (decision.solved != decision.done) answers.push_back(decision.solved);
    decision.worth = worth_of_moves(question, tables.of(question.view), rung, answers);
}

}  // namespace offramp
