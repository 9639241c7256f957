// SPDX-License-Identifier: Apache-2.0
#include "analysis/optimise.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <nlopt.hpp>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

// What NLopt calls back with. An exception must not pass through its C code.
struct Search {
    const Objective& objective;
    const MinimiseOptions& options;
    nlopt::opt& optimiser;
    Minimum best;
    std::exception_ptr failure;
};

double evaluate(unsigned count, const double* at, double* /*gradient*/, void* data) {
    Search& search = *static_cast<Search*>(data);
    constexpr double kWorst = std::numeric_limits<double>::max();  // NLopt would stumble over infinity
    if (search.options.cancel.stop_requested()) search.optimiser.force_stop();
    if (search.failure || search.options.cancel.stop_requested()) return kWorst;
    double value = kWorst;
    try {
        value = std::min(search.objective({at, count}), kWorst);
    } catch (...) {
        search.failure = std::current_exception();
        search.optimiser.force_stop();
        return kWorst;
    }
    ++search.best.evaluations;
    if (search.best.at.empty() || value < search.best.value) {
        search.best.at.assign(at, at + count);
        search.best.value = value;
    }
    return value;
}

}  // namespace

Minimum minimise(const Objective& objective, std::span<const double> start, std::span<const double> low,
                 std::span<const double> high, const MinimiseOptions& options) {
    ensure(!start.empty() && start.size() == low.size() && start.size() == high.size(),
           "a start and both ends of the box have one number for each coordinate");
    nlopt::opt optimiser(nlopt::LN_SBPLX, static_cast<unsigned>(start.size()));
    Search search{objective, options, optimiser, {}, nullptr};
    std::vector<double> at(start.size());
    std::vector<double> steps;
    std::vector<double> tolerances;
    for (std::size_t k = 0; k < start.size(); ++k) {
        ensure(low[k] < high[k], "a box has a lower and an upper end");
        at[k] = std::clamp(start[k], low[k], high[k]);
        steps.push_back(options.first_step * (high[k] - low[k]));
        tolerances.push_back(options.tolerance * (high[k] - low[k]));
    }
    optimiser.set_min_objective(evaluate, &search);
    optimiser.set_lower_bounds({low.begin(), low.end()});
    optimiser.set_upper_bounds({high.begin(), high.end()});
    optimiser.set_initial_step(steps);
    optimiser.set_xtol_abs(tolerances);
    optimiser.set_maxeval(options.evaluations);
    try {
        double value = 0.0;
        const nlopt::result result = optimiser.optimize(at, value);
        search.best.converged = result == nlopt::XTOL_REACHED || result == nlopt::SUCCESS;
    } catch (const nlopt::roundoff_limited&) {
        search.best.converged = true;  // no step is short enough to tell two points apart
    } catch (const nlopt::forced_stop&) {
        if (search.failure) std::rethrow_exception(search.failure);
    }
    return std::move(search.best);
}

}  // namespace offramp
