# SPDX-License-Identifier: Apache-2.0
"""Runs scripts/check_counts (the first argument) on small trees whose documents count right and wrong."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK_COUNTS = sys.argv.pop(1)

TABLE = """# A comment, with a comma.
id,group,date,acute_end,settled,trigger_class,response_severity,days_to_talks
A,us_china,2001-01-01,2001-01-01,2001-01-03,taiwan,5,7
B,us_china,2002-01-01,2002-01-05,2002-01-11,taiwan,4,
C,us_china,2003-01-01,2003-01-02,2003-02-10,taiwan,1,0
D,us_china,2004-01-01,2004-01-03,2004-01-31,intercept,1,0
E,third_party,2005-01-01,2005-01-01,2005-01-01,taiwan,5,0
"""
SCENARIO = """a: 1  # [incidents] 2 of 3 triggers
      #   over Taiwan
"""
TAIWAN = "scenarios/a.yaml | trigger_class=taiwan | response_severity>=4 | {with} of {rows} triggers over Taiwan\n"


class CheckCounts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("scenarios/history/incidents.csv", TABLE)
        self.write("scenarios/a.yaml", SCENARIO)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def check(self, cited):
        self.write("tests/counts/cited.txt", cited)
        run = subprocess.run([sys.executable, CHECK_COUNTS, self.root], capture_output=True, text=True, check=False)
        return run.returncode, run.stdout + run.stderr

    def test_a_right_count_passes_over_line_breaks_and_marks(self):
        self.assertEqual(self.check("# A comment.\n\n" + TAIWAN), (0, ""))

    def test_a_wrong_count_is_told_with_the_right_one(self):
        self.write("scenarios/a.yaml", "a: 1  # [incidents] 3 of 3 triggers over Taiwan\n")
        code, said = self.check(TAIWAN)
        self.assertEqual(code, 1)
        self.assertIn("cited.txt:1: scenarios/a.yaml does not say '2 of 3 triggers over Taiwan'", said)
        self.assertIn("scenarios/a.yaml:1: '3 of 3' is not in tests/counts/cited.txt", said)

    def test_a_count_that_nobody_listed_is_told(self):
        code, said = self.check("")
        self.assertEqual(code, 1)
        self.assertIn("scenarios/a.yaml:1: '2 of 3' is not in", said)

    def test_what_the_columns_cannot_say_is_listed_by_hand(self):
        self.assertEqual(self.check("scenarios/a.yaml | by hand | told in words | 2 of 3 triggers\n"), (0, ""))

    def test_a_number_above_which_it_is_and_a_year_are_no_counts(self):
        self.write("scenarios/a.yaml", "a: 1  # [incidents] none in >180 of 2021-23\n")
        self.assertEqual(self.check(""), (0, ""))

    def test_groups_empty_cells_days_and_quantiles(self):
        self.write("a.md", "5 rows, 1 elsewhere; 1 of 2 known; 2 of 4 after a day; median 10, p75 30, from 2003 on 2\n")
        cited = TAIWAN + "".join(
            f"a.md | {line}\n"
            for line in [
                "group=us_china,third_party | group=third_party | {rows} rows, {with} elsewhere",
                "trigger_class=taiwan days_to_talks>=0 | days_to_talks>=1 | {with} of {rows} known",
                "all | acute_days>=2 | {with} of {rows} after a day",
                "all | all | median {median days_to_settlement}, p75 {p75 days_to_settlement},",
                "year>=2003 | all | from 2003 on {rows}",
            ]
        )
        self.assertEqual(self.check(cited), (0, ""))

    def test_what_is_still_open_is_not_known(self):
        self.write("scenarios/history/incidents.csv", TABLE + "F,us_china,2026-01-01,>2026-02-01,>2026-02-01,taiwan,3,>31\n")
        self.write("scenarios/a.yaml", "a: 1  # [incidents] 2 of 4 triggers over Taiwan\n")
        self.write("a.md", "5 rows, 2 tense for a day at most, 3 for a day or more; 1 of 4 cut; p75 30\n")
        cited = TAIWAN + "".join(
            f"a.md | {line}\n"
            for line in [
                "all | acute_days<=1 | {rows} rows, {with} tense for a day at most",
                "all | acute_days>=1 | {with} for a day or more",
                "trigger_class=taiwan | days_to_talks>=1 | {with} of {rows} cut",
                "all | all | p75 {p75 days_to_settlement}",
            ]
        )
        self.assertEqual(self.check(cited), (0, ""))

    def test_a_column_that_there_is_not_is_refused(self):
        code, said = self.check("a.md | triger_class=taiwan | all | {rows}\n")
        self.assertNotEqual(code, 0)
        self.assertIn("'triger_class=taiwan' is no condition on a column", said)


if __name__ == "__main__":
    unittest.main()
