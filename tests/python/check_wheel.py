# SPDX-License-Identifier: Apache-2.0
"""Builds the wheel as `pip install .` does, installs it into an environment of its own, and uses what is there.

    check_wheel.py SOURCE WORK CXX WERROR    WORK: an empty folder is made of it; CXX, WERROR: as in the build beside

What the build beside has compiled comes from ccache; where there is none this would compile the engine again, and is
skipped.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

USE = """
import json, sys, offramp
from pathlib import Path
installed = Path(offramp.__file__).parent
assert installed.is_relative_to(sys.prefix), installed
assert (installed / "py.typed").exists() and (installed / "_core.pyi").exists()
scenario = offramp.load(offramp.SCENARIOS / "theory" / "hawkes.yaml")
print(json.dumps(offramp.run(scenario, seed=1, campaigns=20)))
"""


def main() -> None:
    source, work, compiler, strict = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    if not shutil.which("ccache"):
        print("SKIPPED: without ccache the engine would be compiled again")
        return
    shutil.rmtree(work, ignore_errors=True)
    settings = {
        "cmake.define.OFFRAMP_WERROR": strict,
        "cmake.define.CMAKE_CXX_COMPILER_LAUNCHER": "ccache",
        "build-dir": os.fspath(source / "build" / "wheel"),  # as deep as other builds, whose objects it finds again
    }
    build = [sys.executable, "-m", "pip", "wheel", "-q", os.fspath(source), "--no-build-isolation", "--no-deps", "-w",
             os.fspath(work)]
    for key, value in settings.items():
        build.append(f"--config-settings={key}={value}")
    surroundings = {**os.environ, "CXX": compiler, "CCACHE_BASEDIR": os.fspath(source), "CCACHE_NOHASHDIR": "1"}
    surroundings.pop("PYTHONPATH", None)
    subprocess.run(build, check=True, env=surroundings)
    (wheel,) = work.glob("offramp-*.whl")

    venv.create(work / "env", with_pip=False)
    bin_folder = work / "env" / "bin"
    packages = Path(subprocess.run(
        [bin_folder / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        stdout=subprocess.PIPE, text=True, check=True,
    ).stdout.strip())
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")  # NumPy and the like
    subprocess.run(
        [sys.executable, "-m", "pip", "-q", "--python", bin_folder / "python", "install", "--no-deps",
         "--ignore-installed", wheel],
        check=True, env=surroundings,
    )
    used = subprocess.run([bin_folder / "python", "-c", USE], stdout=subprocess.PIPE, text=True, check=True,
                          env=surroundings, cwd=work)
    scenario = packages / "offramp" / "scenarios" / "theory" / "hawkes.yaml"
    printed = subprocess.run([bin_folder / "offramp", "run", scenario, "-s", "1", "-n", "20", "--json"],
                             stdout=subprocess.PIPE, text=True, check=True, env=surroundings)
    assert json.loads(used.stdout) == json.loads(printed.stdout)
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")


main()
