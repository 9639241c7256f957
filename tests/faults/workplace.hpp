// SPDX-License-Identifier: Apache-2.0
// Small inputs in a folder, and another folder for what the program makes of them.
#pragma once

#include <map>
#include <string>

#include "tests/support/temporary_directory.hpp"

namespace offramp::testing {

class Workplace {
  public:
    Workplace();

    /// Arguments in which IN/ and OUT/ stand for the two folders.
    std::string command(std::string arguments) const;
    std::string in(const std::string& name) const { return directory_.path() / "in" / name; }
    std::string out(const std::string& name) const { return directory_.path() / "out" / name; }
    std::string in() const { return directory_.path() / "in"; }
    std::string out() const { return directory_.path() / "out"; }
    std::string cache() const { return directory_.path() / "cache"; }

    /// Empties the folder of outputs.
    void clear() const;

    /// Runs the program, which must succeed, without any fault.
    void run(const std::string& arguments) const;

    /// Keeps the folder of outputs under a name, and brings back what was kept.
    void keep(const std::string& name) const;
    void bring_back(const std::string& name) const;

    /// The finished outputs by name: their bytes; of a store, *.sqlite, its outcomes and
    /// trajectories, whose reading also looks at the checksums of all else.
    std::map<std::string, std::string> outputs() const;

  private:
    TemporaryDirectory directory_;
};

}  // namespace offramp::testing
