import itertools
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtWidgets import QCheckBox, QSpinBox

import ui
from ui.theme import fonts, icons
from ui.theme.canvas import Canvas
from ui.theme.qss import style_sheet
from ui.theme.status import STATUS_LOOKS
from ui.theme.theme import Theme, parse_color
from ui.theme.tokens import SHADES, VARIANTS, load_tokens

SURFACES = ("bg", "surface", "surface2", "hover", "selected")
TEXTS = ("text", "text2", "text3", "accent", "pass", "fail", "warn")
PAIRS = [
    *itertools.product(TEXTS, SURFACES),
    ("pass", "pass_soft"),
    ("fail", "fail_soft"),
    ("warn", "warn_soft"),
    ("accent", "accent_soft"),
    ("on_accent", "accent"),
    ("on_mark", "mark"),
    ("text2", "accent_soft"),
    ("text3", "fail_soft"),
]


def luminance(color):
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """WCAG 2.2, relative luminance."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("shade", SHADES)
def test_every_text_role_is_readable_on_every_surface(qapp, shade):
    theme = Theme(shade)
    ratios = {pair: contrast(*map(theme.color, pair)) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize("letter", VARIANTS)
def test_variants_stand_out_and_their_letters_are_readable(qapp, shade, letter):
    theme = Theme(shade)
    assert contrast(theme.color(letter), theme.color("surface")) >= 3
    assert contrast(theme.on_variant(letter), theme.color(letter)) >= 4


@pytest.mark.parametrize("shade", SHADES)
def test_groups_of_points_stand_out(qapp, shade):
    theme = Theme(shade)
    hues = [theme.color(f"hue{place}") for place in range(6)]
    assert min(contrast(hue, theme.color("surface")) for hue in hues) >= 3
    assert len({hue.name() for hue in hues}) == 6


def test_both_shades_name_the_same_roles():
    light, dark = (load_tokens().colors[shade] for shade in SHADES)
    assert light.keys() == dark.keys()


def test_switching_the_theme_tells_everybody_once_and_dresses_the_application(qtbot, qapp, theme):
    before = qapp.styleSheet()
    with qtbot.waitSignal(theme.theme_changed):
        theme.set_mode("dark")
    assert theme.is_dark
    assert qapp.styleSheet() != before
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor("#15191A")
    with qtbot.assertNotEmitted(theme.theme_changed):
        theme.set_mode("dark")


def test_the_modes_follow_each_other(theme):
    assert [theme.next_mode() for _ in range(3)] == ["dark", "system", "light"]


def test_system_follows_the_system(qapp):
    hints = QGuiApplication.styleHints()
    expected = hints.colorScheme() == Qt.ColorScheme.Dark
    assert Theme("system").is_dark is expected


def test_a_color_with_alpha_is_read_as_css_writes_it():
    color = parse_color("#00000014")
    assert (color.name(), color.alpha()) == ("#000000", 0x14)


def test_the_bundled_fonts_are_found_and_weights_differ(qapp):
    assert {"Inter", "JetBrains Mono"} <= fonts.load_fonts()
    assert fonts.text_width("Baseline", "body", 600) > fonts.text_width("Baseline", "body", 400)
    assert fonts.text_width("1", "body") == fonts.text_width("8", "body")
    assert fonts.text_width("->", "mono") == 2 * fonts.text_width("-", "mono")


def test_no_text_is_smaller_than_11_px():
    assert min(style.size for style in load_tokens().types.values()) >= 11


def test_an_icon_takes_the_colour_of_its_role_and_is_sharp_at_every_scale(theme):
    for scale in (1, 2, 3):
        image = theme.pixmap("check-circle", "pass", 16, scale).toImage()
        assert image.width() == 16 * scale
        solid = [
            image.pixelColor(x, y)
            for x, y in itertools.product(range(image.width()), repeat=2)
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert solid or scale == 1
        assert {color.name() for color in solid} <= {theme.color("pass").name()}


def test_every_status_has_its_glyph_and_the_licence_is_beside_them():
    assert {look.icon for look in STATUS_LOOKS.values()} <= icons.glyph_names()
    assert Path(*ui.__path__, "theme", "icons", "LICENSE").is_file()


def test_the_style_sheet_names_only_colours_of_the_tokens(qapp, theme):
    known = {value.upper() for value in load_tokens().colors["light"].values()}
    used = {value.upper() for value in re.findall(r"#[0-9A-Fa-f]{6}\b", qapp.styleSheet())}
    assert used <= known
    assert len(qapp.styleSheet()) < 12_000


def test_a_hatched_area_shows_lines_and_ground(theme):
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(theme.color("surface"))
    painter = QPainter(image)
    Canvas(painter, theme).hatch(QRectF(0, 0, 40, 20), "fail")
    painter.end()
    row = {image.pixelColor(x, 10).name() for x in range(40)}
    assert theme.color("surface").name() in row
    assert len(row) > 1


def pixels(image, color):
    """How many pixels of the image are about of that colour."""
    wanted = color.getRgb()[:3]
    found = (
        image.pixelColor(x, y).getRgb()[:3]
        for x, y in itertools.product(range(image.width()), range(image.height()))
    )
    return sum(max(abs(a - b) for a, b in zip(one, wanted, strict=True)) < 60 for one in found)


@pytest.mark.parametrize("shade", SHADES)
def test_a_spin_box_shows_its_arrows_and_a_ticked_box_its_mark(qtbot, theme, shade):
    theme.set_mode(shade)
    box, check = QSpinBox(), QCheckBox()
    box.setRange(0, 9)
    box.setValue(5)
    box.setFixedSize(90, 28)
    check.setChecked(True)
    for widget in (box, check):
        qtbot.addWidget(widget)
    image = box.grab().toImage()
    for top in (2, 14):
        assert pixels(image.copy(70, top, 18, 12), theme.color("text2")) >= 5
    mark = check.grab().toImage().copy(0, 0, 16, 16)
    assert pixels(mark, theme.color("accent")) >= 50
    assert pixels(mark, theme.color("on_accent")) >= 5


@pytest.mark.parametrize("shade", SHADES)
def test_each_picture_that_the_style_sheet_names_is_there_and_sharper_ones_too(qapp, shade):
    named = re.findall(r'url\("([^"]+)"\)', style_sheet(load_tokens(), shade))
    assert len(named) == 6
    for path in named:
        sizes = [
            QImage(path.replace(".png", ending)).width()
            for ending in (".png", "@2x.png", "@3x.png")
        ]
        assert sizes in ([10, 20, 30], [12, 24, 36])
