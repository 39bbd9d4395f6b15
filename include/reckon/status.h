/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file status.h
 * What can go wrong on the way in. A `reckon_status` says whether a call was used rightly and its
 * input was sound; how the mathematics ended (boundary, not converged, empty) is not an error but a
 * field of the result.
 */
#ifndef RECKON_STATUS_H
#define RECKON_STATUS_H

#include <reckon/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One list of codes: X(NAME, "stable-name", "text"). The enum and the texts are both made from it.
 */
#define RECKON_STATUS_LIST(X)                                                                      \
    X(OK, "ok", "success")                                                                         \
    X(MEMORY, "memory", "out of memory")                                                           \
    X(ARGUMENT, "argument", "a call was made with an argument it cannot take")                     \
    X(IO, "io", "a file could not be read or written")                                             \
    X(SYNTAX, "syntax", "the text is not valid JSON")                                              \
    X(FORMAT, "format", "the document is not of a format and version this library reads")          \
    X(TYPE, "type", "a value has the wrong JSON type")                                             \
    X(MISSING, "missing", "a required key is missing")                                             \
    X(UNKNOWN_KEY, "unknown-key", "a key is not part of the format")                               \
    X(DUPLICATE, "duplicate", "a key or an id occurs twice")                                       \
    X(REFERENCE, "reference", "an id refers to nothing")                                           \
    X(VALUE, "value", "a number or word is outside its domain")                                    \
    X(STATEMENT, "statement",                                                                      \
        "an estimate does not make exactly one statement, or its ends are out of order")           \
    X(DATE, "date", "a date, period or step cannot be understood")                                 \
    X(MEASURE, "measure", "quantities of different measures cannot be pooled")                     \
    X(METHOD, "method", "there is no such method")                                                 \
    X(OPTION, "option", "the method has no such option, or the option cannot take this value")     \
    X(LIMIT, "limit", "the input is larger than the limit set for it")                             \
    X(CANCELLED, "cancelled", "the caller asked to stop")                                          \
    X(NUMERIC, "numeric", "a numerical routine failed on legal input: a defect, please report it")

typedef enum reckon_status {
#define RECKON_STATUS_ENUM(NAME, id, text) RECKON_##NAME,
    RECKON_STATUS_LIST(RECKON_STATUS_ENUM)
#undef RECKON_STATUS_ENUM
} reckon_status;

/** The stable short name of a code ("unknown-key"); "unknown" for a number that is no code. Static
 * text. */
RECKON_EXPORT const char *reckon_status_name(reckon_status status);

/** One plain sentence about a code; total over all integers. Static text. */
RECKON_EXPORT const char *reckon_status_text(reckon_status status);

/**
 * What went wrong and where. Owned by the caller, always optional (pass NULL), and the first error
 * wins: a call that fails writes here only if `code` is still RECKON_OK. Initialise with
 * RECKON_ERROR_INIT or reckon_error_clear().
 */
typedef struct reckon_error {
    reckon_status code; /* RECKON_OK: nothing has been recorded */
    int line;           /* of the text read, from 1; 0 when the error is not in a text */
    int column;         /* in bytes, from 1; 0 when unknown */
    char pointer[256]; /* JSON Pointer (RFC 6901) to the value at fault; "" is the whole document */
    char message[512]; /* what is wrong, with the value; never ends in a newline */
} reckon_error;

#define RECKON_ERROR_INIT                                                                          \
    {                                                                                              \
        RECKON_OK, 0, 0, "", ""                                                                    \
    }

/** Makes `error` ready for (re)use. NULL is fine. */
RECKON_EXPORT void reckon_error_clear(reckon_error *error);

/** Releases memory that the library handed out as text (a `char **` argument). NULL is fine. */
RECKON_EXPORT void reckon_free(void *memory);

#ifdef __cplusplus
}
#endif
#endif
