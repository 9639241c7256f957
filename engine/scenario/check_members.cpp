// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/base/find_named.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/check.hpp"
#include "engine/scenario/features.hpp"
#include "engine/scenario/format_traits.hpp"
#include "engine/scenario/limits.hpp"
#include "engine/scenario/scenario.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {

namespace {

// Every name that a reference of each kind may give.
std::map<NameKind, std::vector<std::string>> known_names(const Scenario& scenario) {
    std::map<NameKind, std::vector<std::string>> known;
    known[NameKind::kActor] = names_of(scenario.actors);
    known[NameKind::kIssue] = names_of(scenario.issues);
    known[NameKind::kChannel] = names_of(scenario.channels);
    known[NameKind::kAction] = names_of(scenario.actions);
    known[NameKind::kIncident] = names_of(scenario.incidents);
    known[NameKind::kGuardrail] = names_of(scenario.guardrails);
    known[NameKind::kContact] = names_of(scenario.contacts);
    known[NameKind::kConcession] = names_of(scenario.concessions);
    known[NameKind::kTrack] = names_of(scenario.tracks);
    known[NameKind::kFeature] = names_of(features_of(scenario));
    return known;
}

class MemberCheck {
  public:
    explicit MemberCheck(const Scenario& scenario)
        : known_(known_names(scenario)), features_(features_of(scenario)) {
        try {
            check_struct("", scenario, scenario.where);
        } catch (const TooManyProblems&) {
            diagnostics.push_back({diagnostics.back().where, too_many_problems(), ""});
        }
    }

    template <class T>
    void operator()(const Field& field, const T& value) {
        check_value(field, value);
    }

    template <class Body>
    void group(const Field& field, Body&& body) {
        within(std::string(field.key), where_, body);
    }

    std::vector<Diagnostic> diagnostics;

  private:
    template <class Body>
    void within(std::string_view step, const Location& where, Body&& body) {
        const std::string outer_path = path_;
        const Location outer_where = where_;
        if (!step.empty()) path_ += (path_.empty() ? "" : ".") + std::string(step);
        where_ = where;
        body();
        path_ = outer_path;
        where_ = outer_where;
    }

    template <class T>
    void check_struct(std::string_view step, const T& value, const Location& where) {
        within(step, where, [&] { describe(*this, value); });
    }

    void problem(const Location& where, std::string message, std::string hint = "") {
        diagnostics.push_back({where, std::move(message), std::move(hint)});
        if (diagnostics.size() >= kMaxDiagnostics) throw TooManyProblems{};
    }

    template <class T>
    void check_value(const Field& field, const T& value) {
        if constexpr (kIsOptional<T>) {
            if (value) check_value(field, *value);
        } else if constexpr (kIsPerActor<T>) {
            for (const auto& item : value.value) check_value(field, item);
        } else if constexpr (requires { plain(value); } && !std::same_as<T, bool>) {
            check_number(std::string(field.key), field.range, plain(value), where_);
        } else if constexpr (std::same_as<T, Date>) {
            check_number(std::string(field.key), kDates, value.hours, where_);
        } else if constexpr (std::same_as<T, bool> || Enum<T>) {
            return;
        } else if constexpr (std::same_as<T, std::string>) {
            if (field.key == "name") check_name(value, where_);
        } else if constexpr (std::same_as<T, Reference>) {
            check_reference(field.names, value.name, value.where);
        } else if constexpr (AnyGlm<T>) {
            check_glm(field, value);
        } else if constexpr (kIsVector<T>) {
            check_list(field, value);
        } else if constexpr (HasWhere<T>) {
            check_struct(field.key, value, value.where.file.empty() ? where_ : value.where);
        } else {
            check_struct(field.key, value, where_);
        }
    }

    void check_number(const std::string& key, const Range& range, double value, const Location& where) {
        if (std::isfinite(value) && range.contains(value)) return;
        problem(where,
                fmt::format("{}{}{}: {} is out of range", path_, path_.empty() ? "" : ".", key,
                            format_number(value)),
                "it must be " + (std::isfinite(value) ? to_string(range) : "a finite number"));
    }

    void check_name(const std::string& name, const Location& where) {
        if (!is_name(name)) problem(where, fmt::format("'{}' cannot be a name", name));
    }

    void check_reference(NameKind kind, const std::string& name, const Location& where) {
        const auto names = known_.find(kind);
        if (names == known_.end()) return;
        if (std::find(names->second.begin(), names->second.end(), name) != names->second.end()) return;
        std::string hint = name_hint(name, names->second);
        if (hint.empty()) hint = fmt::format("the scenario has no {}", to_string(kind));
        problem(where, fmt::format("unknown {} '{}'", to_string(kind), name), hint);
    }

    template <class G>
    void check_glm(const Field& field, const G& glm) {
        const std::string key(field.key);
        check_number(key, kGlm<G>.range, glm.base, glm.where);
        for (const Effect& effect : glm.effects) {
            check_reference(NameKind::kFeature, effect.feature, effect.where);
            check_number(key + "." + effect.feature, kAny, effect.coefficient, effect.where);
        }
        check_predictor(key, glm);
        const bool never = !std::same_as<G, ScoreGlm> && glm.base == 0;
        const bool always = std::same_as<G, ProbabilityGlm> && glm.base == 1;
        if ((never || always) && !glm.effects.empty()) {
            problem(glm.where,
                    fmt::format("{}: effects cannot change a {} of exactly {}", key, kGlm<G>.name,
                                never ? "0" : "1"),
                    never ? "give a small base, or no effects" : "give a base just below 1, or no effects");
        }
        if constexpr (std::same_as<G, DurationGlm>)
            check_number(key + ".shape", kShape, glm.shape, glm.where);
    }

    // With features at their worst. A predictor beyond the limit has no exponential; a score is a payoff.
    template <class G>
    void check_predictor(const std::string& key, const G& glm) {
        double worst = std::same_as<G, ScoreGlm> ? std::abs(glm.base) : 0.0;
        for (const Effect& effect : glm.effects) {
            const Feature* const feature = find_named(features_, effect.feature);
            if (!feature) continue;
            const double span = std::max(std::abs(feature->low), std::abs(feature->high));
            worst += std::abs(effect.coefficient) * span;
        }
        const double most = std::same_as<G, ScoreGlm> ? kMostPayoff : kMaxPredictor;
        if (worst <= most) return;
        problem(glm.where,
                fmt::format("{}: its effects add up to {:.3g} with all features at their worst", key, worst),
                fmt::format("at most {}; are the coefficients too large?", most));
    }

    template <class T>
    void check_list(const Field& field, const std::vector<T>& list) {
        if constexpr (std::same_as<T, Reference>) {
            const std::size_t limit = field.is_sequence ? kMaxScript : kMaxReferences;
            if (list.size() > limit) {
                problem(list[limit].where, fmt::format("{} lists {} names", field.key, list.size()),
                        fmt::format("at most {} are possible", limit));
                return;
            }
        }
        for (std::size_t i = 0; i < list.size(); ++i) {
            const T& item = list[i];
            if constexpr (NamedBody<T>) {
                check_name(item.name, item.where);
                check_twice(list, i, [](const T& thing) -> const std::string& { return thing.name; });
                within(field.key, item.where, [&] { check_struct(item.name, item, item.where); });
            } else if constexpr (std::same_as<T, Weight>) {
                check_reference(field.names, item.name, item.where);
                check_number(fmt::format("{}.{}", field.key, item.name), field.range, item.value, item.where);
            } else if constexpr (std::same_as<T, DatedValue>) {
                check_twice(list, i, [](const T& setting) -> const std::string& { return setting.path; });
            } else if constexpr (std::same_as<T, Reference>) {
                check_reference(field.names, item.name, item.where);
                if (!field.is_sequence) {
                    check_twice(list, i,
                                [](const T& reference) -> const std::string& { return reference.name; });
                }
            } else {
                check_value(field, item);
            }
        }
    }

    template <class T, class Name>
    void check_twice(const std::vector<T>& list, std::size_t i, Name name) {
        const auto last = list.begin() + static_cast<std::ptrdiff_t>(i);
        const bool twice =
            std::any_of(list.begin(), last, [&](const T& item) { return name(item) == name(list[i]); });
        if (twice) problem(list[i].where, fmt::format("'{}' is listed twice", name(list[i])));
    }

    // Years 1 to 9999, what the file format can write.
    static constexpr Range kDates{.low = -17259888, .high = 70389528};

    std::map<NameKind, std::vector<std::string>> known_;
    std::vector<Feature> features_;
    std::string path_;
    Location where_;
};

}  // namespace

std::vector<Diagnostic> check_members(const Scenario& scenario) {
    return MemberCheck(scenario).diagnostics;
}

}  // namespace offramp
