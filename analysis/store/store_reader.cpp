// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/store_reader.hpp"

#include <fmt/format.h>

#include "analysis/store/open_store.hpp"
#include "analysis/totals_codec.hpp"
#include "engine/base/error.hpp"

namespace offramp {

StoreReader::StoreReader(const std::filesystem::path& file)
    : database_(open_store(file, Database::Access::kRead)), info_(read_info(database_)) {}

StoredPoint StoreReader::point(std::uint64_t number) const {
    return PointReader(database_, info_).read(number);
}

std::vector<StoredPoint> StoreReader::points() const {
    std::vector<StoredPoint> list;
    each_point([&](const StoredPoint& point) { list.push_back(point); });
    return list;
}

void StoreReader::each_point(const std::function<void(const StoredPoint&)>& take) const {
    PointReader reader(database_, info_);
    for (const std::uint64_t number : finished()) take(reader.read(number));
}

void StoreReader::each_event(const PointReader::TakeEvent& take) const {
    PointReader reader(database_, info_);
    for (const std::uint64_t number : finished()) {
        reader.read(number);  // which trajectories it has is in its checksum
        reader.each_event(number, take);
    }
}

OutcomeTotals StoreReader::totals(std::uint64_t number, std::size_t policy) const {
    const StoredPoint item = point(number);
    const std::string where = fmt::format("{}: point {}", file().string(), number);
    if (policy >= item.results.size() || !item.results[policy])
        throw RuntimeFailure(fmt::format("{}: there is no result under policy {}", where, policy));
    try {
        // NOLINTNEXTLINE(bugprone-unchecked-optional-access)
        return decode_totals(item.results[policy].value().totals);
    } catch (const RuntimeFailure& failure) {
        throw RuntimeFailure(where + ": " + failure.what());
    }
}

}  // namespace offramp
