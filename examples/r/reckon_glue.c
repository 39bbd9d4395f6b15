/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that R needs in C: one call, text in and text out. Build it against an installed reckon with
 *     PKG_CFLAGS=$(pkg-config --cflags reckon) PKG_LIBS=$(pkg-config --libs reckon) R CMD SHLIB
 * reckon_glue.c
 */
#include <R.h>
#include <Rinternals.h>

#include <reckon/text.h>
#include <reckon/version.h>

static void forget(SEXP holder)
{
    reckon_answer_free(R_ExternalPtrAddr(holder));
    R_ClearExternalPtr(holder);
}

static const char *text_or_null(SEXP text)
{
    return text == R_NilValue ? NULL : Rf_translateCharUTF8(STRING_ELT(text, 0));
}

static SEXP utf8(const char *text)
{
    return Rf_ScalarString(Rf_mkCharCE(text, CE_UTF8));
}

/*
 * request, evidence: a string or NULL. A list of status, answer, message, pointer, document, line
 * and column. R may leave any of its functions by a jump, so the answer is in the hands of a
 * finalizer before R allocates again.
 */
SEXP reckon_r_ask(SEXP request, SEXP evidence)
{
    static const char *names[] = {
        "status", "answer", "message", "pointer", "document", "line", "column", ""};
    SEXP holder = PROTECT(R_MakeExternalPtr(NULL, R_NilValue, R_NilValue));
    R_RegisterCFinalizerEx(holder, forget, TRUE);
    SEXP list = PROTECT(Rf_mkNamed(VECSXP, names));
    const char *asked = text_or_null(request), *known = text_or_null(evidence);
    reckon_answer *answer = reckon_ask(asked, known);
    R_SetExternalPtrAddr(holder, answer);
    SET_VECTOR_ELT(list, 0, utf8(reckon_status_name((reckon_status)reckon_answer_status(answer))));
    SET_VECTOR_ELT(list, 1, utf8(reckon_answer_text(answer)));
    SET_VECTOR_ELT(list, 2, utf8(reckon_answer_message(answer)));
    SET_VECTOR_ELT(list, 3, utf8(reckon_answer_pointer(answer)));
    SET_VECTOR_ELT(list, 4, utf8(reckon_answer_document(answer)));
    SET_VECTOR_ELT(list, 5, Rf_ScalarInteger(reckon_answer_line(answer)));
    SET_VECTOR_ELT(list, 6, Rf_ScalarInteger(reckon_answer_column(answer)));
    forget(holder);
    UNPROTECT(2);
    return list;
}

SEXP reckon_r_version(void)
{
    return utf8(reckon_version());
}
