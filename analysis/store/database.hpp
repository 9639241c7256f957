// SPDX-License-Identifier: Apache-2.0
// SQLite with C++ manners: handles that close themselves, errors that say what to do.
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/file.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace offramp {

/// Bytes that are no text.
struct Blob {
    std::string_view bytes;
};

/// One statement with its parameters, numbered from 1, and its columns, numbered from 0.
class Statement {
  public:
    Statement(sqlite3* database, std::string file, std::string_view sql);

    void bind(int parameter, std::integral auto value) {
        bind_integer(parameter, static_cast<std::int64_t>(value));
    }
    void bind(int parameter, std::optional<double> value);  ///< empty: NULL; so is what is not finite
    void bind(int parameter, std::string_view text);
    void bind(int parameter, Blob blob);

    /// All the parameters, in their order.
    template <class... Values>
    Statement& bind_all(const Values&... values) {
        int parameter = 0;
        (bind(++parameter, values), ...);
        return *this;
    }

    bool step();  ///< true: there is a row
    void run();   ///< to its end, and makes it ready for other parameters
    void reset();

    std::int64_t integer(int column) const;
    std::optional<double> real(int column) const;
    std::string text(int column) const;  ///< of a text or blob; "" for NULL
    bool is_null(int column) const;
    int columns() const;

    /// The value with its type, so that no two values have the same bytes.
    void append_value(std::string& bytes, int column) const;

    /// The row as the parameters, in their order; of another database too.
    Statement& bind_row(const Statement& row);

  private:
    void bind_integer(int parameter, std::int64_t value);
    void check(int code) const;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::string file_;
    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Everything throws RuntimeFailure with the file and, where SQLite's own words help nobody, what they mean;
/// a file that cannot be opened to be read is an InputError. Whatever is in the file is data: no trigger of
/// it runs, it cannot name another file, and its views may not call what has effects.
class Database {
  public:
    enum class Access { kRead, kWrite, kCreate };
    /// `file` is a path, whatever it looks like: SQLite's URIs and ":memory:" mean nothing here.
    Database(std::filesystem::path file, Access access);

    /// One that is gone with the object.
    static Database in_memory() { return Database(); }

    void execute(const std::string& sql);
    Statement prepare(std::string_view sql) const { return {handle_.get(), file_.string(), sql}; }
    std::int64_t number(std::string_view sql) const;  ///< the first column of the first row
    const std::filesystem::path& file() const { return file_; }
    bool is_read_only() const;

  private:
    Database();
    void open(const std::string& name, int flags, PathUse use);
    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::filesystem::path file_;
    std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace offramp
