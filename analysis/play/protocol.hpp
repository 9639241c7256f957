// SPDX-License-Identifier: Apache-2.0
// The protocol of `offramp play --stdio`: one request in, one reply out, each a JSON object (docs/play.md).
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/play/move_worth.hpp"
#include "analysis/play/play_document.hpp"
#include "analysis/play/session.hpp"

namespace offramp {

/// In bytes: a campaign of many thousand decisions that is loaded is shorter.
inline constexpr std::size_t kLongestRequest = std::size_t{16} << 20U;

/// A campaign in play, with its branches.
class PlayProtocol {
  public:
    /// As for PlaySession, up to where the entries lead.
    PlayProtocol(const Model& model, const std::shared_ptr<TableLibrary>& tables, SavedPlay start);

    /// The reply, in one line without a line feed. What is wrong with a request is a reply too, of the kind
    /// `error`, and changes nothing.
    std::string reply(std::string_view request);

  private:
    friend struct PlayRequests;

    const Model* model_;
    SolvedCrises solved_;
    PlaySession session_;
    std::string branch_ = "main";
    std::map<std::string, std::vector<PlayEntry>> others_;  // branches that are not in play
};

/// The JSON Schema of requests and replies.
std::string play_schema();

}  // namespace offramp
