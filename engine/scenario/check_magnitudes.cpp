// SPDX-License-Identifier: Apache-2.0
// What payoffs come to that the rules multiply or add up: each part may be in its range and the whole not.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/index.hpp"
#include "engine/scenario/check.hpp"
#include "engine/scenario/payoffs.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {

namespace {

class MagnitudeCheck {
  public:
    explicit MagnitudeCheck(const Scenario& scenario) : s_(scenario) {
        for (int i = 0; i < kActors; ++i) {
            check_posture(i);
            for (const Incident& incident : s_.incidents) check_incident(incident, i);
        }
        check_flows();
    }

    std::vector<Diagnostic> diagnostics;

  private:
    const Actor& actor(int i) const { return s_.actors[at(i)]; }

    void check(double amount, double most, const Location& where, const std::string& what) {
        if (std::abs(amount) <= most) return;
        diagnostics.push_back({where, fmt::format("{} comes to {:.3g}", what, amount),
                               fmt::format("at most {} can be computed with", format_number(most))});
    }
    void check_payoff(double amount, const Location& where, const std::string& what) {
        check(amount, kMostPayoff, where, what);
    }

    double largest(int i, double ResolveType::*factor) const {
        double most = 0.0;
        for (const ResolveType& type : actor(i).types) most = std::max(most, type.*factor);
        return most;
    }

    void check_incident(const Incident& incident, int i) {
        const std::string& name = actor(i).name;
        check_payoff(stakes_of(incident, s_.issues, i) * largest(i, &ResolveType::stakes), incident.where,
                     fmt::format("what the incident '{}' is about for {}", incident.name, name));
        const AudienceCost& audience = actor(i).audience_cost;
        const double factor = largest(i, &ResolveType::audience);
        double down = 0.0;
        double standing = 0.0;
        for (std::size_t k = 0; k < s_.ladder.size(); ++k) {
            down += step_down_cost(audience, incident.visibility, static_cast<int>(k));
            standing = std::max(standing, s_.ladder[k].cost[i].value + s_.ladder[k].pressure[i].value);
        }
        check_payoff(factor * down, incident.where,
                     fmt::format("what {} pays for climbing down from the top in the incident '{}'", name,
                                 incident.name));
        check_payoff(factor * affront_cost(audience, incident.visibility), incident.where,
                     fmt::format("the affront of the incident '{}' to {}", incident.name, name));
        for (const Track& track : s_.tracks) standing += std::abs(track.value[i].value);
        check_payoff((standing + incident.persistence_cost.value) * incident.round.value, incident.where,
                     fmt::format("what a round of the incident '{}' costs {}", incident.name, name));
    }

    void check_posture(int i) {
        const auto highest = [&](const auto& posture) {
            return posture.levels.empty() ? 0.0 : posture.levels.back();
        };
        const PresencePosture& presence = actor(i).posture.presence;
        const StancePosture& stance = actor(i).posture.unpredictability;
        const double own = highest(presence);
        const double rival = highest(actor(1 - i).posture.presence);
        const Location& where = presence.where.file.empty() ? actor(i).where : presence.where;
        const std::string& name = actor(i).name;
        check_payoff(presence.benefit * own, where,
                     fmt::format("what {} gains by its presence a season", name));
        check_payoff(0.5 * presence.curvature * own * own, where,
                     fmt::format("what {} loses by the curvature of its presence a season", name));
        check_payoff(presence.nuisance * rival, where,
                     fmt::format("what the other side's presence costs {} a season", name));
        check_payoff(stance.cost * highest(stance), where,
                     fmt::format("what its unpredictability costs {} a season", name));
    }

    // Flows that hold all the time, over the whole campaign.
    void check_flows() {
        constexpr double kMostOfFlows = 1e9;
        const double hours = s_.end.hours - s_.start.hours;
        const auto check_flow = [&](const PerActor<PerHour>& flow, const Location& where,
                                    const std::string& what) {
            for (int i = 0; i < kActors; ++i) {
                check(flow[i].value * hours, kMostOfFlows, where,
                      fmt::format("{} over the campaign, to {},", what, actor(i).name));
            }
        };
        for (const Track& track : s_.tracks) {
            check_flow(track.value, track.where, fmt::format("the value of the track '{}'", track.name));
        }
        for (const Guardrail& guardrail : s_.guardrails) {
            check_flow(guardrail.upkeep, guardrail.where,
                       fmt::format("the upkeep of the guardrail '{}'", guardrail.name));
        }
        for (const Concession& concession : s_.concessions) {
            check_flow(concession.pays, concession.where,
                       fmt::format("what the concession '{}' pays", concession.name));
        }
    }

    const Scenario& s_;
};

}  // namespace

std::vector<Diagnostic> check_magnitudes(const Scenario& scenario) {
    return MagnitudeCheck(scenario).diagnostics;
}

}  // namespace offramp
