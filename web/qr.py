"""QR codes as SVG that a strict page may show."""

import base64
from io import BytesIO

import segno


def qr_address(text: str) -> str:
    """A `data:` address of the picture: dark on white, with the quiet edge that readers need.

    Never a Micro QR code, which cameras of tablets do not read.
    """
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", scale=6, border=4, light="white", xmldecl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
