// SPDX-License-Identifier: Apache-2.0
#include "engine/base/elementary.hpp"

#include <sleef.h>

#include <cmath>

#include "engine/base/exponential.hpp"

// SLEEF's deterministic functions (the cinz family: no fused multiply-add); exponentials by fewer
// instructions where they are in range.
namespace offramp::elementary {

double exp(double x) {
    return std::abs(x) <= 700.0 ? SplitExponential<double>(x).exp() : Sleef_cinz_expd1_u10purec(x);
}

double expm1(double x) {
    // Further out the power of two is not 1, and taking 1 off loses a digit.
    return std::abs(x) < 0.34 ? SplitExponential<double>(x).expm1() : Sleef_cinz_expm1d1_u10purec(x);
}

double log(double x) {
    return Sleef_cinz_logd1_u10purec(x);
}

double log1p(double x) {
    return Sleef_cinz_log1pd1_u10purec(x);
}

double log10(double x) {
    return Sleef_cinz_log10d1_u10purec(x);
}

double pow(double x, double y) {
    return Sleef_cinz_powd1_u10purec(x, y);
}

double sin(double x) {
    return Sleef_cinz_sind1_u10purec(x);
}

double cos(double x) {
    return Sleef_cinz_cosd1_u10purec(x);
}

}  // namespace offramp::elementary
