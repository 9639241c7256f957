// SPDX-License-Identifier: Apache-2.0
#include "engine/game/simultaneous_tree.hpp"

#include "engine/base/index.hpp"

namespace offramp {

namespace {

void grow(const NormalForm& game, int player, int node, std::size_t profile, ExtensiveForm& tree) {
    if (player == game.players()) {
        TreeOutcome outcome;
        outcome.number = static_cast<int>(tree.outcomes.size()) + 1;
        for (int i = 0; i < game.players(); ++i) outcome.payoffs.push_back(game.exact_payoff(profile, i));
        tree.nodes[at(node)].outcome = static_cast<int>(tree.outcomes.size());
        tree.outcomes.push_back(std::move(outcome));
        return;
    }
    tree.nodes[at(node)].information_set = player;
    for (int k = 0; k < game.strategies(player); ++k) {
        const int child = static_cast<int>(tree.nodes.size());
        TreeNode next;
        next.parent = node;
        next.action = k;
        tree.nodes.push_back(std::move(next));
        tree.nodes[at(node)].children.push_back(child);
        grow(game, player + 1, child, profile + static_cast<std::size_t>(k) * game.stride(player), tree);
    }
}

}  // namespace

ExtensiveForm simultaneous_tree(const NormalForm& game) {
    ExtensiveForm tree;
    tree.title = game.title;
    tree.comment = game.comment;
    for (int i = 0; i < game.players(); ++i) {
        tree.players.push_back(game.player(i).name);
        tree.information_sets.push_back({i, 1, "", game.player(i).strategies, {}});
    }
    tree.nodes.emplace_back();
    grow(game, 0, 0, 0, tree);
    return tree;
}

}  // namespace offramp
