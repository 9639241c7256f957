// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/nearest_name.hpp"
#include "engine/scenario/format_traits.hpp"
#include "engine/scenario/retired_keys.hpp"
#include "engine/scenario/scenario.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {

namespace {

class Reader {
  public:
    explicit Reader(Reading& reading) : reading_(reading) {}

    void read_scenario(const ConfigNode& root) {
        if (const ConfigEntry* actors = root.find("actors")) {
            for (const ConfigEntry& entry : actors->value.entries) actor_names_.push_back(entry.key);
        }
        read_struct(root, reading_.scenario, root.where);
    }

    template <class T>
    void operator()(const Field& field, T& member) {
        if (const ConfigNode* node = take(field)) {
            path_.emplace_back(field.key);
            read(*node, field, member);
            path_.pop_back();
        } else if (field.required && NamedList<T>) {
            reading_.names_complete = false;
        }
    }

    template <class Body>
    void group(const Field& field, Body&& body) {
        const ConfigNode* node = take(field);
        if (!node || !expect_map(*node, field)) return;
        path_.emplace_back(field.key);
        read_map(*node, node->where, std::forward<Body>(body));
        path_.pop_back();
    }

  private:
    template <class T>
    static constexpr bool NamedList = requires {
        requires NamedBody<typename T::value_type>;
    };

    struct Frame {
        const ConfigNode* node;
        Location where;
        std::vector<std::string> known;  // keys that the format has here
    };

    void problem(const Location& where, std::string message, std::string hint = "") {
        reading_.diagnostics.push_back({where, std::move(message), std::move(hint)});
        for (const Frame& frame : frames_) reading_.damaged.push_back(frame.where);
        if (reading_.diagnostics.size() >= kMaxDiagnostics) throw TooManyProblems{};
    }

    template <class Body>
    void read_map(const ConfigNode& node, const Location& where, Body&& body) {
        frames_.push_back({&node, where, {}});
        body();
        for (const ConfigEntry& entry : node.entries) {
            const auto& known = frames_.back().known;
            if (std::find(known.begin(), known.end(), entry.key) == known.end()) unknown_key(entry, known);
        }
        frames_.pop_back();
    }

    void unknown_key(const ConfigEntry& entry, const std::vector<std::string>& known) {
        path_.push_back(entry.key);
        const std::string_view replaced = replacement_of(path_);
        path_.pop_back();
        if (replaced.empty()) {
            problem(entry.where, fmt::format("unknown key '{}'", entry.key), name_hint(entry.key, known));
        } else {
            problem(entry.where, fmt::format("the key '{}' is no longer part of the format", entry.key),
                    std::string(replaced));
        }
    }

    // The value of a key of the present map, if it is there.
    const ConfigNode* take(const Field& field) {
        Frame& frame = frames_.back();
        frame.known.emplace_back(field.key);
        const ConfigEntry* entry = frame.node->find(field.key);
        if (!entry) {
            if (field.required) {
                problem(frame.where, fmt::format("the key '{}' is missing", field.key),
                        std::string(field.meaning));
            }
            return nullptr;
        }
        if (entry->value.is_null()) {
            problem(entry->value.where, fmt::format("'{}' has no value", field.key),
                    "~ removes an inherited value, and nothing is inherited here");
            return nullptr;
        }
        return &entry->value;
    }

    bool expect_map(const ConfigNode& node, const Field& field) {
        if (node.is_map()) return true;
        problem(node.where, fmt::format("'{}' must be a map of keys and values, not {}", field.key,
                                        kind_name(node.kind)));
        return false;
    }

    bool expect_scalar(const ConfigNode& node, const Field& field) {
        if (node.is_scalar()) return true;
        problem(node.where,
                fmt::format("'{}' must be a single value, not {}", field.key, kind_name(node.kind)));
        return false;
    }

    template <class T>
    void read_struct(const ConfigNode& node, T& value, const Location& where) {
        if constexpr (HasWhere<T>) value.where = where;
        read_map(node, where, [&] { describe(*this, value); });
    }

    // Every type of member, from the simplest on.

    template <class T>
    void read(const ConfigNode& node, const Field& field, T& value) {
        if constexpr (kIsOptional<T>) {
            typename T::value_type inner{};
            read(node, field, inner);
            value = std::move(inner);
        } else if constexpr (kIsPerActor<T>) {
            read_per_actor(node, field, value);
        } else if constexpr (AnyGlm<T>) {
            read_glm(node, field, value);
        } else if constexpr (Enum<T>) {
            read_enum(node, field, value);
        } else {
            if constexpr (HasWhere<T>) value.where = node.where;
            if (expect_map(node, field)) {
                read_struct(node, value, node.where);
            } else {
                reading_.damaged.push_back(node.where);
            }
        }
    }

    template <class T>
    void read_quantity(const ConfigNode& node, const Field& field, const Range& range,
                       Parsed<T> (*parse)(std::string_view), T& value) {
        if (!expect_scalar(node, field)) return;
        Parsed<T> parsed = parse(node.scalar);
        if (!parsed.value) {
            problem(node.where, fmt::format("{}: {}", field.key, parsed.problem), std::move(parsed.hint));
        } else if (!range.contains(plain(*parsed.value))) {
            problem(node.where,
                    fmt::format("{}: {} is out of range, it must be {}", field.key, node.scalar,
                                to_string(range)),
                    std::string(replacement_of(path_)));
        } else {
            value = *parsed.value;
        }
    }

    void read(const ConfigNode& node, const Field& field, double& value) {
        read_quantity(node, field, field.range, parse_number, value);
    }
    void read(const ConfigNode& node, const Field& field, int& value) {
        read_quantity(node, field, field.range, parse_integer, value);
    }
    void read(const ConfigNode& node, const Field& field, Hours& value) {
        read_quantity(node, field, field.range, parse_duration, value);
    }
    void read(const ConfigNode& node, const Field& field, PerHour& value) {
        read_quantity(node, field, field.range, parse_rate, value);
    }

    template <class T>
    void read_unranged(const ConfigNode& node, const Field& field, Parsed<T> (*parse)(std::string_view),
                       T& value) {
        if (!expect_scalar(node, field)) return;
        Parsed<T> parsed = parse(node.scalar);
        if (parsed.value) {
            value = *parsed.value;
        } else {
            problem(node.where, fmt::format("{}: {}", field.key, parsed.problem), std::move(parsed.hint));
        }
    }

    void read(const ConfigNode& node, const Field& field, bool& value) {
        read_unranged(node, field, parse_truth, value);
    }
    void read(const ConfigNode& node, const Field& field, Date& value) {
        read_unranged(node, field, parse_date, value);
    }

    void read(const ConfigNode& node, const Field& field, std::string& value) {
        if (!expect_scalar(node, field)) return;
        if (field.key == "name" && !expect_name(node.scalar, node.where, "this")) return;
        value = node.scalar;
    }

    bool expect_name(const std::string& name, const Location& where, std::string_view kind) {
        if (is_name(name)) return true;
        problem(where, fmt::format("'{}' is not a valid name of {}", name.substr(0, 80), kind),
                "names are lower-case letters, digits, - and _, begin with a letter and have at most 64 "
                "characters");
        return false;
    }

    template <class E>
    void read_enum(const ConfigNode& node, const Field& field, E& value) {
        if (!expect_scalar(node, field)) return;
        std::vector<std::string> known;
        for (const auto& [candidate, name] : kEnumNames<E>) {
            if (name == node.scalar) {
                value = candidate;
                return;
            }
            known.emplace_back(name);
        }
        problem(node.where, fmt::format("{}: unknown value '{}'", field.key, node.scalar),
                name_hint(node.scalar, known));
    }

    void read(const ConfigNode& node, const Field& field, Reference& value) {
        value = {node.scalar, node.where};
        if (!expect_scalar(node, field))
            reading_.damaged.push_back(node.where);  // no name that could be unknown
    }

    // A list; a single value is a list of one where the items are single values.
    template <class T>
    void read(const ConfigNode& node, const Field& field, std::vector<T>& value) {
        if constexpr (NamedBody<T>) {
            read_named(node, field, value);
        } else {
            constexpr bool is_single =
                std::same_as<T, Reference> || std::same_as<T, double> || std::same_as<T, Date>;
            std::vector<T> list;
            if (is_single && node.is_scalar()) {
                read(node, field, list.emplace_back());
            } else if (node.is_sequence()) {
                for (const ConfigNode& item : node.items) read(item, field, list.emplace_back());
            } else {
                problem(node.where,
                        fmt::format("'{}' must be a list, not {}", field.key, kind_name(node.kind)));
                return;
            }
            value = std::move(list);
        }
    }

    template <class T>
    void read_named(const ConfigNode& node, const Field& field, std::vector<T>& value) {
        if (!node.is_map()) reading_.names_complete = false;
        if (!expect_map(node, field)) return;
        for (const ConfigEntry& entry : node.entries) {
            T& item = value.emplace_back();
            item.name = entry.key;
            item.where = entry.where;
            expect_name(entry.key, entry.where,
                        fmt::format("{} {}", article(T::kNamed), to_string(T::kNamed)));
            if (!entry.value.is_map()) reading_.damaged.push_back(entry.where);
            if (entry.value.is_null()) {
                problem(entry.where, fmt::format("the {} '{}' has no value", to_string(T::kNamed), entry.key),
                        "write {} for one with all defaults; ~ removes what is inherited, and nothing is");
            } else if (entry.value.is_map()) {
                path_.push_back(entry.key);
                read_struct(entry.value, item, entry.where);
                path_.pop_back();
            } else {
                problem(entry.value.where,
                        fmt::format("the {} '{}' must be a map of keys and values, not {}",
                                    to_string(T::kNamed), entry.key, kind_name(entry.value.kind)));
            }
        }
    }

    // Map from name to number. The order has no meaning, so it is made the same for every file.
    template <class Item, class Make>
    void read_numbers(const ConfigNode& node, const Field& field, std::vector<Item>& value, Make make) {
        if (!expect_map(node, field)) return;
        std::vector<const ConfigEntry*> sorted;
        for (const ConfigEntry& entry : node.entries) sorted.push_back(&entry);
        std::sort(sorted.begin(), sorted.end(),
                  [](const ConfigEntry* a, const ConfigEntry* b) { return a->key < b->key; });
        for (const ConfigEntry* entry : sorted) {
            double number = 0;
            Field item = field;
            item.key = entry->key;
            read(entry->value, item, number);
            value.push_back(make(entry->key, number, entry->where));
        }
    }

    void read(const ConfigNode& node, const Field& field, std::vector<Weight>& value) {
        value.clear();
        read_numbers(node, field, value, [](const std::string& name, double number, const Location& where) {
            return Weight{name, number, where};
        });
    }

    void read(const ConfigNode& node, const Field& field, std::vector<DatedValue>& value) {
        value.clear();
        if (!expect_map(node, field)) return;
        for (const ConfigEntry& entry : node.entries) {
            Field item = field;
            item.key = entry.key;
            if (expect_scalar(entry.value, item))
                value.push_back({entry.key, entry.value.scalar, entry.value.where});
        }
    }

    template <class T>
    void read_per_actor(const ConfigNode& node, const Field& field, PerActor<T>& value) {
        const bool for_both =
            !node.is_map() || (AnyGlm<T> && node.find("base")) || (AnyGlm<T> && node.find("effects"));
        if (for_both) {
            T both = value[0];
            read(node, field, both);
            value.value.fill(both);
            return;
        }
        for (const ConfigNode& both : node.beneath) read_per_actor(both, field, value);
        for (const ConfigEntry& entry : node.entries) {
            const auto actor = std::find(actor_names_.begin(), actor_names_.end(), entry.key);
            const auto index = actor - actor_names_.begin();
            if (actor == actor_names_.end()) {
                problem(entry.where, fmt::format("{}: unknown actor '{}'", field.key, entry.key),
                        name_hint(entry.key, actor_names_));
            } else if (index < kActors) {
                read(entry.value, field, value[static_cast<int>(index)]);
            }
        }
    }

    template <class G>
    void read_glm(const ConfigNode& node, const Field& field, G& value) {
        value.where = node.where;
        value.effects.clear();
        if (!node.is_map()) {
            read_base(node, field, value);
            return;
        }
        read_map(node, node.where, [&] {
            const ConfigNode* base = take({.key = "base",
                                           .meaning = "the value when all features are 0",
                                           .required = node.beneath.empty()});
            if (!base && !node.beneath.empty()) base = &node.beneath.front();
            if (base) {
                Field base_field = field;
                base_field.key = "base";
                read_base(*base, base_field, value);
            }
            const Field effects_field{.key = "effects", .meaning = "feature: coefficient"};
            if (const ConfigNode* effects = take(effects_field)) {
                read_numbers(*effects, effects_field, value.effects,
                             [](const std::string& name, double number, const Location& where) {
                                 return Effect{name, number, where};
                             });
            }
            if constexpr (std::same_as<G, DurationGlm>) read_family(value);
        });
    }

    template <class G>
    void read_base(const ConfigNode& node, const Field& field, G& value) {
        using Base = GlmBase<G>;
        Field base_field = field;
        base_field.range = kGlm<G>.range;
        Base base{};
        const std::size_t before = reading_.diagnostics.size();
        read(node, base_field, base);
        if (reading_.diagnostics.size() == before) value.base = plain(base);
    }

    void read_family(DurationGlm& value) {
        const std::size_t before = reading_.diagnostics.size();
        (*this)(Field{.key = "family", .meaning = "distribution"}, value.family);
        const bool is_known = reading_.diagnostics.size() == before;
        const Field shape{.key = "shape",
                          .meaning = "shape of the distribution",
                          .range = kShape,
                          .required = has_shape(value.family)};
        if (const ConfigNode* node = take(shape)) {
            read(*node, shape, value.shape);
            if (is_known && !has_shape(value.family)) {
                problem(node->where, fmt::format("the family {} has no shape", enum_name(value.family)),
                        "shape belongs to lognormal, weibull and gamma");
            }
        }
    }

    Reading& reading_;
    std::vector<std::string> actor_names_;
    std::vector<Frame> frames_;
    std::vector<std::string> path_;  // keys and names from the top to the present map
};

}  // namespace

Reading read_config(const ConfigNode& root) {
    Reading reading;
    try {
        Reader(reading).read_scenario(root);
    } catch (const TooManyProblems&) {
        reading.names_complete = false;
        reading.diagnostics.push_back({reading.diagnostics.back().where, too_many_problems(), ""});
    }
    return reading;
}

}  // namespace offramp
