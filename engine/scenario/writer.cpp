// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/writer.hpp"

#include <fmt/format.h>

#include "engine/scenario/format_traits.hpp"
#include "engine/scenario/scenario.hpp"
#include "engine/scenario/value_text.hpp"

namespace offramp {

namespace {

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
    template <class T>
    void write(std::string_view key, const T& value) {
        if constexpr (kIsOptional<T>) {
            if (value) write(key, *value);
        } else if constexpr (kIsPerActor<T>) {
            const std::string first = value_text(value[0]), second = value_text(value[1]);
            line(key, first == second || actors_.size() != kActors
                          ? first
                          : fmt::format("{{{}: {}, {}: {}}}", name_text(actors_[0].name), first,
                                        name_text(actors_[1].name), second));
        } else if constexpr (requires { value_text(value); }) {
            line(key, value_text(value));
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
                    nested(name_text(item.name), [&] { describe(*this, item); });
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
