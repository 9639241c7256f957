// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/table_file.hpp"

#include <cstring>
#include <span>
#include <type_traits>

#include "engine/base/hash.hpp"

namespace offramp {

namespace {

constexpr std::string_view kMagic = "offramp crisis table 2\n";
constexpr std::size_t kChecksum = 32;

template <class T>
void append(std::string& out, std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::uint64_t size = values.size();
    char raw[sizeof size];
    std::memcpy(raw, &size, sizeof size);
    out.append(raw, sizeof size);
    out.append(reinterpret_cast<const char*>(values.data()),
               values.size_bytes());  // NOLINT: bytes are the point
}

template <class T>
bool take(std::string_view& in, std::span<T> values) {
    std::uint64_t size = 0;
    if (in.size() < sizeof size) return false;
    std::memcpy(&size, in.data(), sizeof size);
    in.remove_prefix(sizeof size);
    if (size != values.size() || in.size() < values.size_bytes()) return false;
    in.copy(reinterpret_cast<char*>(values.data()), values.size_bytes());  // NOLINT: bytes are the point
    in.remove_prefix(values.size_bytes());
    return true;
}

// How long the list is that comes next; npos: there is none.
std::size_t next_size(std::string_view in) {
    std::uint64_t size = 0;
    if (in.size() < sizeof size) return std::string_view::npos;
    std::memcpy(&size, in.data(), sizeof size);
    return size;
}

// Whether every block has its strategies among so many, or stands in the whole crisis.
bool has_each_block(const CrisisTable& table, const std::vector<std::uint64_t>& first,
                    std::size_t strategies) {
    const int war = table.context.model->war_rung;
    for (int round = 0; round < table.context.incident->rounds; ++round) {
        for (int n = 0; n < table.space.size() * war * war; ++n) {
            const int configuration = n / (war * war);
            const Pair<int> rungs = {n / war % war, n % war};
            const std::uint64_t begin = first[table.block(round, configuration, rungs)];
            if (begin == CrisisTable::kUnsolved
                    ? table.whole == nullptr
                    : begin > strategies ||
                          table.strategies_in(round, configuration, rungs) > strategies - begin)
                return false;
        }
    }
    return true;
}

}  // namespace

std::string table_bytes(const CrisisTable& table) {
    static_assert(std::is_trivially_copyable_v<SolverReport>);
    std::string out(kMagic);
    append(out, std::span(&table.report, 1));
    append(out, table.opening.values());
    append(out, std::span(table.first));
    append(out, std::span(table.probabilities));
    append(out, std::span(table.values));
    out += fingerprint(out);
    return out;
}

bool read_table(std::string_view bytes, CrisisTable& table) {
    if (bytes.size() < kMagic.size() + kChecksum || !bytes.starts_with(kMagic)) return false;
    const std::string_view checksum = bytes.substr(bytes.size() - kChecksum);
    bytes.remove_suffix(kChecksum);
    if (fingerprint(bytes) != checksum) return false;
    bytes.remove_prefix(kMagic.size());
    SolverReport report;
    ValueLayer opening = table.layer();
    std::vector<std::uint64_t> first(table.blocks());
    if (!take(bytes, std::span(&report, 1)) || !take(bytes, opening.values()) ||
        !take(bytes, std::span(first))) {
        return false;
    }
    const std::size_t size = next_size(bytes);
    if (size > bytes.size() / sizeof(float)) return false;
    std::vector<float> probabilities(size);
    std::vector<float> values(table.blocks() * at(table.worth_of_block()));
    if (!take(bytes, std::span(probabilities)) || !take(bytes, std::span(values)) || !bytes.empty())
        return false;
    if (!has_each_block(table, first, size)) return false;
    table.report = report;
    table.opening = std::move(opening);
    table.first = std::move(first);
    table.probabilities = std::move(probabilities);
    table.values = std::move(values);
    return true;
}

}  // namespace offramp
