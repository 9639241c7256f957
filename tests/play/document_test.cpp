// SPDX-License-Identifier: Apache-2.0
// The session in docs/play.md is what the program says. OFFRAMP_REGENERATE=1 in the environment writes it
// anew.
#include "tests/support/document.hpp"
#include "analysis/play/protocol.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

TEST_CASE("the session in docs/play.md is what the protocol says") {
    const Model m = model_of("tests/fixtures/compact.yaml");
    PlayProtocol protocol(m, nullptr, {{7, 3, {true, false}}, {}});
    std::string text = "```text\n";
    for (const char* request :
         {R"({"do": "state", "id": 1})", R"({"do": "act", "move": "clim"})",
          R"({"do": "act", "move": "climb_two"})",
          R"({"do": "inject", "entry": {"inject": "freeze", "name": "hotline", "by": "cn"}})",
          R"({"do": "save"})", R"({"do": "rewind", "entries": 0})", R"({"do": "step", "until": "end"})"}) {
        constexpr std::size_t kShown = 480;
        std::string reply = protocol.reply(request);
        if (reply.size() > kShown) reply = reply.substr(0, kShown) + " ...";
        text += std::string("> ") + request + "\n< " + reply + "\n";
    }
    testing::check_document_part(OFFRAMP_SOURCE_DIR "/docs/play.md", "session", text + "```\n");
}
