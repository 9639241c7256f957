// SPDX-License-Identifier: Apache-2.0
// Follows a path through the description of the format to the members that it names.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "engine/base/nearest_name.hpp"
#include "engine/scenario/format_traits.hpp"
#include "engine/scenario/retired_keys.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// An enumeration without its type.
struct ChoiceMember {
    std::vector<std::string> names;
    std::size_t chosen = 0;
    std::function<void(std::size_t)> choose;
};

/// A member at the end of a path.
struct Leaf {
    std::variant<double*, int*, bool*, Hours*, PerHour*, Date*, Reference*, ChoiceMember> member;
    Field field;
    Location* where = nullptr;  ///< of the member, where it has one of its own
    bool given = true;          ///< false: optional, and only brought to life by the walk
};

/// What it finds points into the scenario. A path to what is optional or an effect that is not there yet
/// brings it to life.
class PathWalk {
  public:
    PathWalk(Scenario& scenario, std::string_view path, const Location& where) : where_(where) {
        for (std::size_t begin = 0; begin <= path.size();) {
            const std::size_t end = std::min(path.find('.', begin), path.size());
            steps_.emplace_back(path.substr(begin, end - begin));
            begin = end + 1;
        }
        for (std::size_t i = 0; i < actors_.size() && i < scenario.actors.size(); ++i)
            actors_[i] = scenario.actors[i].name;
        walk(scenario);
    }

    std::vector<Leaf> leaves;  ///< all of one kind; none where there is a problem
    std::optional<Diagnostic> problem;

    template <class T>
    void operator()(const Field& field, T& member) {
        if (!enters(field.key)) return;
        ++at_;
        visit(field, member);
        --at_;
    }

    template <class Body>
    void group(const Field& field, Body&& body) {
        if (!enters(field.key)) return;
        ++at_;
        among_keys(body);
        --at_;
    }

  private:
    struct Frame {
        std::vector<std::string> known;
        bool found = false;
    };

    bool at_end() const { return at_ == steps_.size(); }

    std::string so_far() const {
        return fmt::format("{}",
                           fmt::join(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(at_), "."));
    }

    bool enters(std::string_view key) {
        Frame& frame = frames_.back();
        frame.known.emplace_back(key);
        if (at_end() || frame.found || steps_[at_] != key) return false;
        frame.found = true;
        return true;
    }

    template <class T>
    void walk(T& value) {
        among_keys([&] { describe(*this, value); });
    }

    // Runs `body`, which offers the keys of one level.
    template <class Body>
    void among_keys(Body&& body, std::span<const std::string> also = {}) {
        frames_.emplace_back();
        body();
        Frame frame = std::move(frames_.back());
        frames_.pop_back();
        if (frame.found || problem) return;
        frame.known.insert(frame.known.end(), also.begin(), also.end());
        lost(frame.known);
    }

    // The path ends too early, or goes on with what is not there.
    void lost(const std::vector<std::string>& known) {
        if (problem) return;
        leaves.clear();
        if (at_end()) {
            problem =
                Diagnostic{where_, fmt::format("'{}' is not a single value", so_far()),
                           known.empty() ? "" : fmt::format("it goes on with {}", fmt::join(known, ", "))};
            return;
        }
        const std::string place = at_ == 0 ? "in a scenario" : fmt::format("in '{}'", so_far());
        const std::string_view replaced = replacement_of(std::span(steps_).first(at_ + 1));
        std::string hint = replaced.empty() ? name_hint(steps_[at_], known) : std::string(replaced);
        problem = Diagnostic{where_, fmt::format("there is no '{}' {}", steps_[at_], place), std::move(hint)};
    }

    template <class T>
    void leaf(const Field& field, T member, Location* where = nullptr) {
        if (problem) return;
        if (!at_end()) {
            problem = Diagnostic{
                where_, fmt::format("'{}' is a single value: nothing lies beneath it", so_far()), ""};
            leaves.clear();
            return;
        }
        leaves.push_back({std::move(member), field, where, true});
    }

    template <class T>
    void visit(const Field& field, T& value) {
        if constexpr (kIsOptional<T>) {
            const bool given = value.has_value();
            if (!given) value.emplace();
            visit(field, *value);
            for (Leaf& found : leaves) found.given = given;
        } else if constexpr (kIsPerActor<T>) {
            visit_per_actor(field, value);
        } else if constexpr (AnyGlm<T>) {
            visit_glm(field, value, {});
        } else if constexpr (Enum<T>) {
            visit_enum(field, value);
        } else if constexpr (std::same_as<T, std::string>) {
            refuse("is text for people, which changes no result");
        } else if constexpr (std::same_as<T, Reference>) {
            leaf(field, &value, &value.where);
        } else if constexpr (kIsVector<T>) {
            visit_list(field, value);
        } else if constexpr (requires { Leaf{&value, field}; }) {
            leaf(field, &value);
        } else {
            walk(value);
        }
    }

    template <class T>
    void visit_per_actor(const Field& field, PerActor<T>& value) {
        if (!at_end()) {
            const auto actor = std::find(actors_.begin(), actors_.end(), steps_[at_]);
            if (actor != actors_.end()) {
                ++at_;
                visit(field, value[static_cast<int>(actor - actors_.begin())]);
                --at_;
                return;
            }
            if constexpr (!AnyGlm<T>) {
                lost({actors_.begin(), actors_.end()});
                return;
            }
        }
        for (T& one : value.value) {
            if constexpr (AnyGlm<T>) {
                visit_glm(field, one, actors_);
            } else {
                visit(field, one);
            }
        }
    }

    template <AnyGlm G>
    void visit_glm(const Field& field, G& glm, std::span<const std::string> actors) {
        using Base = GlmBase<G>;
        Field base = field;
        base.range = kGlm<G>.range;
        if constexpr (std::same_as<Base, PerHour>) base.unit = "1/hour";
        if constexpr (std::same_as<Base, Hours>) base.unit = "hours";
        if (at_end()) {
            leaf(base, &glm.base, &glm.where);
            return;
        }
        among_keys(
            [&] {
                const auto key = [&](std::string_view name, auto&& go) {
                    if (!enters(name)) return;
                    ++at_;
                    go();
                    --at_;
                };
                key("base", [&] { leaf(base, &glm.base, &glm.where); });
                key("effects", [&] {
                    visit_numbers(Field{.key = "effects", .meaning = {}}, glm.effects, &Effect::feature,
                                  &Effect::coefficient);
                });
                if constexpr (std::same_as<G, DurationGlm>) {
                    key("family", [&] { visit_enum(Field{.key = "family", .meaning = {}}, glm.family); });
                    key("shape", [&] {
                        leaf(Field{.key = "shape", .meaning = {}, .range = kShape}, &glm.shape, &glm.where);
                    });
                }
            },
            actors);
    }

    template <Enum E>
    void visit_enum(const Field& field, E& value) {
        ChoiceMember choice;
        for (const auto& [candidate, name] : kEnumNames<E>) {
            if (candidate == value) choice.chosen = choice.names.size();
            choice.names.emplace_back(name);
        }
        choice.choose = [&value](std::size_t i) { value = kEnumNames<E>.at(i).value; };
        leaf(field, std::move(choice));
    }

    // A list of named numbers, in the order of their names. Whether a new name is known is for the checks to
    // say.
    template <class Item>
    void visit_numbers(const Field& field, std::vector<Item>& list, std::string Item::*name,
                       double Item::*number) {
        if (at_end()) {
            std::vector<std::string> known;
            for (const Item& item : list) known.push_back(item.*name);
            lost(known);
            return;
        }
        // Nothing lies beneath a number, and names of features have dots of their own: `trust.cn`.
        const auto rest = steps_.begin() + static_cast<std::ptrdiff_t>(at_);
        const std::string wanted = fmt::format("{}", fmt::join(rest, steps_.end(), "."));
        const auto before = [&](const Item& item, const std::string& other) { return item.*name < other; };
        auto place = std::lower_bound(list.begin(), list.end(), wanted, before);
        if (place == list.end() || (*place).*name != wanted) {
            Item item;
            item.*name = wanted;
            item.where = where_;
            place = list.insert(place, std::move(item));
        }
        const std::size_t before_name = std::exchange(at_, steps_.size());
        leaf(field, &((*place).*number), &place->where);
        at_ = before_name;
    }

    template <class T>
    void visit_list(const Field& field, std::vector<T>& list) {
        if constexpr (std::same_as<T, Weight>) {
            visit_numbers(field, list, &Weight::name, &Weight::value);
        } else if constexpr (std::same_as<T, DatedValue>) {
            refuse("is what holds from a date on, which only a policy can change");
        } else if constexpr (std::same_as<T, Reference> || std::same_as<T, Date>) {
            refuse("is a list of names or dates, which only a policy can change");
        } else {
            std::vector<std::string> known;
            for (std::size_t i = 0; i < list.size(); ++i) {
                const std::string number = std::to_string(i);
                bool is_here = false;
                if constexpr (requires { list[i].name; }) {
                    known.push_back(list[i].name);
                    is_here = !at_end() && steps_[at_] == list[i].name;
                }
                if constexpr (!NamedBody<T>) {
                    if (known.size() <= i) known.push_back(number);
                    is_here = is_here || (!at_end() && steps_[at_] == number);
                }
                if (!is_here) continue;
                ++at_;
                visit(field, list[i]);
                --at_;
                return;
            }
            lost(known);
        }
    }

    void refuse(std::string_view why) {
        if (!problem) problem = Diagnostic{where_, fmt::format("'{}' {}", so_far(), why), ""};
        leaves.clear();
    }

    const Location& where_;
    std::vector<std::string> steps_;
    std::array<std::string, kActors> actors_;
    std::vector<Frame> frames_;
    std::size_t at_ = 0;
};

}  // namespace offramp
