// SPDX-License-Identifier: Apache-2.0
#include <memory>

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
    command->add_flag("--markdown", *markdown, "print the reference of the format as Markdown instead");
    command->footer("Example:\n  offramp schema > scenario.schema.json");
    command->callback([markdown, &action] {
        action = [markdown] {
            print(*markdown ? scenario_format_markdown() : scenario_schema());
            return kDone;
        };
    });
}

}  // namespace offramp::cli
