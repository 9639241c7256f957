// SPDX-License-Identifier: Apache-2.0
// Files that build on each other: `include`, policy overlays, and the merge of all of them into one tree.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/config_node.hpp"

namespace offramp {

/// Lays `over` onto `base`: maps are merged key by key and deeply, anything else is replaced, and a null
/// removes the inherited entry (a null with nothing to remove stays, for the reader to refuse). A map laid
/// over a single value remembers it: it is the value of the actors, or the base of the model, that the map
/// does not mention.
void merge_config(ConfigNode& base, ConfigNode over);

/// The named things (guardrails, channels, ...) of a policy overlay that the scenario beneath it does not
/// have. They are most likely misspelt: an overlay that means to add one gives it a title, and is then not
/// complained about.
std::vector<Diagnostic> strangers(const ConfigNode& base, const ConfigNode& overlay);

/// The file with everything it includes beneath it. `include` and `for` are left out of the result. Throws
/// InputError.
ConfigNode load_config(const std::filesystem::path& file);

/// The same for a text that stands by itself: one that includes files is refused. `file_name`: for messages.
ConfigNode load_config_text(std::string_view text, const std::string& file_name);

}  // namespace offramp
