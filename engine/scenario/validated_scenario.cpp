#include "engine/scenario/validated_scenario.hpp"

#include <iterator>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/scenario/check.hpp"
#include "engine/scenario/writer.hpp"

namespace offramp {

std::vector<Diagnostic> check(const Scenario& scenario) {
    std::vector<Diagnostic> diagnostics = check_sizes(scenario);
    if (!diagnostics.empty()) return diagnostics;  // the other checks rely on the sizes
    diagnostics = check_members(scenario);
    std::vector<Diagnostic> rules = check_rules(scenario);
    std::move(rules.begin(), rules.end(), std::back_inserter(diagnostics));
    return diagnostics;
}

ValidatedScenario validate(Scenario scenario) {
    std::vector<Diagnostic> diagnostics = check(scenario);
    if (!diagnostics.empty()) throw InputError(std::move(diagnostics));
    ValidatedScenario validated;
    validated.scenario_ = std::move(scenario);
    validated.canonical_text_ = write_scenario(validated.scenario_);
    validated.hash_ = fingerprint(validated.canonical_text_);
    return validated;
}

}  // namespace offramp
