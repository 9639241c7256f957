// SPDX-License-Identifier: Apache-2.0
// In a build without lrslib: no vertex is visited, and callers make do with one equilibrium.
#include "engine/game/polytope_vertices.hpp"

namespace offramp {

bool lists_vertices() {
    return false;
}

bool for_each_vertex(const Polytope& /*polytope*/, long long /*most_bases*/,
                     const std::function<bool(const VertexView&)>& /*visit*/) {
    return false;
}

}  // namespace offramp
