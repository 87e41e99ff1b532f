"""Whether the bytes of a PDF have been damaged where its pages' contents stand.

pdfium shows a page whose contents cannot be unpacked as an empty one, without a word.
"""

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 400
"""Bytes before a stream in which its dictionary stands."""
_PACKED = re.compile(rb"/Fl(?:ateDecode)?\b")
_OTHER = re.compile(
    rb"/(?:Type|Subtype|Length[123]|FunctionType|N|Predictor|DecodeParms|Crypt|BitsPerComponent|ImageMask"
    rb"|ASCII85Decode|A85|ASCIIHexDecode|AHx|LZWDecode|LZW|RunLengthDecode|RL)\b"
)
"""What pictures, fonts, tables of objects and colour profiles have in theirs, and contents have not; and
ways of packing twice."""
_MOST_STREAMS, _MOST_BYTES = 20_000, 50_000_000


def contents_damaged(data: bytes) -> bool:
    """Whether some packed stream that may be a page's contents cannot be unpacked.

    Nothing is said of locked files, whose streams only their reader can tell.
    """
    if b"/Encrypt" in data:
        return False
    budget = _MOST_BYTES
    for packed in _packed(data):
        read = _unpacked(packed, budget)
        if read is None:
            return True
        budget -= read
        if budget <= 0:
            return False
    return False


def _packed(data: bytes) -> Iterator[bytes]:
    """Streams that may be contents."""
    for number, found in enumerate(_STREAM.finditer(data)):
        if number >= _MOST_STREAMS:
            return
        start = found.start()
        if data[start - 3 : start] == b"end":
            continue
        dictionary = data[max(start - _DICTIONARY, 0) : start].rpartition(b" obj")[2]
        end = data.find(b"endstream", found.end())
        if end > 0 and _PACKED.search(dictionary) and not _OTHER.search(dictionary):
            yield data[found.end() : end]


def _unpacked(packed: bytes, most: int) -> int | None:
    """How many bytes came out, counted up to a limit; nothing where it is broken.

    Past the two bytes at its head: the checksum at its end, which some programs get wrong, is not asked for.
    """
    try:
        return len(zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed[2:], most))
    except zlib.error:
        return None
