// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/factor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/sweep/design.hpp"
#include "analysis/sweep/map_reader.hpp"
#include "engine/base/error.hpp"
#include "engine/scenario/field.hpp"

namespace offramp {
namespace {

constexpr std::array<std::string_view, 7> kForms = {"values", "range",     "uniform",   "loguniform",
                                                    "normal", "lognormal", "triangular"};

class FactorReader {
  public:
    FactorReader(const ConfigEntry& entry, std::span<const Scenario* const> scenarios,
                 std::vector<Diagnostic>& problems)
        : map_(entry.value, fmt::format("the factor '{}'", entry.key), problems),
          scenarios_(scenarios),
          problems_(problems) {
        factor_.name = entry.key;
        factor_.where = entry.where;
        if (!is_name(entry.key)) {
            map_.problem(entry.where, fmt::format("'{}' is not a valid name of a factor", entry.key),
                         "names are lower-case letters, digits, - and _, and begin with a letter");
        }
    }

    Factor read() {
        factor_.title = map_.text("title").value_or("");
        const bool scales = map_.truth("scale").value_or(false);
        if (scales) factor_.how = Override::How::kScale;
        const std::size_t before = problems_.size();
        read_paths();
        // Without a path that leads somewhere, what its values mean is not known.
        if (problems_.size() == before) {
            read_form();
        } else {
            for (const std::string_view form : kForms) map_.take(form);
            map_.take("levels");
        }
        map_.finish();
        return std::move(factor_);
    }

  private:
    void problem(const ConfigNode& node, std::string message, std::string hint = "") {
        map_.problem(node.where, std::move(message), std::move(hint));
    }

    void read_paths() {
        std::vector<const ConfigNode*> paths = map_.list("path");
        for (const ConfigNode* more : map_.list("paths")) paths.push_back(more);
        const std::vector<const ConfigNode*> complements = map_.list("complements");
        if (paths.empty()) {
            map_.problem(factor_.where, fmt::format("the factor '{}' has no path", factor_.name),
                         "path: tension.mean");
        }
        bool first = true;
        for (const ConfigNode* path : paths) {
            factor_.paths.push_back(path->scalar);
            take_path(*path, first);
            first = false;
        }
        for (const ConfigNode* path : complements) {
            factor_.complements.push_back(path->scalar);
            take_path(*path, false);
        }
        if (!complements.empty() &&
            (factor_.kind != ValueKind::kNumber || factor_.how == Override::How::kScale)) {
            problem(*complements.front(), "only a plain number that is set, not scaled, has a complement");
        }
    }

    // Under every policy the path must lead to the same kind of value.
    void take_path(const ConfigNode& path, bool decides) {
        for (const Scenario* scenario : scenarios_) {
            ValueAt found;
            try {
                found = value_at(*scenario, path.scalar, path.where);
            } catch (const InputError& error) {
                add_new(problems_, error.diagnostics().front());
                return;
            }
            const bool scales = factor_.how == Override::How::kScale;
            if (scales && !is_continuous(found.kind)) {
                problem(path, fmt::format("'{}' is a {}, which cannot be scaled", path.scalar,
                                          to_string(found.kind)));
                return;
            }
            if (decides) {
                factor_.kind = scales ? ValueKind::kNumber : found.kind;
                factor_.unit = scales ? "" : found.unit;
            } else if (!scales && found.kind != factor_.kind) {
                problem(path, fmt::format("'{}' is a {}, the factor's first path a {}", path.scalar,
                                          to_string(found.kind), to_string(factor_.kind)));
                return;
            }
            if (!scales) {
                range_.low = std::max(range_.low, found.range.low);
                range_.high = std::min(range_.high, found.range.high);
                range_.without_low = range_.without_low || found.range.without_low;
            }
        }
    }

    std::optional<double> number(const ConfigNode& node, std::string_view what, bool in_range = true) {
        if (!node.is_scalar()) {
            problem(node, fmt::format("{} must be a single value, not {}", what, kind_name(node.kind)));
            return std::nullopt;
        }
        Parsed<double> parsed = parse_value(factor_.kind, node.scalar);
        if (!parsed.value) {
            problem(node, fmt::format("{}: {}", what, parsed.problem), std::move(parsed.hint));
        } else if (in_range && !range_.contains(*parsed.value)) {
            problem(node,
                    fmt::format("{}: {} is out of range for {}", what, node.scalar, factor_.paths.front()),
                    "it must be " + to_string(range_));
            return std::nullopt;
        }
        return parsed.value;
    }

    void read_form() {
        std::vector<std::string_view> given;
        for (const std::string_view form : kForms) {
            if (map_.take(form) != nullptr) given.push_back(form);
        }
        if (given.size() != 1) {
            map_.problem(
                factor_.where,
                given.empty()
                    ? fmt::format("the factor '{}' says nothing of its values", factor_.name)
                    : fmt::format("the factor '{}' has both {}", factor_.name, fmt::join(given, " and ")),
                fmt::format("one of {}", fmt::join(kForms, ", ")));
            map_.take("levels");
            return;
        }
        const bool is_numeric = factor_.kind != ValueKind::kName && factor_.kind != ValueKind::kDate;
        if (given.front() == "values") {
            read_values();
        } else if (!is_numeric || factor_.kind == ValueKind::kTruth) {
            problem(*map_.take(given.front()),
                    fmt::format("a {} has no {}", to_string(factor_.kind), given.front()), "list its values");
        } else if (given.front() == "range") {
            read_range(*map_.take("range"));
        } else {
            read_distribution(given.front());
        }
        if (given.front() != "values" && given.front() != "range") {
            if (const auto levels = map_.count("levels", 1); levels && factor_.distribution)
                take_quantiles(*levels);
        }
    }

    void add_level(double value) { factor_.levels.push_back(value_text(factor_.kind, value)); }

    void read_values() {
        const bool is_numeric = factor_.kind != ValueKind::kName && factor_.kind != ValueKind::kDate;
        for (const ConfigNode* value : map_.list("values")) {
            if (!is_numeric) {
                check_name(*value);
                factor_.levels.push_back(value->scalar);
            } else if (const auto parsed = number(*value, "values")) {
                add_level(*parsed);
            }
        }
        if (factor_.levels.empty())
            map_.problem(factor_.where, fmt::format("the factor '{}' has no values", factor_.name));
    }

    // That a name can stand there, which only the whole scenario knows.
    void check_name(const ConfigNode& value) {
        for (const Scenario* scenario : scenarios_) {
            for (const std::string& path : factor_.paths) {
                try {
                    with_overrides(validate(*scenario),
                                   std::array{Override{path, value.scalar, value.where}});
                } catch (const InputError& error) {
                    for (const Diagnostic& said : error.diagnostics()) add_new(problems_, said);
                    return;
                }
            }
        }
    }

    void read_range(const ConfigNode& node) {
        MapReader range(node, "a range", problems_);
        const ConfigNode* from = range.require("from", "the lowest value");
        const ConfigNode* to = range.require("to", "the highest value");
        const std::optional<std::uint64_t> steps = range.count("steps", 2);
        const std::string spacing = range.text("spacing").value_or("linear");
        range.finish();
        if (spacing != "linear" && spacing != "log") {
            problem(node.find("spacing")->value, fmt::format("spacing: unknown value '{}'", spacing),
                    "linear or log");
            return;
        }
        const auto low = from != nullptr ? number(*from, "from") : std::nullopt;
        const auto high = to != nullptr ? number(*to, "to") : std::nullopt;
        if (!low || !high) return;
        set_ends(node, spacing == "log" ? DistributionFamily::kLogUniform : DistributionFamily::kUniform,
                 *low, *high);
        if (!factor_.distribution || !steps) return;
        if (*steps > kMaxPoints) {
            problem(node, fmt::format("a range has at most {} steps", kMaxPoints));
            return;
        }
        for (std::uint64_t i = 0; i < *steps; ++i) {
            const double u = static_cast<double>(i) / static_cast<double>(*steps - 1);
            const FactorValue value = numeric_value(factor_, quantile(*factor_.distribution, u));
            if (factor_.levels.empty() || factor_.levels.back() != value.text)
                factor_.levels.push_back(value.text);
        }
    }

    void set_ends(const ConfigNode& node, DistributionFamily family, double low, double high) {
        if (!(low < high)) {
            problem(node, "the lower end must lie below the upper one");
        } else if (family == DistributionFamily::kLogUniform && low <= 0) {
            problem(node, "on a logarithmic scale the lower end must be above 0");
        } else {
            factor_.distribution = Distribution{.family = family, .low = low, .high = high};
        }
    }

    void read_distribution(std::string_view form) {
        const ConfigNode& node = *map_.take(form);
        if (form == "normal" || form == "lognormal") {
            read_normal(node, form == "lognormal");
            return;
        }
        const std::size_t wanted = form == "triangular" ? 3 : 2;
        if (!node.is_sequence() || node.items.size() != wanted) {
            problem(node, fmt::format("{} is a list of {} numbers", form, wanted),
                    wanted == 3 ? "triangular: [lowest, mode, highest]"
                                : fmt::format("{}: [lowest, highest]", form));
            return;
        }
        std::vector<double> ends;
        for (const ConfigNode& item : node.items) {
            if (const auto value = number(item, form)) ends.push_back(*value);
        }
        if (ends.size() != wanted) return;
        if (form == "triangular") {
            if (ends[0] > ends[1] || ends[1] > ends[2]) {
                problem(node, "the mode must lie between the ends");
                return;
            }
            set_ends(node, DistributionFamily::kTriangular, ends[0], ends[2]);
            if (factor_.distribution) factor_.distribution->centre = ends[1];
        } else {
            set_ends(node, form == "uniform" ? DistributionFamily::kUniform : DistributionFamily::kLogUniform,
                     ends[0], ends[1]);
        }
    }

    void read_normal(const ConfigNode& node, bool is_log) {
        MapReader map(node, is_log ? "a lognormal distribution" : "a normal distribution", problems_);
        const ConfigNode* centre = map.require(is_log ? "median" : "mean", "where it is centred");
        const ConfigNode* spread = map.require(
            is_log ? "sigma" : "sd", is_log ? "standard deviation of the logarithm" : "standard deviation");
        const ConfigNode* low = map.take("low");
        const ConfigNode* high = map.take("high");
        map.finish();
        Distribution d{.family = is_log ? DistributionFamily::kLognormal : DistributionFamily::kNormal};
        // Where the scenario has an end of its own, that is the least that can be cut off.
        d.low = range_.without_low ? std::nextafter(range_.low, 1.0) : range_.low;
        d.high = range_.high;
        if (is_log) d.low = std::max(d.low, 0.0);
        const std::size_t before = problems_.size();
        if (low != nullptr) d.low = number(*low, "low").value_or(d.low);
        if (high != nullptr) d.high = number(*high, "high").value_or(d.high);
        if (centre != nullptr) d.centre = number(*centre, is_log ? "median" : "mean", false).value_or(0.0);
        if (spread != nullptr) d.spread = spread_of(*spread, is_log).value_or(0.0);
        if (centre == nullptr || spread == nullptr || problems_.size() > before) return;
        if (!(d.spread > 0) || (is_log && !(d.centre > 0))) {
            problem(node, is_log ? "the median and sigma must be above 0"
                                 : "the standard deviation must be above 0");
        } else if (!(d.low < d.high)) {
            problem(node, "the lower end must lie below the upper one");
        } else {
            factor_.distribution = d;
        }
    }

    // A standard deviation is in the unit of the value, that of a logarithm a bare number.
    std::optional<double> spread_of(const ConfigNode& node, bool is_log) {
        if (!is_log) return number(node, "sd", false);
        const Parsed<double> parsed = parse_number(node.scalar);
        if (!parsed.value) problem(node, "sigma: " + parsed.problem, parsed.hint);
        return parsed.value;
    }

    // The middles of so many equally likely slices.
    void take_quantiles(std::uint64_t levels) {
        if (levels > kMaxPoints) {
            map_.problem(factor_.where, fmt::format("a factor has at most {} levels", kMaxPoints));
            return;
        }
        for (std::uint64_t i = 0; i < levels; ++i) {
            factor_.levels.push_back(
                sampled_value(factor_, (static_cast<double>(i) + 0.5) / static_cast<double>(levels)).text);
        }
    }

    MapReader map_;
    std::span<const Scenario* const> scenarios_;
    std::vector<Diagnostic>& problems_;
    Factor factor_;
    Range range_;  // of all its paths together
};

}  // namespace

Factor read_factor(const ConfigEntry& entry, std::span<const Scenario* const> scenarios,
                   std::vector<Diagnostic>& problems) {
    return FactorReader(entry, scenarios, problems).read();
}

}  // namespace offramp
