// SPDX-License-Identifier: Apache-2.0
#include "analysis/play/session.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {

namespace {

struct NextQuestion {};  // thrown where the entries have come to an end

/// Answers from the list, as far as it goes.
class ListedSeats final : public Seats {
  public:
    /// @param by_rule  whether a question behind the last entry is answered by rule; empty: none is
    ListedSeats(const Model& model, const PlaySetup& setup, std::vector<PlayEntry> entries,
                const std::function<bool(const SeatQuestion&)>& by_rule)
        : entries(std::move(entries)), model_(model), outside_(setup.outside), by_rule_(by_rule) {}

    bool is_outside(int side) const override { return outside_[at(side)]; }

    std::vector<Injection> round_begins() override {
        std::vector<Injection> due;
        for (; done < entries.size(); ++done) {
            const auto* injection = std::get_if<Injection>(&entries[done]);
            if (injection == nullptr) break;
            due.push_back(*injection);
        }
        round_start = done;
        return due;
    }

    int choose(const SeatView& view, int by_rule) override {
        SeatQuestion asked{view, {}, {}, done};
        for (int a = 0; a < view.moves.size; ++a) asked.answers.push_back(move_name(model_, view.moves[a]));
        return static_cast<int>(answer_to(std::move(asked), static_cast<std::size_t>(by_rule)));
    }

    bool accept(const SeatView& view, const Talk& talk, bool by_rule) override {
        return answer_to({view, talk, {"accept", "refuse"}, done}, by_rule ? 0 : 1) == 0;
    }

    std::vector<PlayEntry> entries;
    std::size_t done = 0;
    std::size_t round_start = 0;
    std::vector<SeatQuestion> answered;
    std::optional<SeatQuestion> question;

  private:
    std::size_t answer_to(SeatQuestion asked, std::size_t by_rule) {
        if (done == entries.size()) {
            if (!by_rule_ || !by_rule_(asked)) {
                question = std::move(asked);
                throw NextQuestion{};
            }
            entries.emplace_back(SeatDecision{asked.view.side, asked.answers[by_rule]});
        }
        const std::string where = fmt::format("entry {}", done + 1);
        auto* decision = std::get_if<SeatDecision>(&entries[done]);
        if (decision == nullptr) {
            throw InputError({}, where + " is injected where a decision is asked for",
                             "an injection comes before all moves of its round");
        }
        const std::string& side = model_.names.actors[at(asked.view.side)];
        if (decision->side != asked.view.side)
            throw InputError({}, fmt::format("{} is not decided by '{}', which is asked", where, side));
        if (decision->move == PlaySession::kByRule) decision->move = asked.answers[by_rule];
        const std::size_t chosen =
            place_among(asked.answers, decision->move,
                        fmt::format("{} cannot do '{}' here ({})", side, decision->move, where));
        answered.push_back(std::move(asked));
        ++done;
        return chosen;
    }

    const Model& model_;
    Pair<bool> outside_;
    const std::function<bool(const SeatQuestion&)>& by_rule_;
};

}  // namespace

std::string move_name(const Model& model, const Move& move) {
    const std::string& action = model.names.actions[at(move.action)];
    const bool several = move.channel >= 0 && model.actions[at(move.action)].terms.size() > 1;
    return several ? fmt::format("{}@{}", action, move.terms) : action;
}

PlaySession::PlaySession(const Model& model, const std::shared_ptr<TableLibrary>& tables,
                         const PlaySetup& setup)
    : model_(&model), simulator_(model, tables), setup_(setup) {
    play({});
}

void PlaySession::act(const std::string& move) {
    if (!question_) throw InputError({}, "the campaign is over: nothing is asked", "rewind, or start anew");
    std::vector<PlayEntry> entries = entries_;
    entries.emplace_back(SeatDecision{question_->view.side, move});
    play(std::move(entries));
}

void PlaySession::act_by_rule(const GoOn& go_on) {
    play(entries_, go_on);
}

void PlaySession::inject(const Injection& injection) {
    if (!question_) throw InputError({}, "the campaign is over: nothing can be injected", "rewind first");
    std::vector<PlayEntry> entries = entries_;
    entries.resize(round_start_);
    entries.emplace_back(injection);
    play(std::move(entries));
}

void PlaySession::rewind(std::size_t entries) {
    if (entries > entries_.size()) {
        throw InputError({},
                         fmt::format("there are {} entries, which cannot be {}", entries_.size(), entries));
    }
    play({entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(entries)});
}

void PlaySession::replace(std::vector<PlayEntry> entries) {
    play(std::move(entries));
}

void PlaySession::restart(const PlaySetup& setup, std::vector<PlayEntry> entries) {
    const PlaySetup before = std::exchange(setup_, setup);
    try {
        play(std::move(entries));
    } catch (...) {
        setup_ = before;
        throw;
    }
}

void PlaySession::play(std::vector<PlayEntry> entries, const GoOn& by_rule) {
    ListedSeats seats(*model_, setup_, std::move(entries), by_rule);
    Trajectory record;
    CampaignSummary summary;
    try {
        summary = simulator_.run({setup_.seed, setup_.campaign}, record, seats);
    } catch (const NextQuestion&) {
        summary = {};  // it is known once the campaign is over
    }
    if (seats.done < seats.entries.size()) {
        throw InputError(
            {}, fmt::format("the campaign is over after {} of {} entries", seats.done, seats.entries.size()));
    }
    entries_ = std::move(seats.entries);
    answered_ = std::move(seats.answered);
    question_ = std::move(seats.question);
    round_start_ = seats.round_start;
    record_ = std::move(record);
    summary_ = summary;
}

}  // namespace offramp
