"""Real PDF and Word files, written by hand."""

import io
import zipfile

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

OPEN_XML = "http://schemas.openxmlformats.org"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
DOCX_TYPES = (
    f'<Types xmlns="{OPEN_XML}/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{RELATIONS}"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
)
DOCX_RELATIONS = (
    f'<Relationships xmlns="{OPEN_XML}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{OPEN_XML}/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
W = f"{OPEN_XML}/wordprocessingml/2006/main"
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
    for key, name in (("Title", "Title"), ("Heading1", "heading 1"), ("Heading2", "heading 2"))
)


def pdf(pages, title="", bookmarks=(), password=None):
    """`pages`: lists of lines; `bookmarks`: (title, page from 0)."""
    writer = PdfWriter()
    font = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
    )
    for lines in pages:
        page = writer.add_blank_page(612, 792)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        content = DecodedStreamObject()
        shown = " ".join(f"({line}) Tj 0 -16 Td" for line in lines)
        content.set_data(f"BT /F1 12 Tf 50 740 Td {shown} ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(content)
    if title:
        writer.add_metadata({"/Title": title})
    for name, place in bookmarks:
        writer.add_outline_item(title=name, page_number=place)
    if password is not None:
        writer.encrypt(password, algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def docx(*blocks):
    """`blocks`: a text, (style, text), or a list of rows of a table."""
    body = "".join(_block(block) for block in blocks)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", DOCX_TYPES)
        archive.writestr("_rels/.rels", DOCX_RELATIONS)
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{STYLES}</w:styles>')
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        )
    return file.getvalue()


def _block(block):
    if isinstance(block, list):
        rows = (
            "<w:tr>" + "".join(f"<w:tc>{_paragraph('', cell)}</w:tc>" for cell in row) + "</w:tr>"
            for row in block
        )
        return f"<w:tbl>{''.join(rows)}</w:tbl>"
    return _paragraph(*block) if isinstance(block, tuple) else _paragraph("", block)


def _paragraph(style, text):
    name = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{name}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
