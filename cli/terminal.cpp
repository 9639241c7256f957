// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>

#include "engine/base/error.hpp"

namespace offramp::cli {
namespace {

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// Of the one standard output that the process has.
bool is_lost = false;
TableForm form_of_tables = TableForm::kText;

/// With # before what is neither empty nor a row of a table.
std::string with_remarks(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end);
        if (line.front() == kRowMark) {
            out += line.substr(1);
        } else {
            out += line.front() == '\n' ? "" : "# ";
            out += line;
        }
    }
    return out;
}

bool is_dumb() {
    return environment("TERM") == "dumb";
}

int width_of(int descriptor) {
    constexpr int kNarrowest = 40;
    constexpr int kUsual = 100;
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return std::max<int>(size.ws_col, kNarrowest);
    }
    const std::string_view columns = environment("COLUMNS");
    int width = kUsual;
    std::from_chars(columns.data(), columns.data() + columns.size(), width);
    return std::max(width, kNarrowest);
}

[[noreturn]] void fail_to_print() {
    throw RuntimeFailure("standard output cannot be written: " + std::generic_category().message(errno));
}

}  // namespace

bool stdout_has_colour() {
    return form_of_tables == TableForm::kText && ::isatty(STDOUT_FILENO) == 1 &&
           environment("NO_COLOR").empty() && !is_dumb();
}

bool stderr_has_progress() {
    return ::isatty(STDERR_FILENO) == 1 && !is_dumb();
}

int stdout_width() {
    return width_of(STDOUT_FILENO);
}

int stderr_width() {
    return width_of(STDERR_FILENO);
}

bool stdout_has_unicode() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const std::string_view locale = environment(name);
        if (locale.empty()) continue;
        return locale.find("UTF-8") != std::string_view::npos ||
               locale.find("utf8") != std::string_view::npos;
    }
    return true;  // containers often say nothing; terminals have long been UTF-8
}

void stream(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && errno == EPIPE) throw ClosedPipe{};
        if (written < 0) fail_to_print();
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

TableForm table_form() {
    return form_of_tables;
}

void set_table_form(TableForm form) {
    form_of_tables = form;
}

void print(std::string_view text) {
    if (stdout_is_lost()) return;
    try {
        stream(form_of_tables == TableForm::kCsv ? with_remarks(text) : text);
    } catch (const ClosedPipe&) {
        return;
    } catch (const RuntimeFailure& failure) {
        is_lost = true;
        complain("offramp: " + std::string(failure.what()) + '\n');
    }
}

bool stdout_is_lost() {
    return is_lost;
}

void close_stdout() {
    if (::close(STDOUT_FILENO) != 0 && errno != EBADF && !is_lost) fail_to_print();
}

void complain(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

}  // namespace offramp::cli
