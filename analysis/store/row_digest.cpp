// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/row_digest.hpp"

#include "engine/base/hash.hpp"

namespace offramp {

void RowDigest::add(const Statement& row) {
    bytes_ = std::to_string(row.columns());
    for (int c = 0; c < row.columns(); ++c) row.append_value(bytes_, c);
    sum_ = checksum(bytes_, sum_);
}

std::int64_t RowDigest::value() const {
    return static_cast<std::int64_t>(sum_);
}

}  // namespace offramp
