/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A JSON text that is read through jansson, and where in it one is. jansson keeps no positions of
 * values, so a reader carries a place: the value, and the places above it. Only when something is
 * wrong does the place become a JSON Pointer, and a scan of the text finds its line and column
 * (locate.h).
 */
#ifndef RK_JSON_DOCUMENT_H
#define RK_JSON_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/status.h>

typedef enum rk_json_type {
    RK_JSON_OBJECT,
    RK_JSON_ARRAY,
    RK_JSON_STRING,
    RK_JSON_NUMBER,
    RK_JSON_TRUE,
    RK_JSON_FALSE,
    RK_JSON_NULL
} rk_json_type;

/* jansson's value; its header is included by lib/json alone. */
struct json_t;

/* A value and the way to it. It points to the place above, which must outlive it. */
typedef struct rk_json_at {
    const struct rk_json_at *up; /* NULL: the whole document */
    const char *key;             /* in an object */
    size_t index;                /* how many members stand before it, in the order of the text */
    struct json_t *value;        /* NULL: no such value */
} rk_json_at;

typedef struct rk_json_document {
    const char *text; /* [length], borrowed, after a byte-order mark */
    size_t length;
    rk_json_at root;
} rk_json_document;

/* Faults in the order they are found. The first `capacity` are kept, all are counted. */
typedef struct rk_faults {
    reckon_error *items; /* [capacity]; may be NULL when capacity is 0 */
    size_t capacity;
    size_t count;
} rk_faults;

/* The place for the next fault, cleared, or NULL when there is no more room. */
reckon_error *rk_faults_next(rk_faults *faults);

/*
 * Parses one JSON value of any kind: RFC 8259, strictly, UTF-8 with or without a byte-order mark,
 * no NUL in strings, no key twice in an object. `document` borrows the text and must not be moved
 * while places in it are in use; rk_json_unload() is due in any case. Arrays and objects may be
 * nested `max_depth` deep. Faults: RECKON_SYNTAX, RECKON_LIMIT, RECKON_DUPLICATE, RECKON_VALUE (a
 * number too large for a double), with line and column; RECKON_MEMORY.
 */
reckon_status rk_json_load(const char *text, size_t length, size_t max_depth,
    rk_json_document *document, rk_faults *faults);
void rk_json_unload(rk_json_document *document);

rk_json_type rk_json_type_of(const rk_json_at *at);
/* As in "must be a string": "an object", "an array", "a string", "a number", "true", ... */
const char *rk_json_type_name(rk_json_type type);

/* How many members an array or object has; 0 for anything else. */
size_t rk_json_size(const rk_json_at *at);
/* The text of a string, valid as long as the document is loaded. */
const char *rk_json_text(const rk_json_at *at);
double rk_json_number(const rk_json_at *at);

/* A member of an array. */
rk_json_at rk_json_item(const rk_json_at *array, size_t index);
/* The value of a key; its `value` is NULL when there is no such key. */
rk_json_at rk_json_member(const rk_json_at *object, const char *key);

/* Walks over an object's members in the order of the text:
 *     for (rk_json_at at = rk_json_first(object); at.value; at = rk_json_next(&at)) */
rk_json_at rk_json_first(const rk_json_at *object);
rk_json_at rk_json_next(const rk_json_at *member);

/* Whether arrays and objects are nested more than `most` deep at and below a place. */
bool rk_json_is_deeper(const rk_json_at *at, size_t most);

/* Records a fault at a value, with JSON Pointer, line and column; returns `code`. */
reckon_status rk_json_fail(const rk_json_document *document, const rk_json_at *at,
    rk_faults *faults, reckon_status code, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The same at the key of an object's member, which is at fault itself. */
reckon_status rk_json_fail_key(const rk_json_document *document, const rk_json_at *at,
    rk_faults *faults, reckon_status code, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Passes on an error whose pointer is relative to `at`; as far as the pointer leads, it gives line
 * and column. */
reckon_status rk_json_fail_inside(const rk_json_document *document, const rk_json_at *at,
    rk_faults *faults, const reckon_error *inner);

/* Records a fault that stands nowhere in the text, such as memory. */
reckon_status rk_json_fail_nowhere(rk_faults *faults, reckon_status code, const char *message);

#endif
