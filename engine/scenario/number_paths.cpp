// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/number_paths.hpp"

#include <array>
#include <concepts>

#include "engine/scenario/format_traits.hpp"
#include "engine/scenario/value_text.hpp"

namespace offramp {

namespace {

template <class T>
constexpr bool kIsNumber = std::same_as<T, double> || std::same_as<T, int> || std::same_as<T, bool> ||
                           std::same_as<T, Hours> || std::same_as<T, PerHour>;

// A visitor of the format's descriptions; the reverse of PathWalk.
class NumberPaths {
  public:
    explicit NumberPaths(const Scenario& scenario) {
        for (std::size_t i = 0; i < actors_.size() && i < scenario.actors.size(); ++i)
            actors_[i] = scenario.actors[i].name;
        describe(*this, scenario);
    }

    std::vector<std::string> found;

    template <class T>
    void operator()(const Field& field, const T& value) {
        visit(field.key, value);
    }

    template <class Body>
    void group(const Field& field, Body&& body) {
        beneath(field.key, body);
    }

  private:
    void beneath(std::string_view step, auto&& body) {
        const std::size_t before = path_.size();
        if (!path_.empty()) path_ += '.';
        path_ += step;
        body();
        path_.resize(before);
    }

    void leaf(std::string_view step) {
        beneath(step, [&] { found.push_back(path_); });
    }

    template <class T>
    void visit(std::string_view step, const T& value) {
        if constexpr (kIsOptional<T>) {
            if (value) visit(step, *value);
        } else if constexpr (kIsPerActor<T>) {
            if (value_text(value[0]) == value_text(value[1])) {
                visit(step, value[0]);
            } else {
                beneath(step, [&] {
                    for (int i = 0; i < kActors; ++i)
                        visit(actors_.at(static_cast<std::size_t>(i)), value[i]);
                });
            }
        } else if constexpr (AnyGlm<T>) {
            beneath(step, [&] { visit_glm(value); });
        } else if constexpr (kIsVector<T>) {
            beneath(step, [&] { visit_list(value); });
        } else if constexpr (kIsNumber<T>) {
            leaf(step);
        } else if constexpr (requires { describe(*this, value); }) {
            beneath(step, [&] { describe(*this, value); });
        }
    }

    template <AnyGlm G>
    void visit_glm(const G& glm) {
        leaf("base");
        if constexpr (std::same_as<G, DurationGlm>) {
            if (has_shape(glm.family)) leaf("shape");
        }
        beneath("effects", [&] {
            for (const Effect& effect : glm.effects) leaf(effect.feature);
        });
    }

    template <class T>
    void visit_list(const std::vector<T>& list) {
        for (std::size_t k = 0; k < list.size(); ++k) {
            if constexpr (std::same_as<T, Weight>) {
                leaf(list[k].name);
            } else if constexpr (std::same_as<T, DatedValue>) {
                continue;  // a text, whose number has no path of its own
            } else if constexpr (requires { list[k].name.empty(); } && !std::same_as<T, Reference>) {
                visit(list[k].name.empty() ? std::to_string(k) : list[k].name, list[k]);
            } else {
                visit(std::to_string(k), list[k]);
            }
        }
    }

    std::array<std::string, kActors> actors_;
    std::string path_;
};

}  // namespace

std::vector<std::string> number_paths(const Scenario& scenario) {
    return NumberPaths(scenario).found;
}

}  // namespace offramp
