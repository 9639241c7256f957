// SPDX-License-Identifier: Apache-2.0
// What the games of the seasons reckoned with, beside what came of it: a check of every run.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "analysis/exact_sum.hpp"
#include "analysis/interval.hpp"
#include "engine/trajectory/names.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp {

/// Incidents, crises, harms, and each side's loss.
inline constexpr std::size_t kTollNumbers = 5;

/// Both tolls of one campaign.
struct TollSample {
    std::array<Fixed, kTollNumbers> reckoned{};
    std::array<Fixed, kTollNumbers> simulated{};

    friend bool operator==(const TollSample&, const TollSample&) = default;
};

/// Throws RuntimeFailure for a number that cannot be summed.
TollSample toll_sample(const CampaignSummary& summary);

/// Over campaigns. Merging is exact.
class TollTotals {
  public:
    void add(const TollSample& sample);
    void merge(const TollTotals& other);

    bool any_reckoned() const;
    double reckoned(std::size_t number) const { return static_cast<double>(reckoned_.at(number).value()); }
    double simulated(std::size_t number) const { return static_cast<double>(simulated_.at(number).value()); }
    PairSums differences(std::size_t number, std::uint64_t campaigns) const;  ///< simulated less reckoned

    static void fields(auto& archive, auto& self) { archive(self.reckoned_, self.simulated_, self.squares_); }
    friend bool operator==(const TollTotals&, const TollTotals&) = default;

  private:
    std::array<ExactSum, kTollNumbers> reckoned_{};
    std::array<ExactSum, kTollNumbers> simulated_{};
    std::array<ExactProductSum, kTollNumbers> squares_{};  // of the differences
};

/// A number of the toll in a campaign, on the mean.
struct ReckonedNumber {
    std::string name;  ///< "incidents", "crises", "harms", "loss_us"
    double reckoned = 0.0;
    double simulated = 0.0;
    Estimate difference;   ///< simulated less reckoned; the intervals of all numbers hold together at 95 %
    bool differs = false;  ///< its interval leaves 0 out
};

/// Empty where no side chooses its posture, or there are fewer than two campaigns.
std::vector<ReckonedNumber> reckoning_of(const TollTotals& totals, std::uint64_t campaigns,
                                         const Names& names);

/// A line for each number that differs, and surely by more than 2 % of what campaigns brought; "" where none
/// does.
std::string reckoning_warnings(const std::string& policy, std::span<const ReckonedNumber> reckoning);

void to_json(nlohmann::ordered_json& json, const ReckonedNumber& number);

}  // namespace offramp
