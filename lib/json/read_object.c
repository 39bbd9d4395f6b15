/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/read_object.h"

#include <stdint.h>
#include <string.h>

#include "core/utf8.h"

reckon_status rk_json_expect(const rk_json_reader *reader, const rk_json_at *at, rk_json_type type)
{
    rk_json_type found = rk_json_type_of(at);
    if (found == type)
        return RECKON_OK;
    return rk_json_fail(reader->document, at, reader->faults, RECKON_TYPE,
        "%s is expected here, not %s", rk_json_type_name(type), rk_json_type_name(found));
}

reckon_status rk_json_read_text(
    const rk_json_reader *reader, const rk_json_at *at, const char **text)
{
    reckon_status status = rk_json_expect(reader, at, RK_JSON_STRING);
    if (status != RECKON_OK)
        return status;
    *text = rk_json_text(at);
    if (strlen(*text) > reader->max_text)
        return rk_json_fail(reader->document, at, reader->faults, RECKON_LIMIT,
            "this text has %zu bytes, more than the limit of %zu", strlen(*text), reader->max_text);
    return RECKON_OK;
}

reckon_status rk_json_read_double(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    double value;
    reckon_status status = rk_json_expect(reader, at, RK_JSON_NUMBER);
    if (status != RECKON_OK)
        return status;
    value = rk_json_number(at);
    memcpy((char *)into + offset, &value, sizeof value);
    return RECKON_OK;
}

reckon_status rk_json_read_bool(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    rk_json_type type = rk_json_type_of(at);
    bool value = type == RK_JSON_TRUE;
    if (!value && type != RK_JSON_FALSE)
        return rk_json_fail(reader->document, at, reader->faults, RECKON_TYPE,
            "true or false is expected here, not %s", rk_json_type_name(type));
    memcpy((char *)into + offset, &value, sizeof value);
    return RECKON_OK;
}

reckon_status rk_json_keep(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    (void)reader;
    memcpy((char *)into + offset, at, sizeof *at);
    return RECKON_OK;
}

static reckon_status read_field(
    const rk_json_reader *reader, const rk_json_at *at, const rk_text_field *field, void *into)
{
    const char *text = NULL;
    if (!field->required && rk_json_type_of(at) == RK_JSON_NULL)
        return RECKON_OK;
    reckon_status status = rk_json_read_text(reader, at, &text);
    if (status == RECKON_OK)
        rk_text_put(into, field, text);
    return status;
}

/* Which key this is: a place among the texts, then among the keys; their sum when it is none of
 * them. */
static size_t find_key(
    const char *name, const rk_text_fields *texts, const rk_json_key *keys, size_t count)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->field[i].name, name) == 0)
            return i;
    size_t key = 0;
    while (key < count && strcmp(keys[key].name, name) != 0)
        key++;
    return texts->count + key;
}

static reckon_status fail_key(
    const rk_json_reader *reader, const rk_json_at *at, reckon_status code, const char *what)
{
    char shown[RK_SHOWN];
    return rk_json_fail_key(reader->document, at, reader->faults, code, "the key \"%s\" %s",
        rk_shown(shown, at->key), what);
}

reckon_status rk_json_read_object(const rk_json_reader *reader, const rk_json_at *at,
    const rk_text_fields *texts, const rk_json_key *keys, size_t count, void *into)
{
    uint64_t seen = 0;
    reckon_status first = rk_json_expect(reader, at, RK_JSON_OBJECT);
    if (first != RECKON_OK)
        return first;
    for (rk_json_at member = rk_json_first(at); member.value; member = rk_json_next(&member)) {
        size_t key = find_key(member.key, texts, keys, count);
        reckon_status status;
        if (key == texts->count + count) {
            status =
                fail_key(reader, &member, RECKON_UNKNOWN_KEY, "is not part of the format here");
        } else if (key < texts->count) {
            seen |= (uint64_t)1 << key;
            status = read_field(reader, &member, &texts->field[key], into);
        } else {
            const rk_json_key *found = &keys[key - texts->count];
            seen |= (uint64_t)1 << key;
            status = found->read(reader, &member, into, found->offset);
        }
        if (status == RECKON_MEMORY || status == RECKON_CANCELLED)
            return status;
        first = first == RECKON_OK ? status : first;
    }
    for (size_t i = 0; i < count; i++) {
        if (!keys[i].required || seen >> (texts->count + i) & 1u)
            continue;
        rk_json_fail(reader->document, at, reader->faults, RECKON_MISSING, "\"%s\" is missing",
            keys[i].name);
        first = first == RECKON_OK ? RECKON_MISSING : first;
    }
    return first;
}
