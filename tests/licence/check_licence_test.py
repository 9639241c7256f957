# SPDX-License-Identifier: Apache-2.0
"""Runs scripts/check_licence (the first argument) on small trees with and without the line."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK_LICENCE = sys.argv.pop(1)
TAG = "SPDX-License-Identifier: Apache-2.0"

# What --fix makes of a file: its name, its text before and after.
FIXED = [
    ("a.hpp", "// What it is.\n#pragma once\n", f"// {TAG}\n// What it is.\n#pragma once\n"),
    ("a.cpp", '#include "a.hpp"\n', f'// {TAG}\n#include "a.hpp"\n'),
    ("CMakeLists.txt", "project(a)\n", f"# {TAG}\nproject(a)\n"),
    ("a.cmake.in", "@PACKAGE_INIT@\n", f"# {TAG}\n@PACKAGE_INIT@\n"),
    ("scripts/go", "#!/bin/sh\n# Goes.\ngo\n", f"#!/bin/sh\n# {TAG}\n# Goes.\ngo\n"),
    ("a.py", '"""Says."""\n', f'# {TAG}\n"""Says."""\n'),
    ("a.mjs", "// Says.\nsay();\n", f"// {TAG}\n// Says.\nsay();\n"),
    ("a.css", "p { margin: 0 }\n", f"/* {TAG} */\np {{ margin: 0 }}\n"),
    ("a.html", "<!DOCTYPE html>\n<html>\n", f"<!DOCTYPE html>\n<!-- {TAG} -->\n<html>\n"),
    ("a.yaml", "# A scenario.\nname: a", f"# A scenario.\nname: a\n# {TAG}\n"),
    ("empty.cpp", "", f"// {TAG}\n"),
]
# What needs no line: data, documentation, what is built.
LEFT = {
    "a.csv": "date,count\n",
    "a.json": "{}\n",
    "a.md": "# A\n",
    "LICENSE": "Apache License\n",
    "build/a.cpp": "int a;\n",
    "page/node_modules/b/b.js": "b();\n",
    "picture": "\x00\x01",
}


class CheckLicence(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, files):
        for path, text in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def check(self, *arguments):
        done = subprocess.run([sys.executable, CHECK_LICENCE, *arguments, self.root], capture_output=True, text=True)
        return done.returncode, done.stderr

    def texts(self):
        return {file.relative_to(self.root).as_posix(): file.read_text() for file in self.root.rglob("*") if file.is_file()}

    def test_each_kind_of_file(self):
        for path, before, after in FIXED:
            with self.subTest(path):
                self.write({path: before})
                status, messages = self.check()
                self.assertEqual(status, 1)
                self.assertIn(f"{path}: no line", messages)
                self.assertEqual(self.check("--fix"), (0, ""))
                self.assertEqual(self.texts()[path], after)

    def test_fixing_twice_changes_nothing(self):
        self.write({path: before for path, before, _ in FIXED} | LEFT)
        self.assertEqual(self.check("--fix"), (0, ""))
        fixed = self.texts()
        self.assertEqual(fixed, {path: after for path, _, after in FIXED} | LEFT)
        self.assertEqual(self.check(), (0, ""))
        self.assertEqual(self.check("--fix"), (0, ""))
        self.assertEqual(self.texts(), fixed)

    def test_another_licence_is_not_ours(self):
        self.write({"a.cpp": "// SPDX-License-Identifier: MIT\n", "b.cpp": f"// Not {TAG}\n"})
        self.assertIn("2 of 2 files", self.check()[1])

    def test_empty_tree(self):
        self.write({"README.md": ""})
        self.assertEqual(self.check()[0], 1)


unittest.main()
