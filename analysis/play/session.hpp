// SPDX-License-Identifier: Apache-2.0
// A campaign played from outside. What was decided and injected so far is a list; a campaign hangs on nothing
// else but its seed and number, so that playing it again from the start stops at the next question. To go
// back is a shorter list, to branch is a copy of it, to save is to write it down.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/sim/seats.hpp"
#include "engine/sim/simulator.hpp"

namespace offramp {

struct PlaySetup {
    std::uint64_t seed = 0;
    std::uint64_t campaign = 0;
    Pair<bool> outside{};  ///< which sides are decided for from outside

    friend bool operator==(const PlaySetup&, const PlaySetup&) = default;
};

/// What a side did: the name of a move (move_name()), or `accept` or `refuse` where terms are on the table.
struct SeatDecision {
    int side = 0;
    std::string move;

    friend bool operator==(const SeatDecision&, const SeatDecision&) = default;
};

using PlayEntry = std::variant<SeatDecision, Injection>;

/// A question to a seat, with what it knows.
struct SeatQuestion {
    SeatView view;
    std::optional<Talk> talk;          ///< terms on the table, to be accepted or refused; none: a move
    std::vector<std::string> answers;  ///< names of what can be answered
    std::size_t entry = 0;             ///< which entry answers it
};

/// The action, with `@` and its terms (share of the stakes moved to the caller) where it can carry several.
std::string move_name(const Model& model, const Move& move);

class PlaySession {
  public:
    static constexpr const char* kByRule = "rule";  ///< do what the scenario's own rule would

    /// `model` must outlive it. Starts a campaign, up to its first question.
    /// @param tables  as for Simulator
    PlaySession(const Model& model, const std::shared_ptr<TableLibrary>& tables, const PlaySetup& setup);

    // Each of these throws InputError, and changes nothing, where it cannot be done.

    /// Answers the question. `move`: one of its answers, or kByRule, which is written down as what it did.
    void act(const std::string& move);
    /// Answers by the scenario's rules as long as `go_on` says so of the question that is asked.
    void act_by_rule(const std::function<bool(const SeatQuestion&)>& go_on);
    /// Before the moves of the present round, of which those that were made are taken back.
    void inject(const Injection& injection);
    void rewind(std::size_t entries);              ///< keeps this many
    void replace(std::vector<PlayEntry> entries);  ///< plays these instead
    /// Another campaign of the model, up to where these entries lead.
    void restart(const PlaySetup& setup, std::vector<PlayEntry> entries);

    const Model& model() const { return *model_; }
    const PlaySetup& setup() const { return setup_; }
    const std::vector<PlayEntry>& entries() const { return entries_; }
    const std::optional<SeatQuestion>& question() const { return question_; }  ///< none: it is over
    const std::vector<SeatQuestion>& answered() const { return answered_; }
    const Trajectory& record() const { return record_; }         ///< with all that no side knows
    const CampaignSummary& summary() const { return summary_; }  ///< once it is over

  private:
    using GoOn = std::function<bool(const SeatQuestion&)>;
    void play(std::vector<PlayEntry> entries, const GoOn& by_rule = {});

    const Model* model_;
    Simulator simulator_;
    PlaySetup setup_;
    std::vector<PlayEntry> entries_;
    std::vector<SeatQuestion> answered_;
    std::optional<SeatQuestion> question_;
    std::size_t round_start_ = 0;  // entries before the present round's decisions
    Trajectory record_;
    CampaignSummary summary_;
};

}  // namespace offramp
