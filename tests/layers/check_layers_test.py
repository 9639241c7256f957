# SPDX-License-Identifier: Apache-2.0
"""Runs scripts/check_layers (the first argument) on small trees that keep or break the rules."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK_LAYERS = sys.argv.pop(1)


def check(files):
    """Exit status and messages of the check on a tree of {path: text}."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, CHECK_LAYERS, folder], capture_output=True, text=True)
        return done.returncode, done.stderr


class CheckLayers(unittest.TestCase):
    def assert_broken(self, files, message):
        status, messages = check(files)
        self.assertEqual(status, 1)
        self.assertIn(message, messages)

    def assert_kept(self, files):
        self.assertEqual(check(files), (0, ""))

    def test_includes_that_point_down(self):
        self.assert_kept(
            {
                "engine/base/error.hpp": '#include <string>\n#include "engine/base/diagnostic.hpp"\n',
                "engine/sim/campaign.cpp": '#include "engine/random/stream.hpp"\n',
                "analysis/batch.cpp": '#include "engine/sim/campaign.hpp"\n',
                "cli/run.cpp": '#include "analysis/batch.hpp"\n#include "engine/base/error.hpp"\n',
                "python/src/module.cpp": '#include "analysis/batch.hpp"\n#include "python/src/work.hpp"\n',
                "tests/base/error_test.cpp": '#include "cli/run.hpp"\n',
            }
        )

    def test_include_that_points_up(self):
        self.assert_broken(
            {"engine/model/model.hpp": '// the model\n#include "engine/sim/campaign.hpp"\n'},
            'engine/model/model.hpp:2: "engine/sim/campaign.hpp": engine/model may not use engine/sim',
        )

    def test_elementary_functions_of_the_c_library(self):
        self.assert_broken({"engine/model/a.cpp": "x = std::exp(y);\n"}, "a.cpp:1: std::exp differs between processors")
        self.assert_kept({"engine/model/a.cpp": "x = elementary::exp(std::sqrt(y));\n"})

    def test_angle_brackets_hide_nothing(self):
        self.assert_broken({"engine/base/a.hpp": "#include <analysis/b.hpp>\n"}, "may not use analysis")

    def test_spaces_hide_nothing(self):
        self.assert_broken({"engine/base/a.hpp": '  #  include "cli/b.hpp"\n'}, "may not use cli")

    def test_permission_is_not_inherited(self):
        # agents may use game, and sim may use agents, but sim and game meet nowhere.
        self.assert_broken({"engine/sim/a.cpp": '#include "engine/game/b.hpp"\n'}, "may not use engine/game")

    def test_nothing_uses_the_program_or_the_tests(self):
        self.assert_broken({"analysis/a.cpp": '#include "cli/b.hpp"\n'}, "may not use cli")
        self.assert_broken({"python/src/a.cpp": '#include "cli/b.hpp"\n'}, "python may not use cli")
        self.assert_broken({"analysis/a.cpp": '#include "python/src/b.hpp"\n'}, "analysis may not use python")
        self.assert_broken({"analysis/a.cpp": '#include "tests/catch.hpp"\n'}, "the name of a module")

    def test_unknown_module(self):
        self.assert_broken({"engine/helpers/a.hpp": ""}, "engine/helpers is not a module")
        self.assert_broken({"engine/a.hpp": ""}, "engine is not a module")

    def test_include_relative_to_its_own_folder(self):
        self.assert_broken({"engine/base/a.cpp": '#include "a.hpp"\n'}, "start at the project root")

    def test_empty_tree(self):
        self.assert_broken({"README.md": ""}, "no source files")


unittest.main()
