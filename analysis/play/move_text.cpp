// SPDX-License-Identifier: Apache-2.0
#include "analysis/play/move_text.hpp"

#include <fmt/format.h>

#include "analysis/narration.hpp"
#include "analysis/text_layout.hpp"

namespace offramp {

std::string answer_text(const Model& model, const SeatQuestion& question, int answer) {
    if (question.talk) {
        const Talk& talk = *question.talk;
        return (answer == 0 ? "accept " : "refuse ") +
               terms_text(talk.move[at(talk.caller)].terms, talk.caller, model.titles);
    }
    const int side = question.view.side;
    const Move& move = question.view.moves[answer];
    const int rung = question.view.state.rungs[at(side)];
    std::string text = model.titles.actions[at(move.action)];
    if (move.target != rung)
        text += fmt::format(": to rung {} ({})", move.target, model.titles.rungs[at(move.target)]);
    if (move.channel >= 0) {
        text += fmt::format(": over {}, {}", model.titles.channels[at(move.channel)],
                            terms_text(move.terms, side, model.titles));
    }
    return text;
}

}  // namespace offramp
