// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "analysis/history/csv_table.hpp"
#include "analysis/history/quantiles_json.hpp"
#include "analysis/history/registered.hpp"
#include "analysis/json_input.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kWhat = "registered forecasts";

ordered_json kind_json(const IncidentKind& kind) {
    return {{"trigger_class", to_string(kind.trigger_class)},
            {"first_mover", kind.actor},
            {"trigger_severity", kind.trigger_severity},
            {"accidental", kind.accidental}};
}

ordered_json shape_of_registered() {
    const ordered_json texts = ordered_json::array({""});
    const ordered_json named = {{"name", ""}, {"title", ""}, {"hash", ""}};
    ordered_json targets = ordered_json::object();
    for (std::size_t t = 0; t < kHindcastTargets; ++t)
        targets[std::string(to_string(static_cast<HindcastTarget>(t)))] = {
            {"probabilities", ordered_json::array({1})}};
    return {{"offramp", ""},
            {"scenario", named},
            {"history", named},
            {"policy", ""},
            {"seed", 1},
            {"campaigns", 1},
            {"forecast_date", ""},
            {"frozen", texts},
            {"guardrails", texts},
            {"forecasts", ordered_json::array({{{"trigger_class", ""},
                                                {"first_mover", ""},
                                                {"trigger_severity", 1},
                                                {"accidental", true},
                                                {"opening", ""},
                                                {"targets", targets}}})}};
}

class RegisteredReader {
  public:
    RegisteredReader(std::string_view text, const std::string& file)
        : file_(file), json_(parse_json(text, file)) {
        if (json_.is_object() && !json_.contains("forecast_date")) {
            throw InputError(
                {file}, fmt::format("holds no {}", kWhat),
                "offramp hindcast HISTORY SCENARIO --forecast DATE --seed S -o FILE writes them");
        }
        require_shape(json_, shape_of_registered(), text, file);
    }

    RegisteredForecasts read() const {
        RegisteredForecasts made;
        made.version = text(json_["offramp"]);
        made.history = text(json_["history"]["name"]);
        made.history_title = text(json_["history"]["title"]);
        made.history_hash = text(json_["history"]["hash"]);
        made.scenario = text(json_["scenario"]["name"]);
        made.title = text(json_["scenario"]["title"]);
        made.hash = text(json_["scenario"]["hash"]);
        made.policy = text(json_["policy"]);
        made.seed = count(json_["seed"], "/seed", 0, kMany);
        made.campaigns = count(json_["campaigns"], "/campaigns", 1, kMany);
        made.date = text(json_["forecast_date"]);
        if (const auto day = parse_day(made.date); !day.value) refuse("/forecast_date", day.problem);
        made.frozen = json_["frozen"].get<std::vector<std::string>>();
        made.guardrails = json_["guardrails"].get<std::vector<std::string>>();
        made.complete = true;
        std::set<IncidentKind> kinds;
        for (std::size_t k = 0; k < json_["forecasts"].size(); ++k) {
            const std::string at = fmt::format("/forecasts/{}", k);
            made.forecasts.push_back(forecast(json_["forecasts"][k], at, made.campaigns));
            if (!kinds.insert(made.forecasts.back().kind).second)
                refuse(at,
                       fmt::format("there are two forecasts of {}", to_string(made.forecasts.back().kind)));
        }
        return made;
    }

  private:
    static constexpr std::uint64_t kMany = std::numeric_limits<std::uint64_t>::max();

    static std::string text(const ordered_json& json) { return json.get<std::string>(); }

    std::uint64_t count(const ordered_json& json, const std::string& at, std::uint64_t low,
                        std::uint64_t high) const {
        if (json.is_number_unsigned()) {
            const auto value = json.get<std::uint64_t>();
            if (value >= low && value <= high) return value;
        }
        refuse(at, high == kMany ? fmt::format("a whole number from {} on is expected here", low)
                                 : fmt::format("a whole number from {} to {} is expected here", low, high));
    }

    KindForecast forecast(const ordered_json& json, const std::string& at, std::uint64_t campaigns) const {
        KindForecast one;
        const std::vector<std::string> classes = enumerator_names<TriggerClass>();
        const std::string trigger = text(json["trigger_class"]);
        const auto found = std::find(classes.begin(), classes.end(), trigger);
        if (found == classes.end()) {
            refuse(at + "/trigger_class", fmt::format("unknown class of triggers '{}'", trigger));
        }
        one.kind.trigger_class = static_cast<TriggerClass>(found - classes.begin());
        one.kind.actor = text(json["first_mover"]);
        one.kind.trigger_severity = static_cast<int>(
            count(json["trigger_severity"], at + "/trigger_severity", 0, std::uint64_t{kHighestSeverity}));
        one.kind.accidental = json["accidental"].get<bool>();
        one.opening = text(json["opening"]);
        one.model.campaigns = campaigns;
        for (std::size_t t = 0; t < kHindcastTargets; ++t) {
            const auto target = static_cast<HindcastTarget>(t);
            const std::string name(to_string(target));
            one.model.probabilities[t] =
                distribution(json["targets"][name]["probabilities"], last_category(target),
                             fmt::format("{}/targets/{}/probabilities", at, name));
        }
        return one;
    }

    std::vector<double> distribution(const ordered_json& json, std::size_t last,
                                     const std::string& at) const {
        constexpr double kRounding = 1e-9;
        if (json.size() != last + 1)
            refuse(at, fmt::format("{} probabilities of {} categories", json.size(), last + 1));
        double sum = 0.0;
        std::vector<double> probabilities;
        for (const ordered_json& p : json) {
            probabilities.push_back(p.get<double>());
            if (probabilities.back() < 0.0 || probabilities.back() > 1.0)
                refuse(at, fmt::format("{} is no probability", p.dump()));
            sum += probabilities.back();
        }
        if (std::abs(sum - 1.0) > kRounding)
            refuse(at, fmt::format("the probabilities sum to {}, not to 1", sum));
        return probabilities;
    }

    [[noreturn]] void refuse(const std::string& at, const std::string& problem) const {
        throw InputError({file_}, problem, "at " + at);
    }

    const std::string& file_;
    ordered_json json_;
};

}  // namespace

std::string json_text(const RegisteredForecasts& made) {
    std::string forecasts;
    for (const KindForecast& one : made.forecasts) {
        ordered_json targets = ordered_json::object();
        for (std::size_t t = 0; t < kHindcastTargets; ++t) {
            const auto target = static_cast<HindcastTarget>(t);
            targets[std::string(to_string(target))] = {
                {"quantiles", quantiles_json(target, one.model.probabilities[t])},
                {"probabilities", one.model.probabilities[t]}};
        }
        ordered_json json = kind_json(one.kind);
        json["opening"] = one.opening;
        json["targets"] = std::move(targets);
        forecasts += (forecasts.empty() ? "\n    " : ",\n    ") + json.dump();
    }
    const ordered_json head = {
        {"offramp", made.version},
        {"scenario", {{"name", made.scenario}, {"title", made.title}, {"hash", made.hash}}},
        {"history", {{"name", made.history}, {"title", made.history_title}, {"hash", made.history_hash}}},
        {"policy", made.policy},
        {"seed", made.seed},
        {"campaigns", made.campaigns},
        {"forecast_date", made.date},
        {"frozen", made.frozen},
        {"guardrails", made.guardrails},
        {"quantile_levels", kForecastQuantiles}};
    std::string text = head.dump(2);
    text.resize(text.size() - std::string_view("\n}").size());
    return text + ",\n  \"forecasts\": [" + forecasts + "\n  ]\n}\n";
}

RegisteredForecasts parse_registered(std::string_view text, const std::string& file) {
    return RegisteredReader(text, file).read();
}

ordered_json to_json(const RegisteredScores& scores) {
    ordered_json json = to_json(scores.record);
    json["forecast_date"] = scores.date;
    json["unforecast"] = ordered_json::array();
    for (const auto& [id, kind] : scores.unforecast)
        json["unforecast"].push_back({{"id", id}, {"kind", kind}});
    return json;
}

}  // namespace offramp
