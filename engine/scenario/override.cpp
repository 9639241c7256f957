// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/override.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/enumerator_names.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/path_walk.hpp"
#include "engine/scenario/value_text.hpp"

namespace offramp {

namespace {

ValueKind kind_of(const Leaf& leaf) {
    if (std::holds_alternative<int*>(leaf.member)) return ValueKind::kInteger;
    if (std::holds_alternative<bool*>(leaf.member)) return ValueKind::kTruth;
    if (std::holds_alternative<Hours*>(leaf.member)) return ValueKind::kDuration;
    if (std::holds_alternative<PerHour*>(leaf.member)) return ValueKind::kRate;
    if (std::holds_alternative<Date*>(leaf.member)) return ValueKind::kDate;
    if (!std::holds_alternative<double*>(leaf.member)) return ValueKind::kName;
    // The base of a random value is a bare double whose unit the walk has noted.
    if (leaf.field.unit == "hours") return ValueKind::kDuration;
    if (leaf.field.unit == "1/hour") return ValueKind::kRate;
    return ValueKind::kNumber;
}

std::string unit_of(const Leaf& leaf) {
    if (std::holds_alternative<Hours*>(leaf.member)) return "hours";
    if (std::holds_alternative<PerHour*>(leaf.member)) return "1/hour";
    return std::string(leaf.field.unit);
}

std::optional<double> number_of(const Leaf& leaf) {
    if (const auto* x = std::get_if<double*>(&leaf.member)) return **x;
    if (const auto* x = std::get_if<int*>(&leaf.member)) return **x;
    if (const auto* x = std::get_if<bool*>(&leaf.member)) return **x ? 1.0 : 0.0;
    if (const auto* x = std::get_if<Hours*>(&leaf.member)) return (*x)->value;
    if (const auto* x = std::get_if<PerHour*>(&leaf.member)) return (*x)->value;
    return std::nullopt;
}

std::string text_of(const Leaf& leaf) {
    if (const std::optional<double> number = number_of(leaf)) return value_text(kind_of(leaf), *number);
    if (const auto* x = std::get_if<Date*>(&leaf.member)) return format_date(**x);
    if (const auto* x = std::get_if<Reference*>(&leaf.member)) return (*x)->name;
    const auto& choice = std::get<ChoiceMember>(leaf.member);
    return choice.names.at(choice.chosen);
}

void set_number(const Leaf& leaf, double value) {
    if (const auto* x = std::get_if<double*>(&leaf.member)) **x = value;
    if (const auto* x = std::get_if<int*>(&leaf.member)) **x = static_cast<int>(value);
    if (const auto* x = std::get_if<bool*>(&leaf.member)) **x = value != 0.0;
    if (const auto* x = std::get_if<Hours*>(&leaf.member)) (*x)->value = value;
    if (const auto* x = std::get_if<PerHour*>(&leaf.member)) (*x)->value = value;
}

// Lays one override over one scenario, and says what is wrong with it.
class Setter {
  public:
    Setter(const Override& change, std::vector<Diagnostic>& problems)
        : change_(change), problems_(problems) {}

    void apply(const Leaf& leaf) {
        if (change_.how == Override::How::kScale) {
            scale(leaf);
        } else if (number_of(leaf)) {
            const Parsed<double> parsed = parse_value(kind_of(leaf), change_.value);
            if (parsed.value) {
                assign(leaf, *parsed.value);
            } else {
                refuse(parsed.problem, parsed.hint);
            }
        } else {
            set_name(leaf);
        }
        if (leaf.where != nullptr) *leaf.where = change_.where;
    }

  private:
    void refuse(const std::string& problem, std::string hint = "") {
        problems_.push_back({change_.where, change_.path + ": " + problem, std::move(hint)});
    }

    void assign(const Leaf& leaf, double value) {
        if (std::isfinite(value) && leaf.field.range.contains(value)) {
            set_number(leaf, value);
        } else {
            refuse(fmt::format("{} is out of range", value_text(kind_of(leaf), value)),
                   "it must be " + to_string(leaf.field.range));
        }
    }

    void scale(const Leaf& leaf) {
        const Parsed<double> factor = parse_number(change_.value);
        if (!is_continuous(kind_of(leaf))) {
            refuse(fmt::format("a {} cannot be scaled", to_string(kind_of(leaf))));
        } else if (!factor.value) {
            refuse(factor.problem, factor.hint);
        } else if (const std::optional<double> number = number_of(leaf)) {
            assign(leaf, *number * *factor.value);
        }
    }

    void set_name(const Leaf& leaf) {
        if (const auto* date = std::get_if<Date*>(&leaf.member)) {
            const Parsed<Date> parsed = parse_date(change_.value);
            if (parsed.value) {
                **date = *parsed.value;
            } else {
                refuse(parsed.problem, parsed.hint);
            }
        } else if (const auto* reference = std::get_if<Reference*>(&leaf.member)) {
            (*reference)->name = change_.value;  // whether it names something is for the checks to say
        } else {
            const auto& choice = std::get<ChoiceMember>(leaf.member);
            const auto found = std::find(choice.names.begin(), choice.names.end(), change_.value);
            if (found != choice.names.end()) {
                choice.choose(static_cast<std::size_t>(found - choice.names.begin()));
            } else {
                refuse(fmt::format("unknown value '{}'", change_.value),
                       name_hint(change_.value, choice.names));
            }
        }
    }

    const Override& change_;
    std::vector<Diagnostic>& problems_;
};

}  // namespace

std::string_view to_string(ValueKind kind) {
    constexpr std::string_view kNames[] = {"number", "whole number", "truth value", "duration",
                                           "rate",   "date",         "name"};
    return name_in(kNames, kind);
}

Parsed<double> parse_value(ValueKind kind, std::string_view text) {
    const auto plain_of = [](auto parsed, auto get) {
        Parsed<double> result{std::nullopt, std::move(parsed.problem), std::move(parsed.hint)};
        if (parsed.value) result.value = get(*parsed.value);
        return result;
    };
    switch (kind) {
        case ValueKind::kNumber:
            return parse_number(text);
        case ValueKind::kInteger:
            return plain_of(parse_integer(text), [](int x) { return static_cast<double>(x); });
        case ValueKind::kTruth:
            if (text == "0" || text == "1") return {text == "1" ? 1.0 : 0.0, "", ""};
            return plain_of(parse_truth(text), [](bool x) { return x ? 1.0 : 0.0; });
        case ValueKind::kDuration:
            return plain_of(parse_duration(text), [](Hours x) { return x.value; });
        case ValueKind::kRate:
            return plain_of(parse_rate(text), [](PerHour x) { return x.value; });
        case ValueKind::kDate:
        case ValueKind::kName:
            break;
    }
    return {std::nullopt, fmt::format("a {} is no number", to_string(kind)), ""};
}

std::string value_text(ValueKind kind, double number) {
    switch (kind) {
        case ValueKind::kTruth:
            return number != 0.0 ? "true" : "false";
        case ValueKind::kDuration:
            return format_duration({number});
        case ValueKind::kRate:
            return format_rate({number});
        default:
            return format_number(number);
    }
}

ValueAt value_at(const Scenario& scenario, std::string_view path, const Location& where) {
    Scenario copy = scenario;
    const PathWalk walk(copy, path, where);
    if (walk.problem) throw InputError(*walk.problem);
    ensure(!walk.leaves.empty(), "a path without a problem leads somewhere");
    const Leaf& first = walk.leaves.front();
    ValueAt value{kind_of(first), first.field.range, unit_of(first), text_of(first), number_of(first)};
    for (const Leaf& leaf : walk.leaves) {
        if (leaf.given && text_of(leaf) == value.text) continue;
        value.text.clear();
        value.number.reset();
        break;
    }
    return value;
}

Scenario laid_over(Scenario scenario, std::span<const Override> overrides,
                   std::vector<Diagnostic>& problems) {
    for (const Override& change : overrides) {
        const PathWalk walk(scenario, change.path, change.where);
        if (walk.problem) {
            problems.push_back(*walk.problem);
            continue;
        }
        for (const Leaf& leaf : walk.leaves) {
            const std::size_t before = problems.size();
            Setter(change, problems).apply(leaf);
            if (problems.size() > before) break;  // of both actors, once
        }
    }
    return scenario;
}

ValidatedScenario with_overrides(const ValidatedScenario& scenario, std::span<const Override> overrides) {
    if (overrides.empty()) return scenario;
    std::vector<Diagnostic> problems;
    Scenario changed = laid_over(scenario.scenario(), overrides, problems);
    if (!problems.empty()) throw InputError(std::move(problems));
    return validate(std::move(changed));
}

}  // namespace offramp
