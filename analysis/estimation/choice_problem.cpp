// SPDX-License-Identifier: Apache-2.0
#include "analysis/estimation/choice_problem.hpp"

#include <limits>

#include "engine/base/elementary.hpp"

namespace offramp {

double ChoiceParameter::value(double at) const {
    return logarithmic ? elementary::exp(at) : at;
}

std::uint64_t ObservedSituation::choices() const {
    std::uint64_t sum = 0;
    for (const Alternative& alternative : alternatives) sum += alternative.count;
    return sum;
}

std::uint64_t ChoiceProblem::choices() const {
    std::uint64_t sum = 0;
    for (const ObservedSituation& situation : situations) sum += situation.choices();
    return sum;
}

std::vector<double> values_at(const ChoiceProblem& problem, std::span<const double> at) {
    std::vector<double> values;
    for (std::size_t k = 0; k < at.size(); ++k) values.push_back(problem.parameters[k].value(at[k]));
    return values;
}

namespace {

// Sum of count times log probability, the latter as a function of the situation and the alternative.
double sum_of_logs(const ChoiceProblem& problem, auto probability) {
    double sum = 0.0;
    for (std::size_t s = 0; s < problem.situations.size(); ++s) {
        const std::vector<Alternative>& alternatives = problem.situations[s].alternatives;
        for (std::size_t a = 0; a < alternatives.size(); ++a) {
            if (alternatives[a].count == 0) continue;
            const double p = probability(s, a);
            if (!(p > 0.0)) return -std::numeric_limits<double>::infinity();
            sum += static_cast<double>(alternatives[a].count) * elementary::log(p);
        }
    }
    return sum;
}

}  // namespace

double log_likelihood(const ChoiceProblem& problem, const ChoiceProbabilities& probabilities) {
    return sum_of_logs(problem, [&](std::size_t s, std::size_t a) { return probabilities[s][a]; });
}

double uniform_log_likelihood(const ChoiceProblem& problem) {
    return sum_of_logs(
        problem, [&](std::size_t s, std::size_t a) { return problem.situations[s].alternatives[a].share; });
}

double saturated_log_likelihood(const ChoiceProblem& problem) {
    return sum_of_logs(problem, [&](std::size_t s, std::size_t a) {
        const ObservedSituation& situation = problem.situations[s];
        return static_cast<double>(situation.alternatives[a].count) /
               static_cast<double>(situation.choices());
    });
}

int free_probabilities(const ChoiceProblem& problem) {
    int sum = 0;
    for (const ObservedSituation& situation : problem.situations) {
        if (situation.choices() > 0) sum += static_cast<int>(situation.alternatives.size()) - 1;
    }
    return sum;
}

}  // namespace offramp
