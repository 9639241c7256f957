// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/discovery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "analysis/estimate_json.hpp"
#include "analysis/outcomes.hpp"
#include "analysis/text_layout.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

struct RelationName {
    std::string_view text;
    Relation relation;
};
constexpr RelationName kRelations[] = {{">=", Relation::kAtLeast},  // before those they begin with
                                       {"<=", Relation::kAtMost},
                                       {">", Relation::kAbove},
                                       {"<", Relation::kBelow}};

std::string_view name_of(Relation relation) {
    return std::ranges::find(kRelations, relation, &RelationName::relation)->text;
}

std::string_view without_blanks(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

bool holds(const Condition& condition, double value) {
    switch (condition.relation) {
        case Relation::kAtLeast:
            return value >= condition.bound;
        case Relation::kAtMost:
            return value <= condition.bound;
        case Relation::kAbove:
            return value > condition.bound;
        case Relation::kBelow:
            return value < condition.bound;
    }
    throw InternalError("unknown relation");
}

bool is_sure(const Condition& condition, const Estimate& value) {
    return value.low && value.high &&
           (*value.low > condition.bound || *value.high < condition.bound ||
            (*value.low == *value.high && *value.low == condition.bound));
}

Labelled label(const Futures& futures, Discovery& discovery) {
    std::vector<std::vector<Estimate>> values;
    for (const Condition& condition : discovery.conditions)
        values.push_back(futures.values(condition.target));
    Labelled labelled{Table(0, futures.axes().size()), {}};
    for (std::size_t i = 0; i < futures.size(); ++i) {
        bool is_known = true;
        bool is_case = true;
        bool is_certain = true;
        for (std::size_t c = 0; c < values.size(); ++c) {
            const Estimate& value = values[c][i];
            is_known = is_known && value.value;
            if (!is_known) break;
            is_case = is_case && holds(discovery.conditions[c], value.value.value_or(0.0));
            is_certain = is_certain && is_sure(discovery.conditions[c], value);
        }
        if (!is_known) {
            ++discovery.left_out;
            continue;
        }
        const auto row = futures.settings().row(i);
        labelled.points.values.insert(labelled.points.values.end(), row.begin(), row.end());
        ++labelled.points.rows;
        labelled.of_interest.push_back(is_case ? 1 : 0);
        discovery.cases += is_case ? 1 : 0;
        discovery.uncertain += is_certain ? 0 : 1;
    }
    discovery.futures = labelled.points.rows;
    return labelled;
}

void require_sample(const StoreInfo& info) {
    if (std::visit([]<class D>(const D&) { return D::fills_space; }, info.design)) return;
    throw InputError({},
                     fmt::format("the points of the design {} are no sample of the futures, which boxes need",
                                 to_string(info.design)),
                     "design: {kind: latin_hypercube, points: 256}");
}

// The best box of what earlier ones have left, its limits held against that; none where it could be an
// accident, or it is no denser than all futures are.
std::optional<FoundBox> next_box(const Labelled& left, const Discovery& discovery, const BoxSearch& search,
                                 const TrialProgress& progress) {
    std::optional<Box> box = significant_box(left, search);
    if (!box) return std::nullopt;
    FoundBox found{*box, score(*box, left.points, left.of_interest), {}, {}};
    const auto cases = static_cast<double>(discovery.cases);
    const auto futures = static_cast<double>(discovery.futures);
    if (found.score.density <= cases / futures) return std::nullopt;
    found.trials = box_trials(left, *box, search, progress);
    if (found.trials.chance > search.accidental_above) return std::nullopt;
    found.restrictions = restrictions(*box, left.points, left.of_interest);
    const auto share_all = [&](BoxScore& part) {
        part.coverage = static_cast<double>(part.cases) / cases;
        part.mass = static_cast<double>(part.points) / futures;
    };
    share_all(found.score);
    for (Restriction& restriction : found.restrictions) share_all(restriction.without);
    return found;
}

std::vector<std::string> names_in(const FutureAxis& axis, const Box& box, std::size_t factor) {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < axis.names.size(); ++k) {
        const auto place = static_cast<double>(k);
        const bool is_in = place >= box.low[factor] && place <= box.high[factor] &&
                           !std::ranges::binary_search(box.left_out[factor], place);
        if (is_in) names.push_back(axis.names[k]);
    }
    return names;
}

/// One limit alone: {factor, upper, limit} on a number, {factor, names} of those that are in.
nlohmann::ordered_json limit_json(const FutureAxis& axis, const Box& box, const Restriction& limit) {
    const std::size_t factor = limit.side.input;
    if (limit.side.kind == Side::Kind::kNames)
        return {{"factor", axis.name}, {"names", names_in(axis, box, factor)}};
    return {{"factor", axis.name}, {"upper", limit.side.kind == Side::Kind::kUpper}, {"limit", limit.limit}};
}

}  // namespace

static void to_json(nlohmann::ordered_json& json, const BoxScore& score) {
    json = {{"points", score.points},
            {"cases", score.cases},
            {"coverage", score.coverage},
            {"density", score.density},
            {"mass", score.mass}};
}

Condition parse_condition(const StoreInfo& info, std::string_view text, std::size_t policy,
                          std::optional<std::size_t> minus) {
    for (const RelationName& item : kRelations) {
        const std::size_t at = text.find(item.text);
        if (at == std::string_view::npos) continue;
        const std::string name(without_blanks(text.substr(0, at)));
        const std::string_view number = without_blanks(text.substr(at + item.text.size()));
        Condition condition{{0, policy, minus}, item.relation, 0.0};
        const char* const begin = number.data();
        const char* const end_of_text = begin + number.size();
        const auto [end, error] = std::from_chars(begin, end_of_text, condition.bound);
        const bool is_number = error == std::errc{} && end == end_of_text && std::isfinite(condition.bound);
        if (!is_number || name.find_first_of("<>=") != std::string::npos) break;
        condition.target.outcome = outcome_named(info, name);
        return condition;
    }
    throw InputError({}, fmt::format("'{}' is no condition on an outcome", text),
                     "an outcome, one of >=, <=, > and <, and a number: \"p_war >= 0.1\"");
}

Condition backfires(const StoreInfo& info, const Target& difference) {
    ensure(difference.minus.has_value(), "a policy backfires against another");
    const std::string& name = info.outcomes.at(difference.outcome).name;
    const std::optional<Better> better = better_direction(name);
    if (!better) {
        throw InputError({}, fmt::format("neither more nor less of '{}' is worse by itself", name),
                         fmt::format("--where \"{} > 0\" says which", name));
    }
    return {difference, *better == Better::kLower ? Relation::kAbove : Relation::kBelow, 0.0, true};
}

std::string to_text(const StoreInfo& info, const Condition& condition) {
    const std::string& outcome = info.outcomes.at(condition.target.outcome).name;
    const std::string& policy = info.policies.at(condition.target.policy).name;
    const std::string bound = fmt::format("{} {}", name_of(condition.relation), number_text(condition.bound));
    if (!condition.target.minus) return fmt::format("{} {} under {}", outcome, bound, policy);
    const std::string& other = info.policies.at(*condition.target.minus).name;
    std::string what = fmt::format("{} of {} minus {} {}", outcome, policy, other, bound);
    if (!condition.is_worse) return what;
    const std::string_view actor = actor_of_outcome(outcome);
    return fmt::format("{} backfires against {} in {}{}{} ({})", policy, other, outcome,
                       actor.empty() ? "" : ", for ", actor, what);
}

Discovery discover(const Futures& futures, std::span<const Condition> conditions,
                   const DiscoveryOptions& options) {
    require_sample(futures.info());
    Discovery discovery;
    discovery.conditions.assign(conditions.begin(), conditions.end());
    const Labelled labelled = label(futures, discovery);
    constexpr std::size_t kLeast = 8;
    if (discovery.futures < kLeast) {
        throw InputError(
            {}, fmt::format("the outcome is known in {} futures of the store, and boxes need at least {}",
                            discovery.futures, kLeast));
    }
    discovery.least_density = options.least_density;
    if (!are_mixed(discovery)) return discovery;
    const BoxSearch search{.least_density = options.least_density,
                           .accidental_above = options.accidental_above,
                           .prim = {.nominal = futures.nominal()}};
    Labelled left = labelled;
    while (discovery.boxes.size() < options.boxes && cases_among(left.of_interest) > 0) {
        const std::optional<FoundBox> found = next_box(left, discovery, search, options.progress);
        if (!found) break;
        discovery.boxes.push_back(*found);
        discovery.coverage += found->score.coverage;
        left = outside(left, found->box);
    }
    return discovery;
}

bool are_mixed(const Discovery& discovery) {
    return discovery.cases > 0 && discovery.cases < discovery.futures;
}

std::string limit_text(const FutureAxis& axis, const Box& box, std::size_t factor) {
    const double low = box.low[factor];
    const double high = box.high[factor];
    if (!axis.names.empty())
        return fmt::format("{} is {}", axis.name, fmt::join(names_in(axis, box, factor), " or "));
    const std::string unit = axis.unit.empty() ? "" : ' ' + axis.unit;
    if (std::isinf(low)) return fmt::format("{} <= {}{}", axis.name, number_text(high), unit);
    if (std::isinf(high)) return fmt::format("{} >= {}{}", axis.name, number_text(low), unit);
    return fmt::format("{} <= {} <= {}{}", number_text(low), axis.name, number_text(high), unit);
}

std::string box_text(const Futures& futures, const Box& box) {
    std::string text;
    for (std::size_t f = 0; f < box.low.size(); ++f) {
        if (!is_restricted(box, f)) continue;
        text += (text.empty() ? "" : " and ") + limit_text(futures.axes()[f], box, f);
    }
    return text.empty() ? "everywhere" : text;
}

nlohmann::ordered_json to_json(const Futures& futures, const Discovery& discovery) {
    using Json = nlohmann::ordered_json;
    Json conditions = Json::array();
    for (const Condition& condition : discovery.conditions) {
        Json item = target_json(futures.info(), condition.target);
        item["relation"] = name_of(condition.relation);
        item["bound"] = condition.bound;
        conditions.push_back(std::move(item));
    }
    Json boxes = Json::array();
    for (const FoundBox& found : discovery.boxes) {
        Json limits = Json::array();
        for (std::size_t k = 0; k < found.restrictions.size(); ++k) {
            const Restriction& limit = found.restrictions[k];
            Json item = limit_json(futures.axes()[limit.side.input], found.box, limit);
            item["quasi_p"] = limit.quasi_p;
            item["found_again"] = found.trials.found_again[k];
            item["without"] = limit.without;
            limits.push_back(std::move(item));
        }
        Json box = {{"text", box_text(futures, found.box)}};
        box.update(Json(found.score));
        box["is_dense"] = found.score.density >= discovery.least_density;
        box["chance"] = found.trials.chance;
        box["shuffles"] = found.trials.shuffles;
        box["subsamples"] = found.trials.subsamples;
        box["restrictions"] = limits;
        boxes.push_back(std::move(box));
    }
    const bool found_none = are_mixed(discovery) && discovery.boxes.empty();
    return {{"conditions", conditions},
            {"futures", discovery.futures},
            {"left_out", discovery.left_out},
            {"cases", discovery.cases},
            {"uncertain", discovery.uncertain},
            {"least_density", discovery.least_density},
            {"coverage", discovery.coverage},
            {"boxes", boxes},
            {"found_none", found_none ? Json(kFoundNoBox) : Json(nullptr)}};
}

}  // namespace offramp
