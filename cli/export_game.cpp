// SPDX-License-Identifier: Apache-2.0
#include "cli/export_game.hpp"

#include "analysis/guardrail_normal_form.hpp"
#include "cli/exit_code.hpp"
#include "cli/interruptible.hpp"
#include "cli/terminal.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/crisis/crisis_tree.hpp"
#include "engine/game/efg_file.hpp"
#include "engine/game/nfg_file.hpp"
#include "engine/game/simultaneous_tree.hpp"
#include "engine/model/compile.hpp"
#include "engine/model/situation.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp::cli {
namespace {

std::string crisis_text(const ValidatedScenario& scenario, const GameExport& what) {
    const Model m = compile(scenario);
    int incident = 0;
    if (!what.incident.empty() || m.incidents.empty()) {
        incident = static_cast<int>(
            place_among(m.names.incidents, what.incident, "unknown incident '" + what.incident + "'"));
    }
    const int provoker = m.incidents[at(incident)].first_provoker_share >= 0.5 ? 0 : 1;
    const Situation s = initial_situation(m);
    const CrisisContext context = open_context(m, incident, provoker, setting_of(s));
    const CrisisState opening =
        opening_state(context, false, {m.actors[0].prior, m.actors[1].prior}, s.channels_open);
    const ExtensiveForm tree = crisis_tree(context, opening, what.rounds, kMostNodes);
    return what.format == "efg" ? write_efg(tree) : write_nfg(reduced_form(tree));
}

}  // namespace

int export_game(const GameExport& what) {
    const ValidatedScenario scenario = load_with_policy(what.scenario, what.policy);
    if (what.game == "crisis") {
        print(crisis_text(scenario, what));
        return kDone;
    }
    const StudyOptions options{.seed = what.seed,
                               .first_pass = what.campaigns,
                               .campaigns = what.campaigns,
                               .threads = what.threads};
    const GuardrailGame game = interruptible(options, 0, [&](const StudyOptions& study) {
        return solve_guardrail_game(scenario,
                                    {.study = study, .concessions = false, .every_acceptance = false});
    });
    if (!game.complete) {
        complain("offramp: interrupted: nothing is written\n");
        return kInterrupted;
    }
    const NormalForm form = guardrail_normal_form(game);
    print(what.format == "nfg" ? write_nfg(form) : write_efg(simultaneous_tree(form)));
    return kDone;
}

}  // namespace offramp::cli
