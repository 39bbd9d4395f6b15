/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A JSON text, parsed: one flat array of nodes in the order of the text, beside the decoded strings. Every node knows
 * where it stands in the text, so an error can name line, column and JSON Pointer long after parsing.
 *
 * Why not jansson's reader, which the tests use to check this one: it aborts the process under a locale whose decimal
 * mark has more than one byte (its strtod asserts), drops bytes and reads past its buffer when an allocation fails
 * (lex_save ignores the result), recurses, and cannot say where a value stood once it is parsed. This library may do
 * none of these.
 */
#ifndef RK_JSON_TREE_H
#define RK_JSON_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <reckon/status.h>

typedef enum rk_json_type {
    RK_JSON_OBJECT, /* holds keys */
    RK_JSON_ARRAY,  /* holds values */
    RK_JSON_KEY,    /* of an object; holds its value, which is the next node */
    RK_JSON_STRING,
    RK_JSON_NUMBER,
    RK_JSON_TRUE,
    RK_JSON_FALSE,
    RK_JSON_NULL
} rk_json_type;

typedef struct rk_json_node {
    uint32_t start; /* offset of its first byte in the text */
    uint32_t next;  /* the node after it and all it holds */
    uint32_t data;  /* of a string or key, its offset in `strings`; of a number, its length */
    uint32_t type;  /* rk_json_type */
} rk_json_node;

typedef struct rk_json_tree {
    const char *text; /* [length], borrowed, after a byte-order mark */
    size_t length;
    rk_json_node *nodes; /* [count]; the first is the whole document */
    size_t count;
    char *strings; /* decoded, each terminated; none holds a NUL */
} rk_json_tree;

/*
 * Parses one JSON value of any kind with nothing but blanks around it: RFC 8259, strictly, UTF-8 with or without a
 * byte-order mark, no NUL in strings. `tree` borrows the text. rk_json_free() is due in any case. Without recursion, in
 * memory of at most about nine times the text.
 * Errors: RECKON_SYNTAX, RECKON_LIMIT (more than `max_depth` levels, or 4 GiB), with line and column; RECKON_MEMORY.
 */
reckon_status rk_json_parse(const char *text, size_t length, size_t max_depth, rk_json_tree *tree, reckon_error *error);
void rk_json_free(rk_json_tree *tree);

/*
 * Walking: the members of an array or the keys of an object are
 *     for (size_t at = node + 1; at < rk_json_end(tree, node); at = rk_json_end(tree, at))
 * and the value of a key is at + 1.
 */
static inline size_t rk_json_end(const rk_json_tree *tree, size_t node)
{
    return tree->nodes[node].next;
}

static inline rk_json_type rk_json_type_of(const rk_json_tree *tree, size_t node)
{
    return (rk_json_type)tree->nodes[node].type;
}

/* How many members or keys. */
size_t rk_json_size(const rk_json_tree *tree, size_t node);
/* The decoded text of a string or key. */
const char *rk_json_text(const rk_json_tree *tree, size_t node);
/* The value of a number; false when it is too large for a double. */
bool rk_json_number(const rk_json_tree *tree, size_t node, double *value);
/* The value of a key of an object, or 0 when there is no such key. */
size_t rk_json_member(const rk_json_tree *tree, size_t object, const char *key);

/* Line and column (bytes), from 1, of an offset in a text. */
void rk_json_locate(const char *text, size_t offset, int *line, int *column);

/* Records an error at a node (a key stands for its value), with JSON Pointer, line and column; returns `code`. */
reckon_status rk_json_fail(const rk_json_tree *tree, size_t node, reckon_error *error, reckon_status code,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Passes on an error whose pointer is relative to `node`; what the pointer leads to gives line and column. */
reckon_status rk_json_fail_inside(
    const rk_json_tree *tree, size_t node, reckon_error *error, const reckon_error *inner);

/* The names of types as in "must be a string": "an object", "an array", "a string", "a number", "true", ... */
const char *rk_json_type_name(rk_json_type type);

#endif
