// SPDX-License-Identifier: Apache-2.0
// Options of a scenario simulated in stages, each stage under the options on which an answer still hangs.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <stop_token>
#include <vector>

#include "analysis/batch.hpp"
#include "analysis/guardrail_options.hpp"
#include "analysis/option_totals.hpp"
#include "analysis/verdict.hpp"
#include "engine/crisis/table_library.hpp"

namespace offramp {

struct StudyOptions {
    std::uint64_t seed = 0;
    std::uint64_t first_pass = 500;  ///< campaigns of the first stage, under every option
    std::uint64_t campaigns = 8000;  ///< at most, under an option
    int threads = 1;
    std::stop_token cancel = {};
    TableStore tables = {};  ///< where solved crises are kept
    /// Campaigns of all options together, so far and by the end of the stage.
    std::function<void(std::uint64_t done, std::uint64_t expected)> progress = {};
};

/// A difference of payoffs and how firm it is.
struct PayoffDifference {
    Estimate estimate;                    ///< with its own 95 % interval
    Strength strength = Strength::kOpen;  ///< clear: with the interval for all comparisons and stages at once
};

void to_json(nlohmann::ordered_json& json, const PayoffDifference& difference);

inline double value_of(const PayoffDifference& difference) {
    return difference.estimate.value.value_or(0.0);
}

/// Whether more campaigns are not needed to say which way a difference goes.
inline bool is_settled(Strength strength) {
    return strength == Strength::kClear || strength == Strength::kIdentical;
}

/// One side's payoff under an option, less that under the study's first option.
struct SideAnswer {
    PayoffDifference difference;
    std::array<Estimate, kPayoffParts> parts;  ///< which sum to the difference
    bool accepts = false;                      ///< loses nothing, as far as was simulated
};

class OptionStudy {
  public:
    /// `comparisons`: how many differences the answer may rest on; they share the 5 % of error.
    OptionStudy(const Scenario& scenario, std::vector<GuardrailOption> options, std::vector<OptionPair> pairs,
                std::size_t comparisons, const StudyOptions& study);

    /// Runs the first pass, then stages that double the number of campaigns under `hanging()` (positions,
    /// ascending) until that is empty or the cap is reached. False when cancelled.
    bool run(const std::function<std::vector<std::size_t>()>& hanging);

    const std::vector<GuardrailOption>& options() const { return options_; }
    const OptionTotals& totals() const { return totals_; }
    const Model& model(std::size_t option) const { return models_.at(option); }
    double critical_value() const { return critical_value_; }
    std::uint64_t simulated() const { return simulated_; }  ///< campaigns of all options together

    /// Payoff of an actor under option `to` less that under `from`; one of the study's pairs, either way
    /// round.
    PayoffDifference difference(int actor, std::size_t to, std::size_t from) const;
    Estimate part_difference(PayoffPart part, int actor, std::size_t to, std::size_t from) const;
    SideAnswer answer(int actor, std::size_t option) const;

  private:
    const PairTotals& pair_of(std::size_t to, std::size_t from, double& sign) const;
    bool simulate(std::uint64_t first, std::uint64_t count, const std::vector<std::size_t>& live);

    std::vector<GuardrailOption> options_;
    std::deque<Model> models_;
    std::vector<MakeRunner> runners_;
    StudyOptions study_;
    OptionTotals totals_;
    std::vector<std::size_t> pair_at_;  // by to * options + from
    double critical_value_ = 0.0;
    std::uint64_t simulated_ = 0;
};

}  // namespace offramp
