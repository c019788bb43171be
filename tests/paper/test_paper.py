"""What stands on paper, read back from the PDF: every name, no empty box, the title, the language, the square."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pypdf
import pytest
import segno

from oncocare.paper.letterhead import letterhead
from oncocare.paper.page import Page, pdf
from oncocare.paper.qr import QrCode, runs
from oncocare.paper.text import BODY, BOLD, CODE, HEAD, NAME, SMALL, STEP, paragraph
from oncocare.paper.writable import BOLD as BOLD_FONT
from oncocare.paper.writable import FOLDER, REGULAR, can_write, writable

WRITTEN = [
    "Núria Açó i Señorío",
    "Żółć Łukasz Dąbrowski",
    "Ștefan Țîrlea Brânză",
    "Nguyễn Thị Phượng Đặng",
    "Γεώργιος Παπαδόπουλος ὕδωρ",
    "Йосиф Щербаков Ґалаґан",
    "Ğülşen Yıldız İpek",
    "Jānis Bērziņš Ģirts",
    "Sørensen Åse Ærø þórður",
    "Ő Ű Č Ž Đ ẞ",
    "O’Neill-St. John, Jr. (Ana)",
]
NOT_WRITTEN = [
    "מרים כהן",
    "فاطمة الزهراء",
    "李小龍",
    "ひらがな",
    "김민준",
    "अनिता",
    "สมชาย",
    "Ana \N{GRINNING FACE}",
    "Ana\N{ZERO WIDTH JOINER}",
    "Ana\N{RIGHT-TO-LEFT MARK}",
    "Ana\N{TAB}",
    "x\N{COMBINING GREEK YPOGEGRAMMENI}",
    "2 \N{ARABIC-INDIC DIGIT TWO}",
]


def read(content):
    return pypdf.PdfReader(BytesIO(content))


def texts(*stories, foot=""):
    file = read(pdf([Page(story, foot) for story in stories], title="A title", language="en"))
    return [" ".join(page.extract_text().split()) for page in file.pages]


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("style", [BODY, BOLD, HEAD, NAME, SMALL, STEP, CODE], ids=lambda style: style.name)
def test_a_name_comes_back_from_the_paper(name, style):
    assert can_write(name)
    assert texts([paragraph(name, style)]) == [name]


def test_letters_and_accents_typed_one_by_one_are_printed_as_one():
    apart = "Nguye\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING TILDE}n"
    assert can_write(apart)
    assert texts([paragraph(apart)], foot=apart) == ["Nguyễn Nguyễn"]


@pytest.mark.parametrize("name", NOT_WRITTEN)
def test_what_would_be_an_empty_box_or_out_of_order_cannot_be_written(name):
    assert not can_write(name)


@pytest.mark.parametrize("text", NOT_WRITTEN)
def test_what_cannot_be_written_is_left_out_and_never_a_box(text):
    content = pdf([Page([paragraph(f"a{text}z", BOLD)], foot=f"b{text}y")], title="A title", language="en")
    kept = writable(text)
    assert can_write(kept)
    assert read(content).pages[0].extract_text().splitlines() == [f"a{kept}z", f"b{kept}y"]


def test_a_part_that_can_be_written_stays():
    assert writable("Hospital 聖路加 of St. Luke") == "Hospital  of St. Luke"
    assert writable("") == ""
    assert can_write("")


def test_both_fonts_and_their_licence_are_here():
    assert {file.name for file in FOLDER.iterdir()} == {f"{REGULAR}.ttf", f"{BOLD_FONT}.ttf", "LICENSE"}


def test_the_fonts_stand_in_the_file():
    content = pdf([Page([paragraph("Ana"), paragraph("Bea", BOLD)])], title="A title", language="en")
    fonts = read(content).pages[0]["/Resources"]["/Font"]
    embedded = {
        font["/BaseFont"].partition("+")[2]
        for font in (font.get_object() for font in fonts.values())
        if "/FontFile2" in font.get("/FontDescriptor", {})
    }
    assert embedded == {REGULAR, BOLD_FONT}


@pytest.mark.parametrize(("title", "language"), [("Invitación", "es"), ("Εισιτήριο", "el"), ("Convite", "pt-br")])
def test_the_file_says_its_title_and_its_language(title, language):
    file = read(pdf([Page([paragraph("Ana")])], title=title, language=language))
    assert file.metadata.title == title
    assert file.trailer["/Root"]["/Lang"] == language
    assert str(file.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]).lower() in ("true", "/true")


def test_each_page_has_its_own_story_on_one_sheet_of_a4():
    file = read(pdf([Page([paragraph(f"Page {n}")]) for n in range(3)], title="A title", language="en"))
    assert [page.extract_text().strip() for page in file.pages] == ["Page 0", "Page 1", "Page 2"]
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in file.pages} == {(595, 842)}


def test_a_long_story_shrinks_and_makes_no_second_page():
    [text] = texts([paragraph(f"Line {n} of a long story") for n in range(120)])
    assert all(f"Line {n} of" in text for n in range(120))


def test_signs_of_markup_are_printed_as_they_are():
    assert texts([paragraph("A & <b>B</b> &amp;")]) == ["A & <b>B</b> &amp;"]


def test_a_letterhead_holds_what_there_is():
    assert texts(letterhead("Hospital Açó", "Street 1\n\n08001 Town", "+34 900"), letterhead("Hospital", "", "")) == [
        "Hospital Açó Street 1 08001 Town +34 900",
        "Hospital",
    ]


def test_two_files_written_at_once_are_both_whole():
    names = [f"{WRITTEN[n % len(WRITTEN)]} {n}" for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        read_back = list(pool.map(lambda name: texts([paragraph(name, BOLD), paragraph(name)]), names))
    assert read_back == [[f"{name} {name}"] for name in names]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([], []),
        ([0, 0], []),
        ([1], [(0, 1)]),
        ([1, 1, 0, 1], [(0, 2), (3, 1)]),
        ([0, 1, 1, 0, 0, 1, 0], [(1, 2), (5, 1)]),
    ],
)
def test_runs_of_dark_modules(row, expected):
    assert list(runs(row)) == expected


def test_the_square_is_the_link():
    """Every dark module of the code, and no other, lies in a run that is drawn."""
    rows = segno.make("https://example.org/join/x/", error="m", micro=False).matrix
    assert QrCode("https://example.org/join/x/", 100).rows == tuple(rows)
    for row in rows:
        drawn = {place for start, length in runs(row) for place in range(start, start + length)}
        assert drawn == {place for place, dark in enumerate(row) if dark}


def test_a_square_is_as_large_as_it_was_asked_for():
    code = QrCode("https://example.org/", 120)
    assert code.wrap(500, 500) == (120, 120)
    [page] = read(pdf([Page([code])], title="A title", language="en")).pages
    drawn = re.findall(rb"(\S+) (\S+) (\S+) (\S+) re", page.get_contents().get_data())
    boxes = [tuple(map(float, box)) for box in drawn]
    assert len(boxes) == sum(1 for row in code.rows for _ in runs(row))
    left, bottom = min(x for x, *_ in boxes), min(y for _, y, *_ in boxes)
    size = max(x + width for x, _, width, _ in boxes) - left, max(y + height for _, y, _, height in boxes) - bottom
    assert size == pytest.approx((120, 120), abs=0.01)
