// SPDX-License-Identifier: Apache-2.0
// Elementary functions whose results are the same bits on every processor. Those of the C library are not: it
// has several of each and picks one by what the processor can do, and they differ in the last place. All of
// engine and analysis uses these (scripts/check_layers).
#pragma once

namespace offramp::elementary {

// To within four units in the last place, for all arguments; special cases as in C (C17, annex F).
double exp(double x);
double expm1(double x);
double log(double x);
double log1p(double x);
double log10(double x);
double pow(double x, double y);
double sin(double x);
double cos(double x);

}  // namespace offramp::elementary
