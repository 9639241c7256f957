#include "engine/scenario/writer.hpp"

#include <fmt/format.h>

#include "engine/scenario/format.hpp"
#include "engine/scenario/format_traits.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {

namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += fmt::format("\\x{:02x}", byte);
        } else {
            out += c;
        }
    }
    return out + '"';
}

class Writer {
  public:
    explicit Writer(const Scenario& scenario) : actors_(scenario.actors) { describe(*this, scenario); }

    template <class T>
    void operator()(const Field& field, const T& value) {
        write(field.key, value);
    }

    template <class Body>
    void group(const Field& field, Body&& body) {
        nested(field.key, body);
    }

    std::string text;

  private:
    static std::string one_line(double value) { return format_number(value); }
    static std::string one_line(int value) { return std::to_string(value); }
    static std::string one_line(bool value) { return value ? "true" : "false"; }
    static std::string one_line(Hours value) { return format_duration(value); }
    static std::string one_line(PerHour value) { return format_rate(value); }
    static std::string one_line(Date value) { return format_date(value); }
    static std::string one_line(const std::string& value) { return quoted(value); }
    static std::string one_line(const Reference& value) { return quoted_unless_name(value.name); }
    static std::string one_line(Enum auto value) { return std::string(enum_name(value)); }

    static std::string one_line(const std::vector<Weight>& weights) {
        std::string items;
        for (const Weight& weight : weights) append(items, weight.name, one_line(weight.value));
        return "{" + items + "}";
    }

    template <class T>
    requires(requires(T item) { one_line(item); }) static std::string one_line(const std::vector<T>& list) {
        std::string items;
        for (const T& item : list) items += (items.empty() ? "" : ", ") + one_line(item);
        return "[" + items + "]";
    }

    template <AnyGlm G>
    static std::string one_line(const G& glm) {
        std::string items;
        const std::string base = one_line(typename GlmTraits<G>::Base{glm.base});
        if constexpr (std::same_as<G, DurationGlm>) {
            if (glm.family == DurationFamily::kExponential && glm.effects.empty()) return base;
            append(items, "family", one_line(glm.family));
        } else if (glm.effects.empty()) {
            return base;
        }
        append(items, "base", base);
        if constexpr (std::same_as<G, DurationGlm>) {
            if (has_shape(glm.family)) append(items, "shape", one_line(glm.shape));
        }
        std::string effects;
        for (const Effect& effect : glm.effects)
            append(effects, effect.feature, one_line(effect.coefficient));
        if (!effects.empty()) append(items, "effects", "{" + effects + "}");
        return "{" + items + "}";
    }

    static std::string quoted_unless_name(const std::string& name) {
        return is_name(name) ? name : quoted(name);
    }

    static void append(std::string& items, std::string_view key, const std::string& value) {
        items += fmt::format("{}{}: {}", items.empty() ? "" : ", ", key, value);
    }

    template <class T>
    void write(std::string_view key, const T& value) {
        if constexpr (kIsOptional<T>) {
            if (value) write(key, *value);
        } else if constexpr (kIsPerActor<T>) {
            const std::string first = one_line(value[0]), second = one_line(value[1]);
            line(key,
                 first == second || actors_.size() != kActors
                     ? first
                     : fmt::format("{{{}: {}, {}: {}}}", actors_[0].name, first, actors_[1].name, second));
        } else if constexpr (requires { one_line(value); }) {
            line(key, one_line(value));
        } else if constexpr (kIsVector<T>) {
            write_list(key, value);
        } else {
            nested(key, [&] { describe(*this, value); });
        }
    }

    template <class T>
    void write_list(std::string_view key, const std::vector<T>& list) {
        if (list.empty()) {
            line(key, NamedBody<T> ? "{}" : "[]");
            return;
        }
        nested(key, [&] {
            for (const T& item : list) {
                if constexpr (NamedBody<T>) {
                    nested(item.name, [&] { describe(*this, item); });
                } else {
                    text += fmt::format("{:{}}-\n", "", indent_);
                    indent_ += 2;
                    describe(*this, item);
                    indent_ -= 2;
                }
            }
        });
    }

    void line(std::string_view key, std::string_view value) {
        text += fmt::format("{:{}}{}: {}\n", "", indent_, key, value);
    }

    template <class Body>
    void nested(std::string_view key, Body&& body) {
        text += fmt::format("{:{}}{}:\n", "", indent_, key);
        indent_ += 2;
        body();
        indent_ -= 2;
    }

    const std::vector<Actor>& actors_;
    int indent_ = 0;
};

}  // namespace

std::string write_scenario(const Scenario& scenario) {
    return Writer(scenario).text;
}

}  // namespace offramp
