// SPDX-License-Identifier: Apache-2.0
// Reads the keys of a JSON object that somebody else wrote, and tells every problem at once.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"

namespace offramp {

/// Ask for the keys, then finish(). What cannot be read is noted, and something harmless returned.
class JsonObject {
  public:
    /// Throws InputError where it is no object. @param where  what the object is, for messages
    JsonObject(const nlohmann::ordered_json& json, std::string where);

    bool has(const std::string& key);  ///< and is not null

    std::string text(const std::string& key);
    int name(const std::string& key, std::span<const std::string> known);  ///< its place; -1: unknown
    double number(const std::string& key, double low, double high);
    std::uint64_t count(const std::string& key);  ///< a whole number from 0
    std::uint64_t count(const std::string& key, std::uint64_t low, std::uint64_t high);
    std::vector<std::string> texts(const std::string& key);
    nlohmann::ordered_json list(const std::string& key);
    nlohmann::ordered_json value(const std::string& key, const char* expected);  ///< whatever it is
    nlohmann::ordered_json any(const std::string& key);                          ///< null where there is none

    /// Throws InputError with all that was found, and with keys that nobody asked for.
    void finish();

  private:
    const nlohmann::ordered_json* find(const std::string& key, const char* expected);
    void refuse(const std::string& key, std::string message, std::string hint = {});

    const nlohmann::ordered_json* json_;
    std::string where_;
    std::vector<std::string> asked_;
    std::vector<Diagnostic> problems_;
};

}  // namespace offramp
