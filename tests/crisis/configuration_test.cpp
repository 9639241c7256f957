// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/configuration.hpp"

#include "engine/model/situation.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// `denounce` can be taken once and freezes the hotline, `withdraw` ends the incident and is the provoker's.
struct Compact {
    Compact() : model(model_of("tests/fixtures/compact.yaml")), situation(initial_situation(model)) {
        context = open_context(model, 0, 0, setting_of(situation));
    }
    int action(const std::string& name) const {
        for (std::size_t k = 0; k < model.names.actions.size(); ++k) {
            if (model.names.actions[k] == name) return static_cast<int>(k);
        }
        FAIL("no action " << name);
        return -1;
    }
    Model model;
    Situation situation;
    CrisisContext context;
};

}  // namespace

TEST_CASE("A crisis comes to a configuration for everything that was done and cannot be undone") {
    const Compact c;
    // Who denounced: 4; the hotline is open, and the affront unanswered, only where nobody did; the incident
    // over or not: 8. As many where it was recognised as an accident, which answers all of the affront.
    const ConfigurationSpace space(c.context, c.situation.channels_open, 1, 100);
    CHECK(space.most_harms() == 0);  // harm changes no odds here
    CHECK(space.size() == 16);
    CHECK(space.untracked() == 0);

    const int denounced = space.after(0, 1, c.action("denounce"));
    CHECK(denounced > 0);
    CHECK(space[denounced].channels != space[0].channels);
    CHECK(space[denounced].taken[1] != 0);
    CHECK(space[denounced].answered == 0.6);
    const int over = space.after(denounced, 0, c.action("withdraw"));
    CHECK(space[over].incident_over);
    CHECK(space.after(over, 0, c.action("climb")) == over);
    CHECK(space.harmed(over) == over);

    CrisisState s = opening_state(c.context, false, {}, c.situation.channels_open);
    CHECK(space.find(s) == 0);
    const CrisisState accident = opening_state(c.context, true, {}, c.situation.channels_open);
    CHECK(space[space.find(accident)].answered == 1.0);
    s.answered = 0.6;
    s.taken[1] = 1U << c.action("denounce");
    s.channels_open = space[denounced].channels;
    CHECK(space.find(s) == denounced);
}

TEST_CASE("What can be done once is no longer tracked beyond the limit") {
    const Compact c;
    const ConfigurationSpace space(c.context, c.situation.channels_open, 1, 8);
    CHECK(space.size() == 8);  // hotline open or frozen, incident over or not, an accident or not
    CHECK(space.untracked() == 1U << c.action("denounce"));
    CrisisState s = opening_state(c.context, false, {}, c.situation.channels_open);
    s.taken[0] = 1U << c.action("denounce");
    CHECK(space.find(s) == 0);
}

TEST_CASE("How far an affront is answered makes no difference where there is none") {
    const Model m = model_of_text(
        edited(source_text("tests/fixtures/compact.yaml"),
               {{"exponent: 1, affront: 0.2", "exponent: 1"}, {"exponent: 1, affront: 0.2", "exponent: 1"}}));
    const Situation situation = initial_situation(m);
    const CrisisContext context = open_context(m, 0, 0, setting_of(situation));
    const ConfigurationSpace space(context, situation.channels_open, 1, 100);
    CHECK(space.size() == 8);
    CrisisState s = opening_state(context, true, {}, situation.channels_open);
    CHECK(space.find(s) == 0);
}

TEST_CASE("Harm is tracked where it changes odds") {
    const Model m =
        model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                             {{"kept: {base: 0.6, effects: {", "kept: {base: 0.6, effects: {harm: -1, "}}));
    const Situation situation = initial_situation(m);
    const CrisisContext context = open_context(m, 0, 0, setting_of(situation));
    const ConfigurationSpace space(context, situation.channels_open, 2, 100);
    CHECK(space.most_harms() == 2);
    CHECK(space.size() == 48);
    CrisisState s = opening_state(context, false, {}, situation.channels_open);
    s.harms = 5;
    CHECK(space[space.find(s)].harms == 2);
    CHECK(space[space.harmed(0)].harms == 1);
    CHECK(space.harmed(space.find(s)) == space.find(s));
}
