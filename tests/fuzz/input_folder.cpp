// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/input_folder.hpp"

#include <cstdlib>

#include <fstream>
#include <stdexcept>

namespace offramp::fuzz {
namespace fs = std::filesystem;
namespace {

/// In memory where the system has such a place: an input a millisecond is written.
fs::path new_folder() {
    const fs::path in_memory = "/dev/shm";
    std::error_code none;
    const fs::path parent = fs::is_directory(in_memory, none) ? in_memory : fs::temp_directory_path();
    std::string pattern = (parent / "offramp-fuzz-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for inputs");
    return pattern;
}

}  // namespace

InputFolder::InputFolder(const std::string& file, const std::vector<Link>& links)
    : folder_(new_folder()), file_(folder_ / file) {
    fs::create_directories(file_.parent_path());
    for (const auto& [source, name] : links)
        fs::create_symlink(fs::path(OFFRAMP_SOURCE_DIR) / source, folder_ / name);
}

InputFolder::~InputFolder() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

const fs::path& InputFolder::write(std::string_view input) const {
    std::ofstream stream(file_, std::ios::binary | std::ios::trunc);
    stream.write(input.data(), static_cast<std::streamsize>(input.size()));
    stream.close();
    if (!stream) throw std::runtime_error("the input cannot be written");
    return file_;
}

}  // namespace offramp::fuzz
