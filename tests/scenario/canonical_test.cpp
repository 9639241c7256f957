// SPDX-License-Identifier: Apache-2.0
// The canonical text: reads back as itself, and its hash is the identity of a scenario.
#include <random>

#include "engine/base/error.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/small_scenario.hpp"

using namespace offramp;

TEST_CASE("the canonical text reads back as the same scenario") {
    const ValidatedScenario first = parse_scenario(small_scenario(), "s.yaml");
    const ValidatedScenario second = parse_scenario(first.canonical_text(), "canonical.yaml");
    CHECK(second.canonical_text() == first.canonical_text());
    CHECK(second.hash() == first.hash());
    CHECK(first.hash().size() == 32);
    CHECK(first.hash().find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("settings of decision rules that are not followed are kept, in an order that never changes") {
    const std::string agent =
        "agent: {script: [hold], rule: equilibrium, resolve_rung: 3, depth: 4, noise: 0.5}";
    const ValidatedScenario first = parse_scenario(small_with("rationality: 2", agent), "s.yaml");
    const std::string written = R"(    agent:
      rule: equilibrium
      depth: 4
      level: 2
      doctrine: mirror
      generosity: 0.3333333333333333
      noise: 0.5
      stance_noise: 1
      resolve_rung: 3
      mix: {}
      script: [hold]
)";
    CHECK(first.canonical_text().find(written) != std::string::npos);
    const Override change{"actors.us.agent.rule", "lookahead", {}};
    const AgentSettings other = with_overrides(first, {&change, 1}).scenario().actors[0].agent;
    with_rule(other, [](const auto& rule) {
        if constexpr (requires { rule.depth; }) {
            CHECK(rule.depth == 4);
        } else {
            FAIL("follows " << rule.name);
        }
    });
}

TEST_CASE("text of any kind survives the canonical text") {
    const std::string title = R"(title: "a \"b\" \\ c: #d \t 'e' – ü\n f")";
    const ValidatedScenario first = parse_scenario(small_with("title: A small example", title), "s.yaml");
    CHECK(first.scenario().title == "a \"b\" \\ c: #d \t 'e' – ü\n f");
    CHECK(parse_scenario(first.canonical_text(), "c.yaml").scenario().title == first.scenario().title);
}

TEST_CASE("the canonical text says the same to readers that take some words for truth values") {
    std::string text = small_scenario();
    const auto rename = [&](const std::string& from, const std::string& to) {
        for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
            text.replace(at, from.size(), to);
        }
    };
    rename("firm", "'off'");
    rename("students", "'no'");
    rename("climb", "'y'");
    const std::string written = parse_scenario(text, "s.yaml").canonical_text();
    CHECK_THAT(written, contains("\"off\":") && contains("\"no\":") && contains("[\"y\"]"));
    CHECK_THAT(written, !contains(" no:") && !contains(" off:") && !contains(" y:"));
    CHECK(parse_scenario(written, "c.yaml").canonical_text() == written);
}

TEST_CASE("two layouts of one scenario have one hash") {
    const std::string hash = parse_scenario(small_scenario(), "s.yaml").hash();
    const auto same = [&](std::string_view from, std::string_view to) {
        CAPTURE(from, to);
        CHECK(parse_scenario(small_with(from, to), "other.yaml").hash() == hash);
    };
    same("name: small\n", "# a comment\nname:   'small'\n\n");
    same("relaxation: 60d", "relaxation: 1440 h");
    same("base: 0.03/day", "base: 3e-2 / days");
    same("{tension: -1, trust.cn: 1}", "{trust.cn: 1.0, tension: -1}");
    same("access: us", "access: [us]");
    same("cost: 0.1}", "cost: {cn: 0.1, us: 0.1}}");
    same("2023-02-01, end", "2023-02-01T00:00, end");
    same("initial: 0.5, mean: 0.4", "mean: 0.4, volatility: 0, initial: 0.5");
    same("hold: {}", "hold: {move: 0, reversible: true}");
    same("outcomes: [p_war]", "outcomes:\n  - \"p_war\"");
}

TEST_CASE("changing any number of the canonical text changes the hash, or is refused") {
    const ValidatedScenario scenario = parse_scenario(small_scenario(), "s.yaml");
    const std::string& text = scenario.canonical_text();
    int changed = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool is_digit = text[at] >= '0' && text[at] <= '9';
        // beyond the precision of a double another digit may be the same number
        const bool is_insignificant = at >= 14 && text.find_first_not_of("0123456789", at - 14) > at;
        if (!is_digit || is_insignificant) continue;
        std::string other = text;
        other[at] = text[at] == '5' ? '6' : '5';
        try {
            const ValidatedScenario read = parse_scenario(other, "s.yaml");
            CHECK(read.hash() != scenario.hash());
            ++changed;
        } catch (const InputError&) {
        }
    }
    CHECK(changed > 150);
}

TEST_CASE("damaged texts are read or refused, never worse") {
    std::mt19937 random(20230204);
    const std::string& text = small_scenario();
    const std::string pieces[] = {"{", "}",     "[",  "]",  ":",  ": ", "\n",  "  ", "- ",
                                  "~", "\"",    "'",  "#",  "&a", "*a", "|",   ">",  "!",
                                  "?", "1e999", "-1", "us", "\t", ",",  "\xff"};
    int refused = 0;
    for (int trial = 0; trial < 1500; ++trial) {
        std::string damaged = text;
        for (unsigned long edits = 1 + random() % 3; edits > 0; --edits) {
            const std::size_t at = random() % damaged.size(), length = random() % 12;
            damaged.replace(at, length, pieces[random() % std::size(pieces)]);
        }
        try {
            const ValidatedScenario read = parse_scenario(damaged, "s.yaml");
            CHECK(parse_scenario(read.canonical_text(), "c.yaml").hash() == read.hash());
        } catch (const InputError& error) {
            ++refused;
            for (const Diagnostic& diagnostic : error.diagnostics()) CHECK(diagnostic.where.file == "s.yaml");
        }
    }
    CHECK(refused > 1000);
}
