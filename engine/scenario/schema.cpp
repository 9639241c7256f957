// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/schema.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/scenario/format_traits.hpp"
#include "engine/scenario/scenario.hpp"
#include "engine/scenario/value_text.hpp"

namespace offramp {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kName = "^[a-z][a-z0-9_-]*$";
constexpr const char* kNumber = "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?";
constexpr const char* kTimeUnit = "(min|minutes?|h|hours?|d|days?|w|weeks?|y|years?)";

Json reference(std::string_view definition) {
    return {{"$ref", "#/definitions/" + std::string(definition)}};
}

Json with_range(Json schema, const Range& range) {
    if (std::isfinite(range.low)) schema[range.without_low ? "exclusiveMinimum" : "minimum"] = range.low;
    if (std::isfinite(range.high)) schema["maximum"] = range.high;
    return schema;
}

Json closed_object(Json properties) {
    return {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

Json map_of(Json value) {
    return {{"type", "object"}, {"additionalProperties", std::move(value)}};
}

class Schema {
  public:
    template <class T>
    void operator()(const Field& field, const T& default_value) {
        Json schema = schema_of(field, default_value);
        std::string description(field.meaning);
        if (!field.unit.empty()) description += "; " + std::string(field.unit);
        if (field.required) description += " (required)";
        add(field, std::move(schema), description);
        add_default(field, default_value);
    }

    template <class Body>
    void group(const Field& field, Body&& body) {
        Json outer = std::exchange(properties, Json::object());
        body();
        Json inner = std::exchange(properties, std::move(outer));
        add(field, closed_object(std::move(inner)), std::string(field.meaning));
    }

    Json properties = Json::object();

  private:
    // Beside a $ref, draft 7 ignores everything: the description goes around it.
    void add(const Field& field, Json schema, const std::string& description) {
        if (schema.contains("$ref")) schema = {{"allOf", Json::array({std::move(schema)})}};
        Json described = {{"description", description}};
        described.update(schema);
        properties[std::string(field.key)] = std::move(described);
    }

    template <class T>
    void add_default(const Field& field, const T& value) {
        if (field.required) return;
        Json& schema = properties[std::string(field.key)];
        if constexpr (std::same_as<T, double> || std::same_as<T, int> || std::same_as<T, bool>) {
            schema["default"] = value;
        } else if constexpr (std::same_as<T, Hours> || std::same_as<T, PerHour> || Enum<T>) {
            schema["default"] = value_text(value);
        }
    }

    template <class T>
    static Json struct_schema(const T& value) {
        Schema inner;
        describe(inner, value);
        return closed_object(std::move(inner.properties));
    }

    template <class T>
    static Json schema_of(const Field& field, const T& value) {
        if constexpr (kIsOptional<T>) {
            return schema_of(field, typename T::value_type{});
        } else if constexpr (kIsPerActor<T>) {
            Json one = schema_of(field, value[0]);
            Json each = map_of(one);
            each["maxProperties"] = kActors;
            return {{"anyOf", Json::array({std::move(one), std::move(each)})}};
        } else if constexpr (std::same_as<T, bool>) {
            return {{"type", "boolean"}};
        } else if constexpr (std::same_as<T, int>) {
            return with_range({{"type", "integer"}}, field.range);
        } else if constexpr (std::same_as<T, double>) {
            return with_range({{"type", "number"}}, field.range);
        } else if constexpr (std::same_as<T, std::string>) {
            return field.key == "name" ? reference("name")
                                       : Json{{"type", Json::array({"string", "number"})}};
        } else if constexpr (std::same_as<T, Hours>) {
            return reference("duration");
        } else if constexpr (std::same_as<T, PerHour>) {
            return reference("rate");
        } else if constexpr (std::same_as<T, Date>) {
            return reference("date");
        } else if constexpr (std::same_as<T, Reference>) {
            return reference("name");
        } else if constexpr (AnyGlm<T>) {
            return reference(std::string(definition_of<T>()));
        } else if constexpr (Enum<T>) {
            Json names = Json::array();
            for (const auto& [candidate, name] : kEnumNames<T>) names.push_back(name);
            return {{"enum", std::move(names)}};
        } else if constexpr (kIsVector<T>) {
            return list_schema<typename T::value_type>(field);
        } else {
            return struct_schema(value);
        }
    }

    template <class T>
    static Json list_schema(const Field& field) {
        if constexpr (NamedBody<T>) {
            // null: removes what is inherited
            Json schema = map_of({{"anyOf", Json::array({struct_schema(T{}), {{"type", "null"}}})}});
            schema["type"] = Json::array({"object", "null"});
            schema["propertyNames"] = reference("name");
            return schema;
        } else if constexpr (std::same_as<T, Weight>) {
            return map_of(with_range({{"type", "number"}}, field.range));
        } else if constexpr (std::same_as<T, DatedValue>) {
            return map_of({{"type", Json::array({"string", "number", "boolean"})}});
        } else {
            Json item = schema_of(field, T{});
            Json list = {{"type", Json::array({"array", "null"})}, {"items", item}};
            constexpr bool is_single =
                std::same_as<T, Reference> || std::same_as<T, double> || std::same_as<T, Date>;
            return is_single ? Json{{"anyOf", Json::array({std::move(item), std::move(list)})}} : list;
        }
    }

    template <AnyGlm G>
    static constexpr std::string_view definition_of() {
        if constexpr (std::same_as<G, RateGlm>) return "rate_model";
        if constexpr (std::same_as<G, ProbabilityGlm>) return "probability_model";
        if constexpr (std::same_as<G, ScoreGlm>) return "score_model";
        return "duration_model";
    }

  public:
    // A base alone, or a map of base and effects.
    template <AnyGlm G>
    static void define_model(Json& definitions) {
        const Field base_field{
            .key = "base", .meaning = "the value when all features are 0", .range = kGlm<G>.range};
        Json base = schema_of(base_field, GlmBase<G>{});
        Json properties = {{"base", base}, {"effects", map_of({{"type", "number"}})}};
        properties["effects"]["description"] =
            "feature: coefficient, added up on the " + std::string(kGlm<G>.link) + " scale";
        if constexpr (std::same_as<G, DurationGlm>) {
            properties["family"] = schema_of(base_field, DurationFamily{});
            properties["shape"] = {{"type", "number"}, {"exclusiveMinimum", 0}};
        }
        definitions[std::string(definition_of<G>())] = {
            {"anyOf", Json::array({std::move(base), closed_object(std::move(properties))})}};
    }
};

Json definitions() {
    const std::string number = kNumber, unit = kTimeUnit;
    Json result = {
        {"name", {{"type", "string"}, {"pattern", kName}, {"maxLength", 64}}},
        {"duration", {{"type", "string"}, {"pattern", "^" + number + " *" + unit + "$"}}},
        {"rate", {{"type", "string"}, {"pattern", "^" + number + " */ *" + unit + "$"}}},
        {"date", {{"type", "string"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}Z?)?$"}}},
    };
    Schema::define_model<RateGlm>(result);
    Schema::define_model<ProbabilityGlm>(result);
    Schema::define_model<ScoreGlm>(result);
    Schema::define_model<DurationGlm>(result);
    return result;
}

}  // namespace

std::string scenario_schema() {
    Schema schema;
    const Scenario defaults;
    describe(schema, defaults);
    const Json file = {{"type", "string"}};
    schema.properties["include"] = {
        {"description", "files that this one builds on, beside it; they are merged first"},
        {"anyOf", Json::array({file, {{"type", "array"}, {"items", file}}})}};
    schema.properties["for"] = {
        {"description", "of a policy: the scenario with which `offramp validate` checks it"},
        {"type", "string"}};
    Json root = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", "Offramp scenario or policy"}};
    root.update(closed_object(std::move(schema.properties)));
    root["definitions"] = definitions();
    return root.dump(1) + "\n";
}

}  // namespace offramp
