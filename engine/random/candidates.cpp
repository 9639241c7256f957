// SPDX-License-Identifier: Apache-2.0
#include "engine/random/candidates.hpp"

#include <algorithm>

#include "engine/base/index.hpp"
#include "engine/base/key.hpp"

namespace offramp {

namespace {

constexpr double kPointsPerBucket = 4.0;
constexpr double kFirstEdge = 0x1p-13;  // per hour: about once a year
constexpr double kRatio = 4.0;

struct BandEdges {
    double low = 0.0;
    double width = 0.0;
    double bucket_hours = 0.0;
};

constexpr std::array<BandEdges, CandidateProcess::kBands> make_edges() {
    std::array<BandEdges, CandidateProcess::kBands> edges;
    double low = 0.0;
    double high = kFirstEdge;
    for (BandEdges& band : edges) {
        band = {low, high - low, kPointsPerBucket / (high - low)};
        low = high;
        high *= kRatio;
    }
    return edges;
}
constexpr auto kEdges = make_edges();
static_assert(kEdges.back().low + kEdges.back().width == CandidateProcess::kHighestRate);

// Inverse of the Poisson distribution with mean kPointsPerBucket.
int poisson_count(double u, int cap) {
    double term = 0.018315638888734179;  // exp(-4)
    double sum = term;
    int count = 0;
    while (u > sum && count < cap) {
        ++count;
        term *= kPointsPerBucket / count;
        sum += term;
    }
    return count;
}

std::uint64_t bucket_key(std::uint64_t process, int band, std::int64_t number) {
    return combine_keys(process + static_cast<std::uint64_t>(band), static_cast<std::uint64_t>(number));
}

}  // namespace

const CandidateProcess::Bucket& CandidateProcess::bucket(const Draws& draws, int band, std::int64_t number) {
    Bucket& b = cache_[at(band)][static_cast<std::size_t>(number & 1)];
    if (b.number == number) return b;
    const BandEdges& edges = kEdges[at(band)];
    const std::uint64_t event = bucket_key(key_, band, number);
    b.number = number;
    b.size = poisson_count(draws.uniforms(Stream::kCandidateCount, event)[0], kBucketCap);
    std::array<std::pair<double, double>, kBucketCap> points;
    const double start = static_cast<double>(number) * edges.bucket_hours;
    Uniforms u{};  // two points to a block
    for (int i = 0; i < b.size; ++i) {
        if (i % 2 == 0) u = draws.uniforms(Stream::kCandidates, event, static_cast<std::uint64_t>(i / 2));
        const double time = i % 2 == 0 ? u[0] : u[2];
        const double level = i % 2 == 0 ? u[1] : u[3];
        points[at(i)] = {start + time * edges.bucket_hours, edges.low + level * edges.width};
    }
    std::sort(points.begin(), points.begin() + b.size);
    for (std::size_t i = 0; i < at(b.size); ++i) {
        b.hours[i] = points[i].first;
        b.levels[i] = points[i].second;
    }
    return b;
}

bool CandidateProcess::next(const Draws& draws, double after, double until, double ceiling,
                            Candidate& found) {
    bool any = false;
    for (int band = 0; band < kBands; ++band) {
        const BandEdges& edges = kEdges[at(band)];
        if (edges.low >= ceiling) break;
        auto number = static_cast<std::int64_t>(after / edges.bucket_hours);
        for (bool here = false; !here && static_cast<double>(number) * edges.bucket_hours <= until;
             ++number) {
            const Bucket& b = bucket(draws, band, number);
            for (std::size_t i = 0; i < at(b.size); ++i) {
                if (b.hours[i] <= after || b.levels[i] >= ceiling) continue;
                if (b.hours[i] <= until) {
                    until = b.hours[i];
                    any = here = true;
                    found = {until, b.levels[i], combine_keys(bucket_key(key_, band, number), i)};
                }
                break;
            }
        }
    }
    return any;
}

double CandidateProcess::band_top(double rate) {
    double top = kFirstEdge;
    while (top < rate && top < kHighestRate) top *= kRatio;
    return top;
}

void CandidateProcess::reset() {
    for (auto& band : cache_) {
        for (Bucket& b : band) b.number = -1;
    }
}

}  // namespace offramp
