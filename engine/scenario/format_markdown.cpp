// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/format_markdown.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "engine/scenario/features.hpp"
#include "engine/scenario/format_traits.hpp"
#include "engine/scenario/scenario.hpp"
#include "engine/scenario/value_text.hpp"

namespace offramp {

namespace {

std::string plural(NameKind kind) {
    return std::string(to_string(kind)) + "s";
}

// In the largest unit in which it is a whole number.
std::string readable(Hours value) {
    if (value.value > 0 && std::fmod(value.value, kHoursPerYear) == 0) {
        return format_number(value.value / kHoursPerYear) + "y";
    }
    if (value.value > 0 && std::fmod(value.value, kHoursPerDay) == 0) {
        return format_number(value.value / kHoursPerDay) + "d";
    }
    return format_duration(value);
}

template <class T>
const T kDefaults{};

class Manual {
  public:
    template <class T>
    void operator()(const Field& field, const T& value) {
        std::string default_text = field.required ? "**required**" : default_of(value);
        row(field, written_as(field, value), range_of(field, value), default_text);
        descend(field, value);
    }

    template <class Body>
    void group(const Field& field, Body&& body) {
        const std::string path = join(field.key);
        row(field, "map, see `" + path + "`", "", field.required ? "**required**" : "");
        inside(path, body);
    }

    /// One section after the other, the outer before the inner.
    std::string text() const {
        std::string result;
        for (const Section& section : sections_) {
            result += fmt::format(
                "### {}\n\n| Key | Meaning | Written as | Range | Default |\n"
                "| --- | --- | --- | --- | --- |\n{}\n",
                section.path.empty() ? "Top level" : "`" + section.path + "`", section.rows);
        }
        return result;
    }

  private:
    struct Section {
        std::string path;
        std::string rows;
    };

    template <class Body>
    void inside(const std::string& path, Body&& body) {
        const std::size_t outer = current_;
        sections_.push_back({path, ""});
        current_ = sections_.size() - 1;
        body();
        current_ = outer;
    }

    std::string join(std::string_view key) const {
        const std::string& path = sections_[current_].path;
        return path.empty() ? std::string(key) : path + "." + std::string(key);
    }

    void row(const Field& field, const std::string& form, const std::string& range,
             const std::string& standard) {
        sections_[current_].rows +=
            fmt::format("| `{}` | {} | {} | {} | {} |\n", field.key, field.meaning, form, range, standard);
    }

    // Sections of the maps within.
    template <class T>
    void descend(const Field& field, const T& value) {
        if constexpr (kIsVector<T>) {
            using Item = typename T::value_type;
            if constexpr (NamedBody<Item>) {
                inside(join(field.key) + ".NAME", [&] { describe(*this, kDefaults<Item>); });
            } else if constexpr (!requires { value_text(value); }) {
                inside(join(field.key) + "[]", [&] { describe(*this, kDefaults<Item>); });
            }
        } else if constexpr (is_struct<T>()) {
            inside(join(field.key), [&] { describe(*this, value); });
        }
    }

    template <class T>
    static constexpr bool is_struct() {
        return !kIsOptional<T> && !kIsPerActor<T> && !kIsVector<T> && !requires(T value) {
            value_text(value);
        };
    }

    template <class T>
    static std::string default_of(const T& value) {
        if constexpr (kIsOptional<T>) {
            return "none";
        } else if constexpr (kIsPerActor<T>) {
            return default_of(value[0]);
        } else if constexpr (std::same_as<T, std::string>) {
            return value.empty() ? "" : "`" + value + "`";
        } else if constexpr (std::same_as<T, Hours>) {
            return "`" + readable(value) + "`";
        } else if constexpr (requires { value_text(value); }) {
            if constexpr (requires { value.empty(); }) {
                if (value.empty()) return "none";
            }
            return "`" + value_text(value) + "`";
        } else {
            return "";
        }
    }

    template <class T>
    static std::string range_of(const Field& field, const T& value) {
        if constexpr (kIsOptional<T>) {
            return range_of(field, typename T::value_type{});
        } else if constexpr (kIsPerActor<T>) {
            return range_of(field, value[0]);
        } else if constexpr (AnyGlm<T>) {
            return with_unit(field, to_string(kGlm<T>.range));
        } else {
            return with_unit(field, to_string(field.range));
        }
    }

    static std::string with_unit(const Field& field, const std::string& range) {
        if (field.unit.empty()) return range;
        return range.empty() ? std::string(field.unit) : range + ", " + std::string(field.unit);
    }

    template <class T>
    std::string written_as(const Field& field, const T& value) const {
        if constexpr (kIsOptional<T>) {
            return written_as(field, typename T::value_type{});
        } else if constexpr (kIsPerActor<T>) {
            return written_as(field, value[0]) + ", per actor";
        } else if constexpr (std::same_as<T, bool>) {
            return "true or false";
        } else if constexpr (std::same_as<T, int>) {
            return "whole number";
        } else if constexpr (std::same_as<T, double>) {
            return "number";
        } else if constexpr (std::same_as<T, std::string>) {
            return field.key == "name" ? "name" : "text";
        } else if constexpr (std::same_as<T, Hours>) {
            return "duration";
        } else if constexpr (std::same_as<T, PerHour>) {
            return "rate";
        } else if constexpr (std::same_as<T, Date>) {
            return "date";
        } else if constexpr (std::same_as<T, Reference>) {
            return "name of an existing " + std::string(to_string(field.names));
        } else if constexpr (std::same_as<T, std::vector<Reference>>) {
            return "list of " + plural(field.names);
        } else if constexpr (std::same_as<T, std::vector<Weight>>) {
            return "map from " + std::string(to_string(field.names)) + " to number";
        } else if constexpr (std::same_as<T, std::vector<DatedValue>>) {
            return "map from path to value";
        } else if constexpr (std::same_as<T, std::vector<double>>) {
            return "list of numbers";
        } else if constexpr (std::same_as<T, std::vector<Date>>) {
            return "list of dates";
        } else if constexpr (AnyGlm<T>) {
            return std::string(kGlm<T>.name) + " model";
        } else if constexpr (Enum<T>) {
            std::string names;
            for (const auto& [candidate, name] : kEnumNames<T>) {
                names += fmt::format("{}`{}`", names.empty() ? "" : ", ", name);
            }
            return names;
        } else if constexpr (kIsVector<T>) {
            const std::string path = join(field.key);
            return NamedBody<typename T::value_type> ? "map by name, see `" + path + ".NAME`"
                                                     : "list of maps, see `" + path + "[]`";
        } else {
            return "map, see `" + join(field.key) + "`";
        }
    }

    std::vector<Section> sections_{{"", ""}};
    std::size_t current_ = 0;
};

std::string range_text(const Feature& feature) {
    switch (feature.row->range) {
        case FeatureRange::kPresenceLevels:
        case FeatureRange::kUnpredictabilityLevels:
            return "the levels of the posture";
        case FeatureRange::kRungs:
            return "0 to the top of the ladder";
        case FeatureRange::kUnit:
        case FeatureRange::kCount:
            break;
    }
    return fmt::format("{} to {}", format_number(feature.low), format_number(feature.high));
}

// The features of a scenario with one of each thing, under placeholder names.
std::string features_table() {
    Scenario scenario;
    scenario.actors.resize(2);
    scenario.actors[0].name = scenario.actors[1].name = "ACTOR";
    scenario.guardrails.resize(1);
    scenario.guardrails[0].name = "NAME";
    scenario.channels.resize(1);
    scenario.channels[0].name = "NAME";
    std::string rows, last;
    for (const Feature& feature : features_of(scenario)) {
        if (feature.name == last) continue;
        last = feature.name;
        rows += fmt::format("| `{}` | {} | {} |\n", feature.name, feature.meaning, range_text(feature));
    }
    return "### Features\n\n| Feature | Meaning | Range |\n| --- | --- | --- |\n" + rows;
}

}  // namespace

std::string scenario_format_markdown() {
    Manual manual;
    describe(manual, kDefaults<Scenario>);
    return manual.text() + features_table();
}

}  // namespace offramp
