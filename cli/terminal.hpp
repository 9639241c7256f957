// SPDX-License-Identifier: Apache-2.0
// What the streams of the program are connected to.
#pragma once

#include <cstdint>
#include <string_view>

namespace offramp::cli {

bool stdout_has_colour();    ///< a terminal, for text, and neither NO_COLOR nor TERM=dumb asks for plain text
bool stderr_has_progress();  ///< a terminal that can rewrite a line
int stderr_width();          ///< as stdout_width()
int stdout_width();          ///< columns: of the terminal, else COLUMNS, else 100; at least 40
bool stdout_has_unicode();   ///< unless the locale in the environment says otherwise

/// How tables go to standard output, of which the process has one.
enum class TableForm : std::uint8_t { kText, kMarkdown, kCsv };
TableForm table_form();
void set_table_form(TableForm form);

/// Begins a line of a CSV table in what print() is given: print() takes it away, and puts # before other
/// lines.
inline constexpr char kRowMark = '\x1e';

/// Writes to standard output at once. Whatever comes of it the command goes on, so that nothing else that was
/// asked for is lost: once whoever reads has had enough, as with `| head`, what follows is dropped; so it is
/// once standard output cannot be written, which is complained of, and then stdout_is_lost().
void print(std::string_view text);
bool stdout_is_lost();

/// The same for what is a command's only output: throws ClosedPipe where nobody reads on, RuntimeFailure
/// where it cannot be written.
void stream(std::string_view text);

struct ClosedPipe {};

/// To be called when all is printed: some file systems say only then that they could not take it. Throws
/// RuntimeFailure, unless standard output was lost before.
void close_stdout();

/// Writes to standard error; what cannot be written there is lost.
void complain(std::string_view text);

}  // namespace offramp::cli
