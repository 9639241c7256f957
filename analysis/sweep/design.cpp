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
    }
    throw InternalError("unknown kind of design");
}

std::vector<double> sampled_design(const DesignSettings& settings, std::span<const std::string> factors) {
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
    if (is_sampled(settings.kind)) return settings.points;
    if (settings.kind == DesignKind::kOneAtATime) return levels_before(factors, factors.size());
    if (settings.kind == DesignKind::kList) return factors.empty() ? 1 : factors.front().levels.size();
    std::uint64_t size = 1;
    for (const Factor& factor : factors) size = std::min(size * factor.levels.size(), kMaxPoints + 1);
    return size;
}

Design::Design(const DesignSettings& settings, const std::vector<Factor>& factors)
    : settings_(settings), size_(design_size(settings, factors)) {
    ensure(size_ <= kMaxPoints, "a design has no more points than allowed");
    if (!is_sampled(settings.kind)) return;
    std::vector<std::string> names;
    for (const Factor& factor : factors) names.push_back(factor.name);
    sample_ = sampled_design(settings, names);
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
                values[f] = sampled_value(factor, sample_[number * factors.size() + f]);
        }
    }
    return values;
}

}  // namespace offramp
