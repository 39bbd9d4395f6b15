/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file text.h
 * The text door, for other languages: one JSON text in, one text out, and nothing but an opaque
 * pointer, integers, doubles and `const char *` on the way. docs/text-door.md has the formats
 * "reckon-request/1", "reckon-error/1", "reckon-check/1" and "reckon-methods/1".
 *
 *     reckon_answer *answer = reckon_ask("{\"format\": \"reckon-request/1\", \"method\":
 * \"envelope\"}", evidence); if (reckon_answer_status(answer) == 0)
 *         use(reckon_answer_text(answer));
 *     reckon_answer_free(answer);
 *
 * Several threads may ask at once: every call stands alone.
 */
#ifndef RECKON_TEXT_H
#define RECKON_TEXT_H

#include <reckon/export.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What came back: a result or an error. Only read; freed by the caller. */
typedef struct reckon_answer reckon_answer;

/**
 * Answers a request. Both texts are UTF-8, terminated, and only read during the call.
 *
 * request:  "reckon-request/1". NULL asks for everything by default, and then `evidence` is needed.
 * evidence: "reckon-evidence/1", or NULL when the request holds it under "evidence" (or needs
 * none). As a text of its own it is held to the request's limits before it is read, and errors in
 * it point into it.
 *
 * Always returns an answer, except that NULL is the answer when not even that much memory is left;
 * the accessors take it for an answer that says so.
 */
RECKON_EXPORT reckon_answer *reckon_ask(const char *request, const char *evidence);

/**
 * The same for long work: `progress` is called now and then, on the calling thread, with `context`
 * and the part that is done, from 0 to 1; anything but 0 from it stops the work, and the answer is
 * RECKON_CANCELLED. NULL: not called.
 */
RECKON_EXPORT reckon_answer *reckon_ask_watched(const char *request, const char *evidence,
    int (*progress)(void *context, double done), void *context);

/** The only thing to free. NULL is fine. */
RECKON_EXPORT void reckon_answer_free(reckon_answer *answer);

/** A reckon_status as a number: 0 is success. reckon_status_name() has its name. */
RECKON_EXPORT int reckon_answer_status(const reckon_answer *answer);

/**
 * The text of the answer, never NULL, terminated, UTF-8: what the request asked for, or on failure
 * "reckon-error/1". Valid until the answer is freed.
 */
RECKON_EXPORT const char *reckon_answer_text(const reckon_answer *answer);

/**
 * The error piece by piece, for languages that have no JSON reader at hand. After success: "", "",
 * 0, 0, "". The message is one line; the JSON Pointer, line and column (from 1; 0: unknown) are
 * into the text that reckon_answer_document() names, "request" or "evidence".
 */
RECKON_EXPORT const char *reckon_answer_message(const reckon_answer *answer);
RECKON_EXPORT const char *reckon_answer_pointer(const reckon_answer *answer);
RECKON_EXPORT int reckon_answer_line(const reckon_answer *answer);
RECKON_EXPORT int reckon_answer_column(const reckon_answer *answer);
RECKON_EXPORT const char *reckon_answer_document(const reckon_answer *answer);

#ifdef __cplusplus
}
#endif
#endif
