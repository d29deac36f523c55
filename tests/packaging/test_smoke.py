import random
import shutil

import pytest
from PySide6.QtGui import QImage


@pytest.fixture(scope="module")
def smoke(load_script):
    return load_script("smoke")


@pytest.fixture(scope="module")
def whole_tour(tmp_path_factory, smoke):
    """A folder as the tour leaves it."""
    out = tmp_path_factory.mktemp("tour")
    chance = random.Random(7)
    names = [
        f"{page}-{shade}-{width}.png"
        for page in smoke.PAGES
        for shade in smoke.SHADES
        for width in smoke.SIZES
    ]
    for name in names:
        width = int(name[-8:-4])
        image = QImage(width, smoke.SIZES[width], QImage.Format.Format_RGB32)
        for y in range(image.height()):
            image.setPixel(0, y, chance.randrange(1 << 24))
        image.save(str(out / name))
    pictures = "".join(f'<img alt="a page" src="{name}">' for name in names)
    (out / "report.html").write_text(f"<html>{pictures}</html>")
    return out


@pytest.fixture
def tour(tmp_path, whole_tour):
    return shutil.copytree(whole_tour, tmp_path / "tour")


def test_a_whole_tour_has_no_problem(smoke, tour):
    assert smoke.report_problem(tour) == ""


def test_a_missing_report_is_a_problem(smoke, tmp_path):
    assert smoke.report_problem(tmp_path) == "the tour wrote no report.html."


def test_a_page_that_the_report_lacks_is_a_problem(smoke, tour):
    report = tour / "report.html"
    report.write_text(report.read_text().replace("grid-dark-1180.png", "grid.png"))

    assert smoke.report_problem(tour) == "report.html lacks grid-dark-1180.png."


def test_a_missing_picture_is_a_problem(smoke, tour):
    (tour / "bench-light-1440.png").unlink()

    assert smoke.report_problem(tour) == "bench-light-1440.png is missing or no picture."


def test_a_picture_of_another_size_is_a_problem(smoke, tour):
    QImage(1440, 720, QImage.Format.Format_RGB32).save(str(tour / "grid-dark-1440.png"))

    assert smoke.report_problem(tour) == "grid-dark-1440.png is 1440 by 720 pixels."


def test_a_flat_picture_is_a_problem(smoke, tour):
    flat = QImage(1180, 720, QImage.Format.Format_RGB32)
    flat.fill(0xFFFFFF)
    flat.save(str(tour / "metrics-light-1180.png"))

    assert smoke.report_problem(tour) == "metrics-light-1180.png shows next to nothing."


def test_an_app_that_is_not_there_is_a_problem(smoke, tmp_path):
    problem = smoke.tour_problem(tmp_path / "workbench", tmp_path)

    assert problem == f"{tmp_path / 'workbench'} is missing."


def test_an_app_that_fails_is_a_problem_with_its_last_words(smoke, tmp_path):
    app = tmp_path / "workbench"
    app.write_text("#!/bin/sh\necho no models here >&2\nexit 3\n")
    app.chmod(0o755)

    assert smoke.tour_problem(app, tmp_path) == "the tour ended with 3. It said:\nno models here\n"
