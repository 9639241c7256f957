// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/design.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {

nlohmann::ordered_json blocks_json(const SamplingDesign& design) {
    nlohmann::ordered_json json;
    const auto store = [&](const DesignKey& key, const auto& member) {
        json[std::string(key.stored)] = member;
    };
    std::visit([&](const auto& d) { describe(store, d); }, design);
    return json;
}

SamplingDesign design_in(const nlohmann::ordered_json& definition) {
    const auto name = definition.at("design").get<std::string>();
    const auto usual = std::ranges::find(usual_designs(), name,
                                         [](const SamplingDesign& design) { return to_string(design); });
    if (usual == usual_designs().end()) throw InputError({}, "there is no design '" + name + "'");
    SamplingDesign design = *usual;
    std::visit(
        [&]<class D>(D& d) {
            if constexpr (BlockDesign<D>) {
                const auto& blocks = definition.at("blocks");
                const auto take = [&](const DesignKey& key, auto& member) {
                    blocks.at(std::string(key.stored)).get_to(member);
                };
                describe(take, d);
            } else if constexpr (SampledDesign<D>) {
                definition.at("points").get_to(d.points);
            }
        },
        design);
    return design;
}

Design::Design(const SamplingDesign& sampling, const std::vector<Factor>& factors)
    : sampling_(sampling), size_(design_size(sampling, factors)), replications_(replications_of(sampling)) {
    ensure(size_ <= kMaxPoints, "a design has no more points than allowed");
    std::visit(
        [&]<class D>(const D& design) {
            if constexpr (SampledDesign<D>) sample_ = design.sample(names_of(factors));
            if constexpr (requires { design.place_names(sample_, factors); })
                design.place_names(sample_, factors);
        },
        sampling);
}

std::uint64_t campaign_set(const SamplingDesign& sampling, std::size_t factors, std::uint64_t point) {
    return std::visit(
        [&]<class D>(const D& design) -> std::uint64_t {
            if constexpr (BlockDesign<D>) {
                const std::uint64_t row = point / design.replications;
                return row / design.block(factors) * design.replications + point % design.replications;
            } else {
                return 0;
            }
        },
        sampling);
}

std::vector<std::uint64_t> Design::telling_points(const std::vector<Factor>& factors,
                                                  std::size_t most) const {
    std::set<std::uint64_t> points;
    const auto add = [&](std::uint64_t point) {
        if (points.size() < most && point < size_) points.insert(point);
    };
    std::visit(
        [&]<class D>(const D& design) {
            for (std::size_t f = 0; f < factors.size(); ++f) {
                if constexpr (SampledDesign<D>) {
                    const auto share = [&](std::uint64_t row) { return sample_[row * factors.size() + f]; };
                    std::vector<std::uint64_t> rows(size_ / replications_);
                    std::iota(rows.begin(), rows.end(), std::uint64_t{0});
                    const auto [low, high] = std::ranges::minmax_element(rows, {}, share);
                    add(*low * replications_);
                    add(*high * replications_);
                } else {
                    for (std::size_t level = 0; level < factors[f].levels.size(); ++level)
                        add(design.point_with(factors, f, level));
                }
            }
        },
        sampling_);
    return {points.begin(), points.end()};
}

std::vector<FactorValue> Design::point(const std::vector<Factor>& factors, std::uint64_t number) const {
    ensure(number < size_, "the point is in the design");
    return std::visit(
        [&]<class D>(const D& design) {
            if constexpr (SampledDesign<D>) {
                const double* const row = sample_.data() + number / replications_ * factors.size();
                std::vector<FactorValue> values;
                for (std::size_t f = 0; f < factors.size(); ++f)
                    values.push_back(sampled_value(factors[f], row[f]));
                return values;
            } else {
                return design.point(factors, number);
            }
        },
        sampling_);
}

}  // namespace offramp
