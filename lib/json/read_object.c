/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/read_object.h"

#include <stdint.h>
#include <string.h>

#include "core/utf8.h"

reckon_status rk_json_expect(const rk_json_reader *reader, size_t node, rk_json_type type)
{
    rk_json_type found = rk_json_type_of(reader->tree, node);
    if (found == type)
        return RECKON_OK;
    return rk_json_fail(reader->tree, node, reader->error, RECKON_TYPE, "%s is expected here, not %s",
        rk_json_type_name(type), rk_json_type_name(found));
}

reckon_status rk_json_read_text(const rk_json_reader *reader, size_t node, const char **text)
{
    reckon_status status = rk_json_expect(reader, node, RK_JSON_STRING);
    if (status != RECKON_OK)
        return status;
    *text = rk_json_text(reader->tree, node);
    if (strlen(*text) > reader->max_text)
        return rk_json_fail(reader->tree, node, reader->error, RECKON_LIMIT,
            "this text has %zu bytes, more than the limit of %zu", strlen(*text), reader->max_text);
    return RECKON_OK;
}

reckon_status rk_json_read_double(const rk_json_reader *reader, size_t node, void *into, size_t offset)
{
    double value;
    reckon_status status = rk_json_expect(reader, node, RK_JSON_NUMBER);
    if (status != RECKON_OK)
        return status;
    if (!rk_json_number(reader->tree, node, &value))
        return rk_json_fail(reader->tree, node, reader->error, RECKON_VALUE, "this number is too large for a double");
    memcpy((char *)into + offset, &value, sizeof value);
    return RECKON_OK;
}

reckon_status rk_json_read_bool(const rk_json_reader *reader, size_t node, void *into, size_t offset)
{
    rk_json_type type = rk_json_type_of(reader->tree, node);
    bool value = type == RK_JSON_TRUE;
    if (!value && type != RK_JSON_FALSE)
        return rk_json_fail(reader->tree, node, reader->error, RECKON_TYPE, "true or false is expected here, not %s",
            rk_json_type_name(type));
    memcpy((char *)into + offset, &value, sizeof value);
    return RECKON_OK;
}

reckon_status rk_json_keep_node(const rk_json_reader *reader, size_t node, void *into, size_t offset)
{
    (void)reader;
    memcpy((char *)into + offset, &node, sizeof node);
    return RECKON_OK;
}

static reckon_status read_field(const rk_json_reader *reader, size_t node, const rk_text_field *field, void *into)
{
    const char *text = NULL;
    if (!field->required && rk_json_type_of(reader->tree, node) == RK_JSON_NULL)
        return RECKON_OK;
    reckon_status status = rk_json_read_text(reader, node, &text);
    if (status == RECKON_OK)
        rk_text_put(into, field, text);
    return status;
}

/* Which key this is: a place among the texts, then among the keys; their sum when it is none of them. */
static size_t find_key(const char *name, const rk_text_fields *texts, const rk_json_key *keys, size_t count)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->field[i].name, name) == 0)
            return i;
    size_t key = 0;
    while (key < count && strcmp(keys[key].name, name) != 0)
        key++;
    return texts->count + key;
}

static reckon_status fail_key(const rk_json_reader *reader, size_t at, reckon_status code, const char *what)
{
    char shown[RK_SHOWN];
    return rk_json_fail(reader->tree, at, reader->error, code, "the key \"%s\" %s",
        rk_shown(shown, rk_json_text(reader->tree, at)), what);
}

reckon_status rk_json_read_object(const rk_json_reader *reader, size_t node, const rk_text_fields *texts,
    const rk_json_key *keys, size_t count, void *into)
{
    const rk_json_tree *tree = reader->tree;
    uint64_t seen = 0;
    reckon_status status = rk_json_expect(reader, node, RK_JSON_OBJECT);
    if (status != RECKON_OK)
        return status;
    for (size_t at = node + 1; status == RECKON_OK && at < rk_json_end(tree, node); at = rk_json_end(tree, at)) {
        size_t key = find_key(rk_json_text(tree, at), texts, keys, count);
        if (key == texts->count + count)
            return fail_key(reader, at, RECKON_UNKNOWN_KEY, "is not part of the format here");
        if (seen >> key & 1u)
            return fail_key(reader, at, RECKON_DUPLICATE, "occurs twice");
        seen |= (uint64_t)1 << key;
        if (key < texts->count) {
            status = read_field(reader, at + 1, &texts->field[key], into);
        } else {
            const rk_json_key *found = &keys[key - texts->count];
            status = found->read(reader, at + 1, into, found->offset);
        }
    }
    for (size_t i = 0; status == RECKON_OK && i < count; i++)
        if (keys[i].required && !(seen >> (texts->count + i) & 1u))
            status = rk_json_fail(tree, node, reader->error, RECKON_MISSING, "\"%s\" is missing", keys[i].name);
    return status;
}
