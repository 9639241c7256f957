// SPDX-License-Identifier: Apache-2.0
#include "analysis/guardrail_game.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "analysis/text_layout.hpp"

namespace offramp {
namespace {

constexpr std::size_t kPartsSpoken = 4;

std::string with_sign(double value) {
    return (value > 0 ? "+" : "") + number_text(value);
}

double half_width(const Estimate& estimate) {
    return estimate.low && estimate.high ? 0.5 * (*estimate.high - *estimate.low) : 0.0;
}

double value_of(const Estimate& estimate) {
    return estimate.value.value_or(0.0);
}

/// "", or what has to be said where the sign is not certain.
std::string reservation(Strength strength) {
    if (strength == Strength::kLikely) return ", likely";
    return strength == Strength::kOpen ? ", undecided at this precision" : "";
}

/// The largest parts of a payoff difference, the largest first: "the rival's presence -0.92, accidents
/// +0.31".
std::string decomposition_text(const SideAnswer& answer) {
    std::vector<std::size_t> order;
    for (std::size_t part = 0; part < kPayoffParts; ++part) {
        if (value_of(answer.parts[part]) != 0.0) order.push_back(part);
    }
    std::ranges::stable_sort(order, {},
                             [&](std::size_t part) { return -std::abs(value_of(answer.parts[part])); });
    if (order.size() > kPartsSpoken) order.resize(kPartsSpoken);
    std::string text;
    for (const std::size_t part : order) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", kPayoffPartTable[part].words,
                            with_sign(value_of(answer.parts[part])));
    }
    return text;
}

/// "-2.15 ± 0.1".
std::string difference_text(const SideAnswer& answer) {
    const Estimate& estimate = answer.difference.estimate;
    if (!estimate.value) return "0";
    return fmt::format("{} ± {}", with_sign(*estimate.value), number_text(half_width(estimate)));
}

std::string side_verdict(const GuardrailGame& game, const PackageResult& package, int actor) {
    const SideAnswer& answer = package.side[at(actor)];
    const PayoffDifference& d = answer.difference;
    const std::string_view title = game.actor_titles[at(actor)];
    const std::string text = package_text(game, package);
    if (d.strength == Strength::kIdentical)
        return fmt::format("{} is indifferent to {} and accepts it", title, text);
    return fmt::format("{} {} {}: it would {} {} ± {}{} ({})", title, answer.accepts ? "accepts" : "rebuffs",
                       text, answer.accepts ? "gain" : "lose", number_text(std::abs(value_of(d.estimate))),
                       number_text(half_width(d.estimate)), reservation(d.strength),
                       decomposition_text(answer));
}

std::string reason_of(const GuardrailGame& game) {
    switch (game.selected.selection) {
        case Selection::kOnlyStable:
            return "the only package that neither side would cut down";
        case Selection::kPayoffDominant:
            return fmt::format("of {} packages that neither side would cut down, the one that both like best",
                               game.equilibria.size());
        case Selection::kBargained:
            break;
    }
    return fmt::format(
        "of {} packages that neither side would cut down, the one with the largest product of gains",
        game.equilibria.size());
}

std::string answer_verdict(const GuardrailGame& game) {
    const PackageResult& answer = game.answer();
    if (answer.guardrails == 0) return "In the game nothing comes into force: it is " + reason_of(game);
    return fmt::format("In the game {} {} into force: {}; {} gains {}, {} {}", package_text(game, answer),
                       std::popcount(answer.guardrails) == 1 ? "comes" : "come", reason_of(game),
                       game.actor_titles[0], difference_text(answer.side[0]), game.actor_titles[1],
                       difference_text(answer.side[1]));
}

std::string addition_verdict(const GuardrailGame& game, const Addition& addition) {
    std::string text;
    for (int actor = 0; actor < kActors; ++actor) {
        const PayoffDifference& d = addition.difference[at(actor)];
        const double value = value_of(d.estimate);
        if (value >= -kIndifferent) continue;
        text +=
            fmt::format("{}{} would lose {} ± {}{}", text.empty() ? "" : ", ", game.actor_titles[at(actor)],
                        number_text(-value), number_text(half_width(d.estimate)), reservation(d.strength));
    }
    if (text.empty()) return "";
    return fmt::format("{} is left out: added to what comes into force, {} by it", addition.guardrail, text);
}

std::string payment_text(const GuardrailGame& game, const PackageResult& package) {
    if (!package.payment) return "";
    const SidePayment& p = *package.payment;
    if (p.at_least > p.at_most) return "; no payment would, as one side loses more than the other gains";
    return fmt::format("; a payment by {} worth between {} and {} would too", game.actor_titles[at(p.by)],
                       number_text(p.at_least), number_text(p.at_most));
}

std::string frontier_verdict(const GuardrailGame& game, const PackageResult& package) {
    const std::string text = package_text(game, package);
    if (!package.concession_needed)
        return fmt::format("No concession that the scenario lists makes both accept {}{}", text,
                           payment_text(game, package));
    const ConcessionResult& c = game.concessions[*package.concession_needed];
    const double cost = value_of(c.cost.estimate);
    const std::string certain =
        c.side[0].difference.strength <= Strength::kClear && c.side[1].difference.strength <= Strength::kClear
            ? ""
            : ", not beyond doubt at this precision";
    return fmt::format(
        "{} {} acceptable to both with '{}', the cheapest listed concession that does it{}: it {} {} {} ± {} "
        "and leaves {} {}, {} {} against none{}",
        text, std::popcount(package.guardrails) == 1 ? "becomes" : "become", c.title, certain,
        cost >= 0 ? "costs" : "brings", game.actor_titles[at(c.by)], number_text(std::abs(cost)),
        number_text(half_width(c.cost.estimate)), game.actor_titles[0], difference_text(c.side[0]),
        game.actor_titles[1], difference_text(c.side[1]), payment_text(game, package));
}

}  // namespace

std::string package_text(const GuardrailGame& game, const PackageResult& package) {
    if (package.guardrails == 0) return "no guardrail";
    if (package.guardrails == game.proposed && package.names.size() > 1)
        return fmt::format("all {} guardrails", package.names.size());
    return fmt::format("{}", fmt::join(package.names, ", "));
}

std::vector<std::string> guardrail_verdicts(const GuardrailGame& game) {
    std::vector<std::string> verdicts;
    if (game.failed > 0) {
        verdicts.push_back(fmt::format(
            "No verdict: {} campaigns failed, and those that are left are no fair sample", game.failed));
        return verdicts;
    }
    for (const PackageResult& package : game.packages) {
        if (!is_reported(game, package)) continue;
        for (int actor = 0; actor < kActors; ++actor) verdicts.push_back(side_verdict(game, package, actor));
    }
    verdicts.push_back(answer_verdict(game));
    for (const Addition& addition : game.additions) {
        if (std::string text = addition_verdict(game, addition); !text.empty())
            verdicts.push_back(std::move(text));
    }
    for (const PackageResult& package : game.packages) {
        if (package.concession_status == ConcessionStatus::kFound ||
            package.concession_status == ConcessionStatus::kNoneSuffices)
            verdicts.push_back(frontier_verdict(game, package));
    }
    if (!game.selection_decided) {
        verdicts.push_back(
            fmt::format("Not all differences on which the choice of what comes into force rests are beyond "
                        "doubt after {} campaigns a package: more campaigns may change the answer",
                        game.campaigns));
    }
    return verdicts;
}

}  // namespace offramp
