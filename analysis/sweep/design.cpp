#include "analysis/sweep/design.hpp"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <numeric>

#include "engine/base/error.hpp"
#include "engine/base/key.hpp"
#include "engine/random/draws.hpp"

namespace offramp {
namespace {

Uniforms design_draw(std::uint64_t seed, std::uint64_t point, const std::string& factor) {
    return Draws(seed, point).uniforms(Stream::kDesign, name_key("factor", factor));
}

void fill_random(std::vector<double>& sample, const DesignSettings& settings,
                 std::span<const std::string> factors) {
    for (std::uint64_t i = 0; i < settings.points; ++i) {
        for (std::size_t f = 0; f < factors.size(); ++f)
            sample[i * factors.size() + f] = design_draw(settings.seed, i, factors[f])[0];
    }
}

void fill_latin_hypercube(std::vector<double>& sample, const DesignSettings& settings,
                          std::span<const std::string> factors) {
    const std::uint64_t n = settings.points;
    std::vector<Uniforms> draws(n);
    std::vector<std::uint64_t> order(n);
    for (std::size_t f = 0; f < factors.size(); ++f) {
        for (std::uint64_t i = 0; i < n; ++i) draws[i] = design_draw(settings.seed, i, factors[f]);
        std::iota(order.begin(), order.end(), std::uint64_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::uint64_t a, std::uint64_t b) { return draws[a][0] < draws[b][0]; });
        for (std::uint64_t slice = 0; slice < n; ++slice) {
            const std::uint64_t i = order[slice];
            sample[i * factors.size() + f] =
                (static_cast<double>(slice) + draws[i][1]) / static_cast<double>(n);
        }
    }
}

void fill_sobol(std::vector<double>& sample, std::size_t factors) {
    boost::random::sobol sequence(factors);
    // 64 binary digits, of which a million points use the first 20.
    for (double& x : sample) x = static_cast<double>(sequence()) * 0x1p-64;
}

/// Points of one-at-a-time before those of factor f.
std::uint64_t levels_before(const std::vector<Factor>& factors, std::size_t f) {
    std::uint64_t count = 1;  // the scenario itself
    for (std::size_t i = 0; i < f; ++i) count += factors[i].levels.size();
    return count;
}

/// kMaxPoints + 1 where it is more than that.
std::uint64_t product_up_to_limit(const std::vector<std::uint64_t>& numbers) {
    std::uint64_t product = 1;
    for (const std::uint64_t n : numbers)
        product = std::min(product * std::min(n, kMaxPoints + 1), kMaxPoints + 1);
    return product;
}

std::uint64_t block_rows(const DesignSettings& settings, std::size_t factors) {
    if (settings.kind == DesignKind::kMorris) return factors + 1;
    return SaltelliDesign{settings.points, factors, settings.second_order, {}}.block();
}

}  // namespace

std::string_view to_string(DesignKind kind) {
    switch (kind) {
        case DesignKind::kFactorial:
            return "factorial";
        case DesignKind::kOneAtATime:
            return "one_at_a_time";
        case DesignKind::kList:
            return "list";
        case DesignKind::kLatinHypercube:
            return "latin_hypercube";
        case DesignKind::kSobol:
            return "sobol";
        case DesignKind::kRandom:
            return "random";
        case DesignKind::kSaltelli:
            return "saltelli";
        case DesignKind::kMorris:
            return "morris";
    }
    throw InternalError("unknown kind of design");
}

SaltelliDesign saltelli_design(const DesignSettings& settings, std::size_t factors) {
    return saltelli_design(settings.points, factors, settings.second_order);
}

MorrisDesign morris_design(const DesignSettings& settings, std::size_t factors) {
    MorrisDesign design = morris_design(settings.points, factors, settings.levels, settings.seed);
    const auto levels = static_cast<double>(settings.levels);
    for (double& x : design.points.values) x = (x * (levels - 1.0) + 0.5) / levels;
    return design;
}

std::vector<double> sampled_design(const DesignSettings& settings, std::span<const std::string> factors) {
    if (settings.kind == DesignKind::kSaltelli)
        return saltelli_design(settings, factors.size()).points.values;
    if (settings.kind == DesignKind::kMorris) return morris_design(settings, factors.size()).points.values;
    std::vector<double> sample(settings.points * factors.size());
    switch (settings.kind) {
        case DesignKind::kLatinHypercube:
            fill_latin_hypercube(sample, settings, factors);
            return sample;
        case DesignKind::kSobol:
            fill_sobol(sample, factors.size());
            return sample;
        case DesignKind::kRandom:
            fill_random(sample, settings, factors);
            return sample;
        default:
            throw InternalError("this design is not sampled");
    }
}

std::uint64_t design_size(const DesignSettings& settings, const std::vector<Factor>& factors) {
    if (has_blocks(settings.kind))
        return product_up_to_limit(
            {settings.points, block_rows(settings, factors.size()), settings.replications});
    if (is_sampled(settings.kind)) return settings.points;
    if (settings.kind == DesignKind::kOneAtATime) return levels_before(factors, factors.size());
    if (settings.kind == DesignKind::kList) return factors.empty() ? 1 : factors.front().levels.size();
    std::vector<std::uint64_t> levels;
    for (const Factor& factor : factors) levels.push_back(factor.levels.size());
    return product_up_to_limit(levels);
}

Design::Design(const DesignSettings& settings, const std::vector<Factor>& factors)
    : settings_(settings), size_(design_size(settings, factors)) {
    ensure(size_ <= kMaxPoints, "a design has no more points than allowed");
    if (has_blocks(settings.kind)) block_ = block_rows(settings, factors.size());
    if (!is_sampled(settings.kind)) return;
    std::vector<std::string> names;
    for (const Factor& factor : factors) names.push_back(factor.name);
    sample_ = sampled_design(settings, names);
}

std::uint64_t Design::campaign_set(std::uint64_t number) const {
    if (block_ == 0) return 0;
    const std::uint64_t row = number / settings_.replications;
    return row / block_ * settings_.replications + number % settings_.replications;
}

std::vector<FactorValue> Design::point(const std::vector<Factor>& factors, std::uint64_t number) const {
    ensure(number < size_, "the point is in the design");
    std::vector<FactorValue> values(factors.size());
    std::uint64_t rest = number;
    for (std::size_t f = factors.size(); f-- > 0;) {
        const Factor& factor = factors[f];
        switch (settings_.kind) {
            case DesignKind::kFactorial:
                values[f] = level_value(factor, rest % factor.levels.size());
                rest /= factor.levels.size();
                break;
            case DesignKind::kList:
                values[f] = level_value(factor, number);
                break;
            case DesignKind::kOneAtATime: {
                const std::uint64_t first = levels_before(factors, f);
                if (number >= first && number < first + factor.levels.size())
                    values[f] = level_value(factor, number - first);
                break;
            }
            default:
                values[f] =
                    sampled_value(factor, sample_[number / settings_.replications * factors.size() + f]);
        }
    }
    return values;
}

}  // namespace offramp
