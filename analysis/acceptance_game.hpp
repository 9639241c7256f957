// SPDX-License-Identifier: Apache-2.0
// The game of accepting and rebuffing: each side says which guardrails it accepts, and those that both accept
// come into force. What packages are worth is given; nothing here simulates. docs/guardrail-game.md has the
// reasons for the rules.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/game/normal_form.hpp"
#include "engine/model/model.hpp"

namespace offramp {

/// Payoff differences up to this, in stakes of a typical incident, count as none: fixed points are solved to
/// 1e-10, sums are rounded to 2^-32 a campaign.
inline constexpr double kIndifferent = 1e-6;

/// What package `to` is worth to an actor above package `from`, both by position.
using PackageGain = std::function<double(int actor, std::size_t to, std::size_t from)>;

/// The packages offered (the empty one first) and how they compare.
struct AcceptanceGame {
    std::vector<std::uint32_t> packages;
    PackageGain gain;
};

/// Whether a side would rather drop something: positions of the better packages within `package`, with whose
/// they are. Empty: the package is stable. A side can always bring about any smaller package by itself, so
/// that the stable packages are exactly the outcomes of pure Nash equilibria.
struct Deviation {
    int actor = 0;
    std::size_t to = 0;
    friend bool operator==(const Deviation&, const Deviation&) = default;
};
std::vector<Deviation> deviations(const AcceptanceGame& game, std::size_t package);

/// Whether accepting exactly this package is weakly dominated for an actor: another answer is never worse,
/// whatever the other side accepts, and sometimes better. Needs every subset to be on offer.
bool is_weakly_dominated(const AcceptanceGame& game, int actor, std::size_t package);

/// Why a stable package is taken for the answer.
enum class Selection {
    kOnlyStable,
    kPayoffDominant,  ///< both sides like it best of the stable ones (Harsanyi, Selten 1988)
    kBargained        ///< largest product of gains over the empty package (Nash 1950)
};
struct SelectedPackage {
    std::size_t package = 0;
    Selection selection = Selection::kOnlyStable;
};
SelectedPackage select_package(const AcceptanceGame& game, std::span<const std::size_t> stable);

/// Both sides choose with logit errors (McKelvey, Palfrey 1995).
struct LogitAcceptance {
    Pair<double> rationality{};
    Pair<std::vector<double>> accepts;  ///< probability that each side accepts each guardrail (all of them)
    std::vector<double> in_force;       ///< probability of each package
    double residual = 0.0;
    bool converged = false;
};

/// On the principal branch. Needs every subset to be on offer. `rationality` is per unit of payoff, above 0.
LogitAcceptance logit_acceptance(const AcceptanceGame& game, const Pair<double>& rationality,
                                 std::size_t guardrails);

}  // namespace offramp
