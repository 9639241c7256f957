// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/audit_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/report/rounded.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

using Json = nlohmann::ordered_json;

Json rounded_number(const Json& number) {
    return number.is_null() ? Json() : Json(rounded(number.get<double>()));
}

Json triple(const Json& estimate) {
    return {rounded_number(estimate.at("estimate")), rounded_number(estimate.at("low")),
            rounded_number(estimate.at("high"))};
}

Json triples(const Json& estimates) {
    Json list = Json::array();
    for (const Json& estimate : estimates) list.push_back(triple(estimate));
    return list;
}

Json sum_of(const Json& level, const Json& change) {
    Json sum = Json::array();
    for (const char* key : {"estimate", "low", "high"}) {
        const bool is_known = level.at(key).is_number() && change.at(key).is_number();
        sum.push_back(is_known ? Json(rounded(level.at(key).get<double>() + change.at(key).get<double>()))
                               : Json());
    }
    return sum;
}

/// Refuses lists that are not as long as the record's head says.
class Lengths {
  public:
    Lengths(const Json& record, std::string file)
        : file_(std::move(file)),
          contrasts_(record.at("contrast_titles").size()),
          outcomes_(record.at("outcomes").size()) {
        require(contrasts_ == 1 || contrasts_ == 3, "contrast_titles", "is not of one policy, or two");
        for (const Json& outcome : record.at("outcomes")) by_contrast(outcome.at("levels"), "levels");
        for (const Json& number : record.at("numbers")) {
            const std::string path = number.at("path").get<std::string>();
            by_contrast(number.at("moves"), path);
            by_contrast(number.at("reach"), path);
            for (const Json& trial : number.at("trials")) {
                const Json& changes = trial.at("changes");
                require(changes.empty() || changes.size() == outcomes_, path, "has not a change by outcome");
                for (const Json& outcome : changes) by_contrast(outcome, path);
            }
        }
        for (const Json& number : record.at("together").at("numbers")) {
            const std::string path = number.at("path").get<std::string>();
            by_contrast(number.at("moves"), path);
            require(number.at("effects").size() == outcomes_, path, "has not an effect by outcome");
            for (const Json& outcome : number.at("effects")) by_contrast(outcome, path);
        }
    }

  private:
    void by_contrast(const Json& list, const std::string& where) const {
        require(list.size() == contrasts_, where, "has not a value by contrast");
    }
    void require(bool holds, const std::string& where, const std::string& what) const {
        if (!holds)
            throw InputError({file_}, fmt::format("'{}' {}", where, what), "the --json of offramp audit");
    }

    std::string file_;
    std::size_t contrasts_;
    std::size_t outcomes_;
};

Json together_shape() {
    const Json estimate = {{"estimate", 0}, {"low", 0}, {"high", 0}};
    const Json strings = Json::array({""});
    const Json effects = {
        {"mean_absolute", estimate}, {"mean", estimate}, {"deviation", estimate}, {"noise_floor", 1}};
    return {{"wanted", 1},
            {"groups", Json::array({{{"paths", strings},
                                     {"bearing", ""},
                                     {"combinations", 1},
                                     {"differing", 1},
                                     {"most", 1},
                                     {"refused", strings},
                                     {"problem", ""},
                                     {"is_parted", true}}})},
            {"trajectories", 1},
            {"numbers", Json::array({{{"path", ""},
                                      {"low", ""},
                                      {"high", ""},
                                      {"moves", Json::array({true})},
                                      {"effects", Json::array({Json::array({effects})})}}})},
            {"apart", strings}};
}

Json together_data(const Json& record) {
    Json data = record;
    for (Json& group : data["groups"]) group["most"] = rounded_number(group["most"]);
    for (Json& number : data["numbers"]) {
        for (Json& outcome : number["effects"]) {
            for (Json& effects : outcome) {
                for (const char* key : {"mean_absolute", "mean", "deviation"})
                    effects[key] = triple(effects[key]);
                effects["noise_floor"] = rounded_number(effects["noise_floor"]);
            }
        }
    }
    return data;
}

Json trial_data(const Json& trial, const Json& outcomes, bool moves_last) {
    Json data = {{"value", trial.at("value")},
                 {"problem", trial.at("problem")},
                 {"differing", trial.at("differing")},
                 {"changes", Json::array()}};
    const Json& changes = trial.at("changes");
    for (const Json& outcome : changes) data["changes"].push_back(triples(outcome));
    if (!moves_last || changes.empty()) return data;
    for (std::size_t k = 0; k < outcomes.size(); ++k)
        data["there"].push_back(sum_of(outcomes[k].at("levels").back(), changes[k].back()));
    return data;
}

}  // namespace

Json audit_record_shape() {
    const Json estimate = {{"estimate", 0}, {"low", 0}, {"high", 0}};
    const Json strings = Json::array({""});
    const auto list_of = [](Json item) { return Json::array({std::move(item)}); };
    return {{"scenario", {{"name", ""}, {"title", ""}}},
            {"seed", 1},
            {"campaigns", 1},
            {"complete", true},
            {"negligible", 1},
            {"contrast_titles", strings},
            {"actor_titles", strings},
            {"rungs", strings},
            {"outcomes", list_of({{"name", ""},
                                  {"meaning", ""},
                                  {"unit", ""},
                                  {"spread", 1},
                                  {"bound", 1},
                                  {"levels", list_of(estimate)}})},
            {"numbers", list_of({{"path", ""},
                                 {"value", ""},
                                 {"unit", ""},
                                 {"written", true},
                                 {"marks", strings},
                                 {"varied_by", strings},
                                 {"range", ""},
                                 {"bearing", ""},
                                 {"bare", true},
                                 {"moves", list_of(true)},
                                 {"reach", list_of(1)},
                                 {"trials", list_of({{"value", ""},
                                                     {"problem", ""},
                                                     {"differing", 1},
                                                     {"changes", list_of(list_of(estimate))}})}})},
            {"together", together_shape()}};
}

Json audit_data_json(const Json& record, const std::string& file) {
    const Lengths checked(record, file);
    Json data;
    for (const char* key : {"scenario", "seed", "campaigns", "complete", "negligible", "contrast_titles",
                            "actor_titles", "rungs"})
        data[key] = record.at(key);
    data["outcomes"] = Json::array();
    for (const Json& outcome : record.at("outcomes")) {
        Json item = outcome;
        item["levels"] = triples(outcome.at("levels"));
        data["outcomes"].push_back(std::move(item));
    }
    data["numbers"] = Json::array();
    for (const Json& number : record.at("numbers")) {
        Json item = number;
        for (Json& reach : item["reach"]) reach = rounded_number(reach);
        const Json& moves = number.at("moves");
        item["trials"] = Json::array();
        for (const Json& trial : number.at("trials"))
            item["trials"].push_back(trial_data(trial, record.at("outcomes"), moves.back().get<bool>()));
        data["numbers"].push_back(std::move(item));
    }
    data["together"] = together_data(record.at("together"));
    return data;
}

}  // namespace offramp
