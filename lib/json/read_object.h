/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objects of a known format into structs: which keys there may be, of which type, and where each
 * goes. Unknown keys, keys that occur twice and wrong types are errors here; what values mean is
 * checked elsewhere.
 */
#ifndef RK_JSON_READ_OBJECT_H
#define RK_JSON_READ_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/status.h>

#include "evidence/fields.h"
#include "json/document.h"

/* What reading a value needs to know. */
typedef struct rk_json_reader {
    const rk_json_document *document;
    size_t max_text; /* bytes of one string */
    rk_faults *faults;
    void *context; /* of the caller */
} rk_json_reader;

/* Reads the value at a place into the struct `into`. */
typedef reckon_status rk_json_read_member(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset);

typedef struct rk_json_key {
    const char *name;
    rk_json_read_member *read;
    size_t offset; /* of the field in the struct, for the functions below */
    bool required;
} rk_json_key;

/*
 * Reads every key of the object at a place into `into`: those of `texts` as text, where null is
 * absent unless the text is required, then those of keys[count]. A required one of `keys` that is
 * not there is a fault; required texts are left to the validation. At most 64 texts and keys. Goes
 * on after a fault, so that every one is told; returns the first.
 */
reckon_status rk_json_read_object(const rk_json_reader *reader, const rk_json_at *at,
    const rk_text_fields *texts, const rk_json_key *keys, size_t count, void *into);

/* RECKON_TYPE unless the value is of that type. */
reckon_status rk_json_expect(const rk_json_reader *reader, const rk_json_at *at, rk_json_type type);

/* A string no longer than the limit. */
reckon_status rk_json_read_text(
    const rk_json_reader *reader, const rk_json_at *at, const char **text);

/* Readers for fields of type double, bool, and rk_json_at (the place itself, for a later look; any
 * type of value). */
rk_json_read_member rk_json_read_double;
rk_json_read_member rk_json_read_bool;
rk_json_read_member rk_json_keep;

#endif
