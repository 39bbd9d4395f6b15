/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file json.h
 * Evidence as text: the format "reckon-evidence/1" of docs/format.md, UTF-8, with or without a
 * byte-order mark.
 */
#ifndef RECKON_JSON_H
#define RECKON_JSON_H

#include <stddef.h>

#include <reckon/evidence.h>
#include <reckon/export.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What a text may cost. Within these, reading takes time and memory in proportion to the text
 * (about 20 ns a byte, and up to 30 times the text while it is read), whatever stands in it.
 */
typedef struct reckon_json_limits {
    size_t struct_size;
    size_t max_bytes;     /* of the text; default 64 MiB */
    size_t max_depth;     /* of nested arrays and objects; default 64 */
    size_t max_estimates; /* default 1,000,000 */
    size_t max_sources;   /* default 100,000; likewise populations */
    size_t max_text;      /* bytes of one string; default 1 MiB */
} reckon_json_limits;

/** The defaults. NULL is ignored. */
RECKON_EXPORT void reckon_json_limits_init(reckon_json_limits *limits);

/**
 * Reads evidence from text[length] (no terminator needed). `limits` may be NULL for the defaults.
 * On success *evidence is a new handle that the caller frees; on failure it is NULL, and `error`
 * has code, message, JSON Pointer, line and column.
 */
RECKON_EXPORT reckon_status reckon_evidence_read(const char *text, size_t length,
    const reckon_json_limits *limits, reckon_evidence **evidence, reckon_error *error);

/**
 * The same, and goes on after a fault: errors[capacity] gets the first faults in the order they are
 * found, *count is how many there are in all (0 on success; counting ends at about a thousand). The
 * status is that of the first. What follows from another fault, such as an estimate of a source
 * that could not be read, is not told. RECKON_ARGUMENT with *count 0: a NULL that is needed.
 */
RECKON_EXPORT reckon_status reckon_evidence_read_all(const char *text, size_t length,
    const reckon_json_limits *limits, reckon_evidence **evidence, reckon_error *errors,
    size_t capacity, size_t *count);

/**
 * Writes evidence as JSON that reads back to the same evidence, keys in the order of the format,
 * two-space indent, a newline at the end. *text is terminated; free it with reckon_free().
 */
RECKON_EXPORT reckon_status reckon_evidence_write(
    const reckon_evidence *evidence, char **text, reckon_error *error);

#ifdef __cplusplus
}
#endif
#endif
