// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/sweep_robustness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "analysis/estimate_json.hpp"
#include "analysis/outcomes.hpp"
#include "analysis/sensitivity/robustness.hpp"
#include "analysis/sensitivity/value_groups.hpp"
#include "analysis/text_layout.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

using Places = std::vector<std::size_t>;

/// Whether the futures are a sample, over which a mean varies by chance, and not all there are.
bool are_sampled(const Futures& futures) {
    return is_sampled(futures.info().design);
}

/// The mean over some futures: the variance of sampling them, and that of noise which they all share.
Estimate mean_over(const std::vector<Estimate>& values, const Places& places, bool sampled) {
    Estimate result;
    result.sample_size = places.size();
    const auto n = static_cast<double>(places.size());
    double mean = 0.0;
    double below = 0.0;
    double above = 0.0;
    bool has_interval = true;
    for (const std::size_t i : places) {
        const Estimate& e = values[i];
        mean += e.value.value_or(0.0) / n;
        has_interval = has_interval && e.low && e.high;
        if (!has_interval) continue;
        below += (e.value.value_or(0.0) - *e.low) / n;
        above += (*e.high - e.value.value_or(0.0)) / n;
    }
    result.value = mean;
    if (!has_interval || (sampled && places.size() < 2)) return result;
    double squares = 0.0;
    for (const std::size_t i : places) {
        const double deviation = values[i].value.value_or(0.0) - mean;
        squares += deviation * deviation;
    }
    const double sampling = sampled ? kNormal975 * std::sqrt(squares / (n - 1.0) / n) : 0.0;
    result.low = mean - std::hypot(sampling, below);
    result.high = mean + std::hypot(sampling, above);
    return result;
}

class RobustnessStudy {
  public:
    RobustnessStudy(const Futures& futures, std::size_t outcome, Better better)
        : futures_(futures),
          outcome_(outcome),
          sign_(better == Better::kHigher ? 1.0 : -1.0),
          policies_(futures.info().policies.size()),
          differences_(policies_ * policies_) {
        for (std::size_t p = 0; p < policies_; ++p) levels_.push_back(futures.values({outcome, p}));
        for (std::size_t p = 0; p < policies_; ++p) {
            for (std::size_t q = 0; q < policies_; ++q) {
                if (q != p) differences_[p * policies_ + q] = futures.values({outcome, p, q});
            }
        }
        for (std::size_t i = 0; i < futures.size(); ++i) {
            const bool is_known = std::all_of(levels_.begin(), levels_.end(), [&](const auto& values) {
                return values[i].value.has_value();
            });
            if (is_known) places_.push_back(i);
        }
    }

    const Places& places() const { return places_; }

    /// Policy p less policy q, by future.
    const std::vector<Estimate>& difference(std::size_t p, std::size_t q) const {
        return differences_[p * policies_ + q];
    }

    void fill(OutcomeRobustness& result) {
        Table values(policies_, places_.size());
        for (std::size_t p = 0; p < policies_; ++p) {
            for (std::size_t k = 0; k < places_.size(); ++k)
                values(p, k) = sign_ * levels_[p][places_[k]].value.value_or(0.0);
        }
        const Robustness robust = robustness(values);
        best_.assign(futures_.size(), {});
        for (std::size_t k = 0; k < places_.size(); ++k) best_[places_[k]] = robust.futures[k];
        result.best_mean = robust.best_mean;
        result.maximin = robust.maximin;
        result.minimax_regret = robust.minimax_regret;
        for (std::size_t p = 0; p < policies_; ++p)
            result.policies.push_back(standing(p, robust.policies[p]));
        result.overall = choice(places_);
        for (std::size_t p = 0; p < policies_; ++p)
            result.policies[p].clearly_best_in = result.overall.clear_wins[p];
    }

    Choice choice(const Places& places) const {
        Choice result;
        result.futures = places.size();
        result.clear_wins.assign(policies_, 0);
        for (const std::size_t i : places) {
            if (is_clear(i)) {
                ++result.clear_wins[best_[i].best];
            } else {
                ++result.ties;
            }
        }
        std::vector<double> means;
        for (std::size_t p = 0; p < policies_; ++p)
            means.push_back(sign_ * mean_over(levels_[p], places, false).value.value_or(0.0));
        result.best = places_of_largest(means);
        for (std::size_t q = 0; q < policies_; ++q) {
            if (std::ranges::count(result.best, q) > 0) continue;
            const std::vector<Estimate>& lead = difference(result.best.front(), q);
            if (covers_zero(mean_over(lead, places, are_sampled(futures_)))) result.level_with.push_back(q);
        }
        return result;
    }

  private:
    bool is_clear(std::size_t future) const {
        const std::size_t best = best_[future].best;
        for (std::size_t q = 0; q < policies_; ++q) {
            if (q != best && covers_zero(difference(best, q)[future])) return false;
        }
        return true;
    }

    PolicyStanding standing(std::size_t p, const PolicyRobustness& robust) const {
        std::vector<Estimate> regrets(futures_.size());
        PolicyStanding result;
        for (const std::size_t i : places_) {
            // Against another one of the best where it is itself one of several.
            const FutureChoice& choice = best_[i];
            const bool leads = choice.best == p && (choice.lead > 0.0 || policies_ == 1);
            const std::size_t other = choice.best == p ? choice.second : choice.best;
            regrets[i] = leads ? Estimate{0.0, 0.0, 0.0, 0} : regret(difference(other, p)[i]);
        }
        result.best_in = robust.best_in;
        result.tied_best_in = robust.tied_best_in;
        result.mean = mean_over(levels_[p], places_, are_sampled(futures_));
        result.mean_regret = mean_over(regrets, places_, are_sampled(futures_));
        if (result.mean_regret.low) result.mean_regret.low = std::max(0.0, *result.mean_regret.low);
        const std::size_t worst = places_[robust.worst_future];
        const std::size_t largest = places_[robust.max_regret_future];
        result.worst = levels_[p][worst];
        result.worst_at = futures_.point(worst);
        result.largest_regret = regrets[largest];
        result.largest_regret_at = futures_.point(largest);
        return result;
    }

    /// Better less worse: as it is where more is better, turned round otherwise. Never below 0.
    Estimate regret(const Estimate& d) const {
        Estimate result = sign_ > 0.0 ? d : negated(d);
        for (std::optional<double>* bound : {&result.value, &result.low}) {
            if (*bound && !(**bound > 0.0)) *bound = 0.0;  // -0 too
        }
        return result;
    }

    const Futures& futures_;
    std::size_t outcome_;
    double sign_;
    std::size_t policies_;
    std::vector<std::vector<Estimate>> levels_;       // [policy][future]
    std::vector<std::vector<Estimate>> differences_;  // [policy * policies + other][future]
    Places places_;                                   // futures in which every policy has a value
    std::vector<FutureChoice> best_;                  // by future
};

Better direction_of(const StoreInfo& info, std::size_t outcome) {
    const std::string& name = info.outcomes.at(outcome).name;
    const std::optional<Better> better = better_direction(name);
    if (better) return *better;
    throw InputError({}, fmt::format("neither more nor less of '{}' is better by itself", name),
                     "for example p_war");
}

/// Few different values and names are told apart, many numbers put into ranges.
std::size_t group_count(const std::vector<double>& values, const FutureAxis& axis, std::size_t ranges) {
    constexpr std::size_t kFew = 8;
    const std::size_t different = std::set<double>(values.begin(), values.end()).size();
    return different <= kFew || !axis.names.empty() ? different : ranges;
}

std::vector<FactorChoice> choices_by_factor(const Futures& futures, const RobustnessStudy& study,
                                            std::size_t ranges) {
    const double own = -std::numeric_limits<double>::infinity();  // the scenario's own value comes first
    std::vector<FactorChoice> list;
    for (std::size_t f = 0; f < futures.axes().size(); ++f) {
        std::vector<double> values;
        for (const std::size_t i : study.places()) {
            const double value = futures.settings()(i, f);
            values.push_back(std::isnan(value) ? own : value);
        }
        const Places groups = value_groups(values, group_count(values, futures.axes()[f], ranges));
        const std::size_t count = *std::max_element(groups.begin(), groups.end()) + 1;
        for (std::size_t g = 0; g < count; ++g) {
            Places places;
            double low = std::numeric_limits<double>::infinity();
            double high = -low;
            for (std::size_t k = 0; k < groups.size(); ++k) {
                if (groups[k] != g) continue;
                places.push_back(study.places()[k]);
                low = std::min(low, values[k]);
                high = std::max(high, values[k]);
            }
            if (places.empty()) continue;
            const auto shown = [&](double x) { return x == own ? std::nan("") : x; };
            list.push_back({f, shown(low), shown(high), study.choice(places)});
        }
    }
    return list;
}

nlohmann::ordered_json names_json(const StoreInfo& info, const Places& policies) {
    auto list = nlohmann::ordered_json::array();
    for (const std::size_t p : policies) list.push_back(info.policies.at(p).name);
    return list;
}

nlohmann::ordered_json choice_json(const StoreInfo& info, const Choice& choice) {
    nlohmann::ordered_json wins;
    for (std::size_t p = 0; p < choice.clear_wins.size(); ++p)
        wins[info.policies[p].name] = choice.clear_wins[p];
    return {{"futures", choice.futures},
            {"best", names_json(info, choice.best)},
            {"level_with", names_json(info, choice.level_with)},
            {"clear_wins", wins},
            {"ties", choice.ties}};
}

}  // namespace

OutcomeRobustness robustness_of(const Futures& futures, std::size_t outcome, std::size_t ranges) {
    require_crossed(futures.info());
    OutcomeRobustness result;
    result.outcome = outcome;
    result.better = direction_of(futures.info(), outcome);
    RobustnessStudy study(futures, outcome, result.better);
    result.futures = study.places().size();
    result.left_out = futures.size() - result.futures;
    if (result.futures == 0) {
        throw InputError(
            {}, fmt::format("there is no finished future in which '{}' has a value under every policy",
                            futures.info().outcomes.at(outcome).name));
    }
    study.fill(result);
    result.where = choices_by_factor(futures, study, ranges);
    return result;
}

std::vector<ParetoStanding> pareto_standings(const Futures& futures,
                                             std::span<const OutcomeRobustness> outcomes) {
    const std::size_t policies = futures.info().policies.size();
    std::vector<RobustnessStudy> studies;
    for (const OutcomeRobustness& item : outcomes) studies.emplace_back(futures, item.outcome, item.better);
    const auto dominates = [&](std::size_t p, std::size_t q) {
        std::array<std::vector<double>, 2> means;
        for (const OutcomeRobustness& item : outcomes) {
            const double sign = item.better == Better::kHigher ? 1.0 : -1.0;
            means[0].push_back(sign * item.policies[p].mean.value.value_or(0.0));
            means[1].push_back(sign * item.policies[q].mean.value.value_or(0.0));
        }
        return pareto_set(means) == Places{0};
    };
    const auto clearly = [&](std::size_t p, std::size_t q) {
        return std::any_of(studies.begin(), studies.end(), [&](const RobustnessStudy& study) {
            return !covers_zero(mean_over(study.difference(p, q), study.places(), are_sampled(futures)));
        });
    };
    std::vector<ParetoStanding> standings(policies);
    for (std::size_t q = 0; q < policies; ++q) {
        for (std::size_t p = 0; p < policies; ++p) {
            if (p == q || !dominates(p, q)) continue;
            standings[q].dominated_by.push_back(p);
            standings[q].clearly = standings[q].clearly || clearly(p, q);
        }
    }
    return standings;
}

std::string group_text(const FutureAxis& axis, double low, double high) {
    if (std::isnan(low) || low == high) return axis_value_text(axis, high);
    return number_text(low) + " to " + axis_value_text(axis, high);
}

nlohmann::ordered_json to_json(const Futures& futures, const OutcomeRobustness& robustness) {
    using Json = nlohmann::ordered_json;
    const StoreInfo& info = futures.info();
    Json policies = Json::array();
    for (std::size_t p = 0; p < robustness.policies.size(); ++p) {
        const PolicyStanding& standing = robustness.policies[p];
        policies.push_back({{"policy", info.policies[p].name},
                            {"mean", standing.mean},
                            {"worst", standing.worst},
                            {"worst_at", standing.worst_at},
                            {"mean_regret", standing.mean_regret},
                            {"largest_regret", standing.largest_regret},
                            {"largest_regret_at", standing.largest_regret_at},
                            {"best_in", standing.best_in},
                            {"tied_best_in", standing.tied_best_in},
                            {"clearly_best_in", standing.clearly_best_in}});
    }
    Json where = Json::array();
    for (const FactorChoice& item : robustness.where) {
        const FutureAxis& axis = futures.axes()[item.factor];
        Json row = {{"factor", axis.name},
                    {"low", item.low},
                    {"high", item.high},
                    {"text", group_text(axis, item.low, item.high)}};
        row.update(choice_json(info, item.choice));
        where.push_back(std::move(row));
    }
    return {{"outcome", info.outcomes[robustness.outcome].name},
            {"unit", info.outcomes[robustness.outcome].unit},
            {"better", robustness.better == Better::kHigher ? "higher" : "lower"},
            {"futures", robustness.futures},
            {"left_out", robustness.left_out},
            {"policies", policies},
            {"best_mean", names_json(info, robustness.best_mean)},
            {"maximin", names_json(info, robustness.maximin)},
            {"minimax_regret", names_json(info, robustness.minimax_regret)},
            {"overall", choice_json(info, robustness.overall)},
            {"where", where}};
}

nlohmann::ordered_json to_json(const Futures& futures, std::span<const ParetoStanding> standings) {
    auto list = nlohmann::ordered_json::array();
    for (std::size_t p = 0; p < standings.size(); ++p) {
        list.push_back({{"policy", futures.info().policies[p].name},
                        {"pareto", standings[p].dominated_by.empty()},
                        {"dominated_by", names_json(futures.info(), standings[p].dominated_by)},
                        {"clearly", standings[p].clearly}});
    }
    return list;
}

}  // namespace offramp
