// SPDX-License-Identifier: Apache-2.0
#include "engine/base/file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;
namespace fs = std::filesystem;

TEST_CASE("a file is read whole, up to a limit") {
    const TemporaryDirectory directory;
    const fs::path file = directory.path() / "a";
    const std::string bytes = std::string("\0\r\n\xFF", 4) + std::string(1 << 20, 'x');
    write_text(file, bytes);
    CHECK(read_file(file) == bytes);
    CHECK(read_file(file, bytes.size()) == bytes);
    CHECK_THROWS_WITH(read_file(file, bytes.size() - 1), contains("a: is larger than 1 MiB"));
    CHECK(first_bytes(file, 4, PathUse::kInput) == bytes.substr(0, 4));
    CHECK(first_bytes(file, 2 << 20, PathUse::kInput) == bytes);
    write_text(file, "");
    CHECK(read_file(file, 0).empty());
}

TEST_CASE("what cannot be read says why, at the place that names it") {
    const TemporaryDirectory directory;
    const fs::path file = directory.path() / "a";
    CHECK_THROWS_WITH(read_file(file), contains("a: cannot be read: there is no such file"));
    CHECK_THROWS_WITH(read_file(directory.path()), contains(": is a directory, not a file"));
    CHECK_THROWS_WITH(read_file("/dev/null"), contains("/dev/null: is neither a regular file nor a pipe"));
    try {
        read_file(file, 10, {"b.yaml", 3, 5});
        FAIL("there is no such file");
    } catch (const InputError& error) {
        CHECK(error.diagnostics().at(0).where == Location{"b.yaml", 3, 5});
        CHECK(error.diagnostics().at(0).message ==
              "'" + file.string() + "' cannot be read: there is no such file");
    }
}

TEST_CASE("a path that cannot be looked at is told apart from one where nothing is") {
    const TemporaryDirectory directory;
    const fs::path loop = directory.path() / "loop";
    fs::create_symlink("loop", loop);
    write_text(directory.path() / "file", "x");
    CHECK(kind_of(directory.path() / "none", PathUse::kInput) == PathKind::kNothing);
    CHECK(kind_of(directory.path() / "file" / "below", PathUse::kInput) == PathKind::kNothing);
    CHECK(kind_of(directory.path() / "file", PathUse::kInput) == PathKind::kFile);
    CHECK(kind_of(directory.path(), PathUse::kInput) == PathKind::kDirectory);
    CHECK(kind_of("/dev/null", PathUse::kInput) == PathKind::kOther);
    CHECK_FALSE(is_there(directory.path() / "none"));
    const fs::path long_name = directory.path() / std::string(300, 'n');
    for (const fs::path& path : {loop, loop / "below", long_name}) {
        const std::string reason =
            path == long_name ? "File name too long" : "Too many levels of symbolic links";
        CHECK(is_there(path));
        CHECK_THROWS_WITH(kind_of(path, PathUse::kInput), path.string() + ": cannot be looked at: " + reason);
        CHECK_THROWS_AS(kind_of(path, PathUse::kInput), InputError);
        CHECK_THROWS_AS(kind_of(path, PathUse::kOutput), RuntimeFailure);
        CHECK_THROWS_WITH(read_file(path), path.string() + ": cannot be read: " + reason);
        CHECK_THROWS_AS(first_bytes(path, 1, PathUse::kOutput), RuntimeFailure);
        CHECK_THROWS_AS(entries_of(path, PathUse::kInput), InputError);
    }
}

TEST_CASE("a directory is listed") {
    const TemporaryDirectory directory;
    CHECK(entries_of(directory.path(), PathUse::kInput).empty());
    write_text(directory.path() / "a", "");
    write_text(directory.path() / "b" / "c", "");
    std::vector<fs::path> entries = entries_of(directory.path(), PathUse::kInput);
    std::sort(entries.begin(), entries.end());
    CHECK(entries == std::vector<fs::path>{directory.path() / "a", directory.path() / "b"});
    CHECK_THROWS_WITH(entries_of(directory.path() / "a", PathUse::kInput),
                      contains("a: cannot be read: Not a directory"));
}

TEST_CASE("a pipe is read to its end, once, and gives the same again") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const std::string path = "/dev/fd/" + std::to_string(ends[0]);
    const std::string text(200'000, 'x');  // more than a pipe holds at a time
    std::jthread writer([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        for (std::size_t at = 0; at < text.size();) {
            const ssize_t size = ::write(ends[1], text.data() + at, text.size() - at);
            if (size <= 0) break;
            at += static_cast<std::size_t>(size);
        }
        ::close(ends[1]);
    });
    CHECK(kind_of(path, PathUse::kInput) == PathKind::kPipe);
    CHECK(read_file(path) == text);
    CHECK(read_file(path) == text);
    CHECK_THROWS_WITH(read_file(path, 10), contains("is larger than 0 MiB"));
    CHECK(first_bytes(path, 4, PathUse::kInput).empty());
    ::close(ends[0]);
}

TEST_CASE("a pipe that nobody writes to is not waited for") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() / "fifo";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    CHECK_THROWS_WITH(read_file(path), contains("fifo: is a pipe that nothing was written to"));
    CHECK_THROWS_WITH(read_file(""), contains("the name of a file is empty"));
}
