// SPDX-License-Identifier: Apache-2.0
// Checks a JSON value against a JSON Schema, as far as the protocol's schema goes.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace offramp::testing {

/// What is wrong, with its place; "" where nothing is. Throws for a keyword that it does not know, so that
/// nothing passes unchecked.
class JsonSchema {
  public:
    using Json = nlohmann::ordered_json;

    explicit JsonSchema(const std::string& text) : root_(Json::parse(text)) {}

    std::string problem(const Json& value, const std::string& definition) const {
        return problem(value, root_.at("$defs").at(definition), definition);
    }

  private:
    static bool is_of(const Json& value, const Json& types) {
        if (!types.is_array()) return is_of(value, types.get<std::string>());
        return std::ranges::any_of(types, [&](const Json& type) { return is_of(value, type); });
    }

    static bool is_of(const Json& value, const std::string& type) {
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "string") return value.is_string();
        if (type == "integer") return value.is_number_integer();
        if (type == "number") return value.is_number();
        if (type == "boolean") return value.is_boolean();
        if (type == "null") return value.is_null();
        throw std::logic_error("unknown type " + type);
    }

    std::string problem(const Json& value, const Json& schema, const std::string& place) const {
        for (const auto& [keyword, rule] : schema.items()) {
            std::string found;
            if (keyword == "description" || keyword == "required" || keyword == "properties") continue;
            if (keyword == "$ref") {
                found =
                    problem(value, root_.at(Json::json_pointer(rule.get<std::string>().substr(1))), place);
            } else if (keyword == "anyOf") {
                found = problem_with_all(value, rule, place);
            } else if (keyword == "const") {
                if (value != rule) found = place + " is not " + rule.dump();
            } else if (keyword == "enum") {
                bool is_one = false;
                for (const Json& one : rule) is_one = is_one || value == one;
                if (!is_one) found = place + " is none of " + rule.dump();
            } else if (keyword == "type") {
                if (!is_of(value, rule)) found = place + " is no " + rule.dump() + ": " + value.dump();
            } else if (keyword == "items") {
                for (std::size_t k = 0; found.empty() && k < value.size(); ++k)
                    found = problem(value[k], rule, place + "[" + std::to_string(k) + "]");
            } else if (keyword == "additionalProperties") {
                found = problem_with_keys(value, schema, place);
            } else {
                throw std::logic_error("unknown keyword " + keyword);
            }
            if (!found.empty()) return found;
        }
        return {};
    }

    std::string problem_with_all(const Json& value, const Json& choices, const std::string& place) const {
        std::string all;
        for (const Json& one : choices) {
            const std::string found = problem(value, one, place);
            if (found.empty()) return {};
            all += (all.empty() ? "" : "; ") + found;
        }
        return all;
    }

    std::string problem_with_keys(const Json& value, const Json& schema, const std::string& place) const {
        const Json known = schema.value("properties", Json::object());
        for (const Json& key : schema.value("required", Json::array())) {
            if (!value.contains(key.get<std::string>())) return place + " lacks " + key.dump();
        }
        for (const auto& [key, item] : value.items()) {
            const std::string where = place + "." + key;
            const Json& others = schema.at("additionalProperties");
            if (!known.contains(key) && others.is_boolean()) return where + " is not in the schema";
            const std::string found = problem(item, known.contains(key) ? known.at(key) : others, where);
            if (!found.empty()) return found;
        }
        return {};
    }

    Json root_;
};

}  // namespace offramp::testing
