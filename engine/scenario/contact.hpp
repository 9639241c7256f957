// SPDX-License-Identifier: Apache-2.0
// The diplomatic calendar, and what each side says after a meeting.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

struct Contact {
    static constexpr NameKind kNamed = NameKind::kContact;
    std::string name;
    std::string title;
    std::vector<Date> dates;
    Hours cadence{};
    bool irregular = false;  ///< the cadence is a mean, and nobody knows when
    std::optional<Date> from;
    std::optional<Date> until;
    ProbabilityGlm hold = certain();
    PerActor<double> trust;
    double tension = 0.0;
    std::vector<Weight> thaws;  ///< channel: probability
    std::vector<Weight> opens;  ///< cooperation track: probability
    bool readout = true;
    bool focal = false;
    Hours lead{90 * kHoursPerDay};
    Location where;
};

void describe(auto& v, Like<Contact> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "dates", .meaning = "days on which it is planned"}, x.dates);
    v(Field{.key = "cadence",
            .meaning = "time between two planned meetings; 0h: only the dates",
            .range = kNonNegative},
      x.cadence);
    v(Field{.key = "irregular", .meaning = "the cadence is a mean, and meetings come at random (Poisson)"},
      x.irregular);
    v(Field{.key = "from", .meaning = "first meeting of the cadence; without it, the start"}, x.from);
    v(Field{.key = "until", .meaning = "no meeting of the cadence after this day; without it, the end"},
      x.until);
    v(Field{.key = "hold", .meaning = "probability that a planned meeting is held"}, x.hold);
    v(Field{.key = "trust",
            .meaning = "added to the trust of each side when held",
            .range = {.low = -1, .high = 1}},
      x.trust);
    v(Field{.key = "tension", .meaning = "added to tension when held", .range = {.low = -1, .high = 1}},
      x.tension);
    v(Field{.key = "thaws",
            .meaning = "channel: probability that the meeting thaws it",
            .range = kUnit,
            .names = NameKind::kChannel},
      x.thaws);
    v(Field{.key = "opens",
            .meaning = "track: probability that the meeting opens it",
            .range = kUnit,
            .names = NameKind::kTrack},
      x.opens);
    v(Field{.key = "readout", .meaning = "each side issues a readout afterwards"}, x.readout);
    v(Field{.key = "focal", .meaning = "a date that both want to reach calm: drives summit_proximity"},
      x.focal);
    v(Field{.key = "lead",
            .meaning = "how long before the day its nearness begins to be felt (focal)",
            .range = kSpan},
      x.lead);
}

struct Readouts {
    PerActor<ScoreGlm> score;
    double blaming_below = -1.0;
    double constructive_above = 1.0;
    double gap_trust = 0.0;
    double blaming_tension = 0.0;
};

void describe(auto& v, Like<Readouts> auto& x) {
    v(Field{.key = "score",
            .meaning = "score of the tone, an ordered logit: low is blaming, high is constructive"},
      x.score);
    v(Field{.key = "blaming_below", .meaning = "score at which a readout blames as likely as not"},
      x.blaming_below);
    v(Field{.key = "constructive_above",
            .meaning = "score at which a readout is constructive as likely as not"},
      x.constructive_above);
    v(Field{.key = "gap_trust",
            .meaning = "added to both trusts for each step between the two tones",
            .range = {.low = -1, .high = 1}},
      x.gap_trust);
    v(Field{.key = "blaming_tension",
            .meaning = "added to tension for each blaming readout",
            .range = {.low = -1, .high = 1}},
      x.blaming_tension);
}

}  // namespace offramp
