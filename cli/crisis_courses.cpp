// SPDX-License-Identifier: Apache-2.0
#include "cli/crisis_courses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "analysis/text_layout.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "engine/base/elementary.hpp"
#include "engine/base/index.hpp"

namespace offramp::cli {
namespace {

// A column: its heading, and a number of a crisis.
struct Quantity {
    std::string heading;
    std::function<double(const SolvedCrisis&)> of;
    int digits = 3;
};

std::string number(double x, int digits, bool difference) {
    if (difference && std::abs(x) < 0.5 * elementary::pow(10.0, -digits)) return "=";
    return difference ? fmt::format("{:+.{}f}", x, digits) : fmt::format("{:.{}f}", x, digits);
}

// A row for each crisis, and one below with what is different in the other world.
std::string table_of(const CrisisStudy& study, const CrisisStudy* against,
                     const std::vector<Quantity>& quantities) {
    std::vector<TableColumn> columns = {{"crisis"}, {"provoker"}};
    for (const Quantity& quantity : quantities) columns.push_back({quantity.heading, true});
    std::vector<TableRow> rows;
    for (std::size_t k = 0; k < study.crises.size(); ++k) {
        const SolvedCrisis& crisis = study.crises[k];
        TableRow row = {crisis.title, study.actor_titles[at(crisis.provoker)]};
        for (const Quantity& quantity : quantities) {
            row.push_back(number(quantity.of(crisis), quantity.digits, false));
        }
        rows.push_back(std::move(row));
        if (against == nullptr || k >= against->crises.size()) continue;
        TableRow change = {"  with " + against->policy, ""};
        for (const Quantity& quantity : quantities) {
            change.push_back(
                number(quantity.of(against->crises[k]) - quantity.of(crisis), quantity.digits, true));
        }
        rows.push_back(std::move(change));
    }
    return text_table(columns, rows, stdout_has_colour());
}

Quantity end_quantity(std::string heading, Ending ending, int by = -1) {
    return {std::move(heading), [=](const SolvedCrisis& crisis) {
                return crisis.course.probability([=](const EndOdds& odds) {
                    return odds.end.ending == ending && (by < 0 || odds.end.by == by);
                });
            }};
}

std::vector<Quantity> end_quantities(const CrisisStudy& study) {
    std::vector<Quantity> all = {end_quantity("settled", Ending::kOffRamp),
                                 end_quantity("stood down", Ending::kStoodDown)};
    for (int i = 0; i < 2; ++i) {
        all.push_back(end_quantity(study.actors[at(i)] + " backs down", Ending::kBackedDown, i));
    }
    all.push_back(end_quantity("fades", Ending::kFaded));
    all.push_back({"war",
                   [](const SolvedCrisis& crisis) {
                       return crisis.course.probability(
                           [](const EndOdds& odds) { return is_war(odds.end.ending); });
                   },
                   6});
    all.push_back({"rounds", [](const SolvedCrisis& crisis) { return crisis.course.rounds; }, 2});
    all.push_back({"days", [](const SolvedCrisis& crisis) { return crisis.days; }, 2});
    all.push_back(
        {"share moved to " + study.actors[0], [](const SolvedCrisis& crisis) { return crisis.moved; }});
    for (std::size_t i = 0; i < 2; ++i) {
        all.push_back(
            {"worth to " + study.actors[i], [i](const SolvedCrisis& crisis) { return crisis.value[i]; }});
    }
    return all;
}

std::vector<Quantity> rung_quantities(const CrisisStudy& study) {
    std::vector<Quantity> all;
    for (std::size_t rung = 0; rung < study.rungs.size(); ++rung) {
        const bool comes =
            std::any_of(study.crises.begin(), study.crises.end(),
                        [&](const SolvedCrisis& crisis) { return crisis.course.highest[rung] > 0.0; });
        if (!comes) continue;
        all.push_back({fmt::format("{} {}", rung, spoken(study.rungs[rung])),
                       [rung](const SolvedCrisis& crisis) { return crisis.course.highest[rung]; }, 4});
    }
    return all;
}

// By part and actor.
std::string parts_table(const CrisisStudy& study, const CrisisStudy* against, std::size_t k) {
    std::vector<TableColumn> columns = {{"worth by part"}};
    for (const std::string& actor : study.actors) {
        columns.push_back({actor, true});
        if (against != nullptr) columns.push_back({"with " + against->policy, true});
    }
    std::vector<TableRow> rows;
    const auto row_of = [&](std::string name, auto of) {
        TableRow row = {std::move(name)};
        for (std::size_t i = 0; i < 2; ++i) {
            row.push_back(number(of(study.crises[k].course, i), 4, false));
            if (against != nullptr) {
                row.push_back(
                    number(of(against->crises[k].course, i) - of(study.crises[k].course, i), 4, true));
            }
        }
        rows.push_back(std::move(row));
    };
    for (const PayoffPartRow& part : kPayoffPartTable) {
        const auto& paid = study.crises[k].course.paid[at(part.part)];
        if (paid[0] == 0.0 && paid[1] == 0.0) continue;
        row_of(std::string(part.words), [&](const CrisisDistribution& course, std::size_t i) {
            return course.paid[at(part.part)][i];
        });
    }
    row_of("all",
           [](const CrisisDistribution& course, std::size_t i) { return course.value(static_cast<int>(i)); });
    return text_table(columns, rows, stdout_has_colour());
}

}  // namespace

std::string crisis_courses(const CrisisStudy& study, const CrisisStudy* against, bool parts) {
    std::string text = "\nHow they end, probabilities before types are known\n";
    text += table_of(study, against, end_quantities(study));
    text += "\nThe highest rung of either side\n" + table_of(study, against, rung_quantities(study));
    for (std::size_t k = 0; parts && k < study.crises.size(); ++k) {
        text += fmt::format("\n{}, provoked by {}\n", study.crises[k].title,
                            study.actor_titles[at(study.crises[k].provoker)]) +
                parts_table(study, against, k);
    }
    return text;
}

}  // namespace offramp::cli
