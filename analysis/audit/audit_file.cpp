// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/audit_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <string_view>

#include "analysis/audit/audit_json.hpp"
#include "analysis/writer_lock.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp {
namespace {

using Json = nlohmann::ordered_json;

const auto* found_in(const auto& found, const std::string& key) {
    const auto place = found.find(key);
    return place == found.end() ? nullptr : &place->second;
}

}  // namespace

AuditFile::AuditFile(std::filesystem::path path, const Json& plan)
    : path_(std::move(path)), folders_(path_.parent_path(), path_), descriptor_(open_locked(path_, path_)) {
    const std::string text = read_file(path_);
    const std::string first = plan.dump() + '\n';
    if (!text.starts_with(first) && !first.starts_with(text)) {
        ::close(descriptor_);
        throw InputError({path_.string()}, "holds another audit, or something else",
                         "another name begins a new one");
    }
    std::size_t whole = 0;  // what follows was cut off by a stop
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', whole)) {
        const std::string_view line = std::string_view(text).substr(whole, end - whole);
        if (whole > 0) {
            try {
                take(Json::parse(line));
            } catch (const Json::exception&) {
                break;  // damaged from here on: audited again
            }
        }
        whole = end + 1;
    }
    if (whole < text.size() && ::ftruncate(descriptor_, static_cast<off_t>(whole)) != 0)
        fail_at(path_, PathUse::kOutput, "shortened", system_error());
    ::lseek(descriptor_, 0, SEEK_END);
    if (whole == 0) write(plan);
}

AuditFile::~AuditFile() {
    ::close(descriptor_);
}

AuditMemory AuditFile::memory() {
    return {.number = [this](const std::string& path) { return found_in(numbers_, path); },
            .keep_number = [this](const AuditedNumber& number) { write(number_json(number)); },
            .point = [this](const std::string& key) { return found_in(points_, key); },
            .keep_point =
                [this](const std::string& key, const JointPoint& point) {
                    Json line = {{"moved", key}};
                    line.update(point_json(point));
                    write(line);
                }};
}

void AuditFile::take(const Json& line) {
    if (line.contains("moved")) {
        points_.insert_or_assign(line["moved"].get<std::string>(), point_in(line));
    } else {
        AuditedNumber number = number_in(line);
        numbers_.insert_or_assign(number.path, std::move(number));
    }
}

void AuditFile::write(const Json& line) {
    write_all(descriptor_, line.dump() + '\n', path_);
    if (::fdatasync(descriptor_) != 0) fail_at(path_, PathUse::kOutput, "written", system_error());
}

}  // namespace offramp
