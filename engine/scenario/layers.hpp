// Files that build on each other: `include`, policy overlays, and the merge of all of them into one tree.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "engine/scenario/config_node.hpp"

namespace offramp {

/// Lays `over` onto `base`: maps are merged key by key and deeply, anything else is replaced, and a null
/// removes the inherited entry (a null with nothing to remove stays, for the reader to refuse). A map laid
/// over a single value remembers it: it is the value of the actors, or the base of the model, that the map
/// does not mention.
void merge_config(ConfigNode& base, ConfigNode over);

/// The file with everything it includes beneath it, then the overlays over it, in order. `include` and `for`
/// are left out of the result. Throws InputError.
ConfigNode load_config(const std::filesystem::path& file, std::span<const std::filesystem::path> overlays);

/// The same for a text; its includes are sought beside `file_name`.
ConfigNode load_config_text(std::string_view text, const std::string& file_name);

}  // namespace offramp
