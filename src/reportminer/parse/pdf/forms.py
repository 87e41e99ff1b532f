"""What was typed onto a page after it was made: the fields of a form, and free text."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

_TYPED = {pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX}
_HIDDEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_EMPTY = 2
"""Bytes of a string without characters: its end."""


class Form:
    """The form of a document, if it has one. To be closed before the document is."""

    def __init__(self, document: Any) -> None:
        self._settings = pdfium.FPDF_FORMFILLINFO(version=2)  # pdfium keeps its address
        has_form = document and pdfium.FPDF_GetFormType(document) != pdfium.FORMTYPE_NONE
        self._raw = pdfium.FPDFDOC_InitFormFillEnvironment(document, self._settings) if has_form else None

    def close(self) -> None:
        """Give back what pdfium holds."""
        if self._raw:
            pdfium.FPDFDOC_ExitFormFillEnvironment(self._raw)
            self._raw = None

    def set_in(self, page: Any) -> tuple[bool, int]:
        """Make what was typed onto the page part of its contents, and drop its other annotations.

        Whether there was any, in which case the page has to be loaded anew; and how many have no
        appearance that could be read.
        """
        every = range(pdfium.FPDFPage_GetAnnotCount(page))
        typed = {k: seen for k in every if (seen := self._typed(page, k))}
        drawn = {k for k, seen in typed.items() if seen == "drawn"}
        if not drawn:
            return False, len(typed)
        for k in reversed(every):
            if k not in drawn:  # captions of buttons and stamps are no text of the report
                pdfium.FPDFPage_RemoveAnnot(page, k)
        done = pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS
        return done, len(typed) - len(drawn) * done

    def _typed(self, page: Any, k: int) -> str:
        """`drawn` or `undrawn` for an annotation that holds typed text, nothing for any other."""
        with _annotation(page, k) as note:
            if not note or pdfium.FPDFAnnot_GetFlags(note) & _HIDDEN or not self._holds_text(note):
                return ""
            normal = pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL
            return "drawn" if pdfium.FPDFAnnot_GetAP(note, normal, None, 0) > _EMPTY else "undrawn"

    def _holds_text(self, note: Any) -> bool:
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        if kind == pdfium.FPDF_ANNOT_FREETEXT:
            return bool(pdfium.FPDFAnnot_GetStringValue(note, b"Contents", None, 0) > _EMPTY)
        if kind != pdfium.FPDF_ANNOT_WIDGET or not self._raw:
            return False
        typed = pdfium.FPDFAnnot_GetFormFieldType(self._raw, note) in _TYPED
        return typed and pdfium.FPDFAnnot_GetFormFieldValue(self._raw, note, None, 0) > _EMPTY


@contextmanager
def _annotation(page: Any, k: int) -> Iterator[ctypes.c_void_p]:
    note = pdfium.FPDFPage_GetAnnot(page, k)
    try:
        yield note
    finally:
        if note:
            pdfium.FPDFPage_CloseAnnot(note)
