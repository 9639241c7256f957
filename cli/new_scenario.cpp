// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/atomic_file.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/skeleton.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp::cli {
namespace {

namespace fs = std::filesystem;

struct NewArguments {
    std::string name;
    std::string directory;
};

void check_name(const std::string& name) {
    const auto fits = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
    };
    constexpr std::size_t kLongest = 64;
    const bool begins_well = !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) != 0;
    if (begins_well && name.size() <= kLongest && std::all_of(name.begin(), name.end(), fits)) return;
    throw InputError(
        {}, fmt::format("'{}' cannot be the name of a scenario", name),
        fmt::format("up to {} letters, digits, hyphens and underscores; first a letter", kLongest));
}

std::string with_name(std::string_view skeleton, const std::string& name) {
    constexpr std::string_view kPlace = "%NAME%";
    std::string text;
    for (std::size_t at = skeleton.find(kPlace); at != std::string_view::npos; at = skeleton.find(kPlace)) {
        text.append(skeleton.substr(0, at)).append(name);
        skeleton.remove_prefix(at + kPlace.size());
    }
    return text.append(skeleton);
}

int make_scenario(const NewArguments& arguments) {
    check_name(arguments.name);
    const fs::path folder =
        arguments.directory.empty() ? fs::path(arguments.name) : fs::path(arguments.directory);
    struct Part {
        fs::path file;
        std::string text;
    };
    const auto text_of = [&](std::string_view skeleton) { return with_name(skeleton, arguments.name); };
    const std::vector<Part> parts = {
        {folder / "policies" / "no-guardrails.yaml", text_of(kSkeletonNoGuardrails)},
        {folder / "policies" / "guardrails.yaml", text_of(kSkeletonGuardrails)},
        {folder / "sweeps" / (arguments.name + ".yaml"), text_of(kSkeletonSweep)},
        {folder / (arguments.name + ".yaml"), text_of(kSkeletonScenario)}};
    std::vector<Diagnostic> problems;
    for (const Part& part : parts) {  // what an earlier try left, as on a full disk, is in nobody's way
        if (is_there(part.file) && read_file(part.file) != part.text)
            problems.push_back(
                {{part.file.string()}, "is there already", "another name, or -o DIR, keeps it"});
    }
    if (!problems.empty()) throw InputError(std::move(problems));
    std::vector<AtomicFile> files;  // all are opened before one is written
    for (const Part& part : parts) files.emplace_back(part.file);
    for (std::size_t k = 0; k < parts.size(); ++k) files[k].write(parts[k].text);
    for (AtomicFile& file : files) file.commit();
    const std::string scenario = shell_word(parts.back().file.string());
    print(
        fmt::format("{} is a scenario to change, with two policies and a sweep beside it. To try it:\n\n"
                    "  offramp compare {} --policies no-guardrails,guardrails --seed 1\n"
                    "  offramp show {} --policy guardrails --seed 1 --campaign 0\n"
                    "  offramp sweep {} -o {}\n",
                    scenario, scenario, scenario, shell_word(parts[2].file.string()),
                    shell_word((folder / (arguments.name + ".sqlite")).string())));
    return kDone;
}

}  // namespace

void add_new(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "new", "Begin a scenario of one's own: commented and valid, with policies and a sweep beside it");
    auto a = std::make_shared<NewArguments>();
    command->add_option("NAME", a->name, "of the scenario: letters, digits, hyphens, underscores")
        ->required();
    add_output_option(*command, "-o,--output", a->directory,
                      "directory for the files; without it, one of the scenario's name");
    command->footer(
        "Example:\n  offramp new strait\n  offramp compare strait/strait.yaml -p no-guardrails,guardrails "
        "--seed 1");
    command->callback([a, &action] { action = [a] { return make_scenario(*a); }; });
}

}  // namespace offramp::cli
