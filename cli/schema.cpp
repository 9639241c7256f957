// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "analysis/play/protocol.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/terminal.hpp"
#include "engine/scenario/format_markdown.hpp"
#include "engine/scenario/schema.hpp"

namespace offramp::cli {

void add_schema(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("schema", "Print the JSON Schema of scenario files, for editors and checks");
    auto markdown = std::make_shared<bool>(false);
    auto of_play = std::make_shared<bool>(false);
    command->add_flag("--play", *of_play, "print that of the protocol of offramp play instead");
    command->add_flag("--markdown", *markdown, "print the reference of the format as Markdown instead");
    command->footer("Example:\n  offramp schema > scenario.schema.json");
    command->callback([markdown, of_play, &action] {
        action = [markdown, of_play] {
            print(*of_play ? play_schema() : *markdown ? scenario_format_markdown() : scenario_schema());
            return kDone;
        };
    });
}

}  // namespace offramp::cli
