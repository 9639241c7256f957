// SPDX-License-Identifier: Apache-2.0
// Stands in for libFuzzer: gives a target each of the files that are named, or that are in folders named.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_at(const fs::path& place) {
    if (!fs::is_directory(place)) return {place};
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(place)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

bool replay(const fs::path& file) {
    std::printf("%s\n", file.c_str());  // before: what crashes says no more
    std::fflush(stdout);
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(stream), {});
    if (!stream) {
        std::printf("  cannot be read\n");
        return false;
    }
    try {
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        return true;
    } catch (const std::exception& error) {
        std::printf("  %s\n", error.what());
        return false;
    }
}

}  // namespace

int main(int argc, char** argv) {
    bool all_hold = true;
    int files = 0;
    for (int k = 1; k < argc; ++k) {
        for (const fs::path& file : files_at(argv[k])) {
            all_hold = replay(file) && all_hold;
            ++files;
        }
    }
    std::printf("%d inputs\n", files);
    return all_hold && files > 0 ? 0 : 1;
}
