// SPDX-License-Identifier: Apache-2.0
// Candidate incidents for thinning, laid out so that no policy can move them.
//
// A point process of rate lambda(t) is what remains of a unit Poisson process on the (time, level) plane when
// only the points with level < lambda(t) are kept (Lewis, Shedler 1979, without a bound on lambda). The plane
// here is cut into bands of levels, fixed for good, and each band into buckets of time that hold 4 points in
// expectation; the points of a bucket are a function of (seed, campaign, process, band, bucket) alone. Two
// policies with different rates therefore see the same points, and keep more or fewer of them.
#pragma once

#include <array>
#include <cstdint>

#include "engine/random/draws.hpp"

namespace offramp {

struct Candidate {
    double hours = 0.0;
    double level = 0.0;     ///< per hour; the candidate becomes an incident where the rate is above it
    std::uint64_t key = 0;  ///< identity, for the draws of the incident itself
};

class CandidateProcess {
  public:
    static constexpr int kBands = 11;
    static constexpr double kHighestRate =
        0x1p-13 * 1048576;  ///< per hour (128); higher rates are cut off here

    CandidateProcess() = default;
    /// @param key  identity of the process within the campaign
    explicit CandidateProcess(std::uint64_t key) : key_(key) {}

    /// The upper edge of the band that a rate falls into: rates in between see the same candidates below it.
    static double band_top(double rate);

    /// The first candidate later than `after` and no later than `until` with a level below `ceiling`.
    bool next(const Draws& draws, double after, double until, double ceiling, Candidate& found);

    /// Forgets the points of the last campaign.
    void reset();

  private:
    static constexpr int kBucketCap = 24;  // a bucket holds more with probability 1e-12

    struct Bucket {
        std::int64_t number = -1;
        int size = 0;
        std::array<double, kBucketCap> hours;
        std::array<double, kBucketCap> levels;
    };

    const Bucket& bucket(const Draws& draws, int band, std::int64_t number);

    std::uint64_t key_ = 0;
    std::array<std::array<Bucket, 2>, kBands> cache_;  // of each band the last even and the last odd bucket
};

}  // namespace offramp
