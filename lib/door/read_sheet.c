/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "door/read_sheet.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

void rk_sheet_wish_init(rk_sheet_wish *wish)
{
    *wish = (rk_sheet_wish){0};
    reckon_sheet_options_init(&wish->options);
    wish->options.where = wish->where;
}

static reckon_status read_text(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    const char *text = NULL;
    reckon_status status =
        rk_json_type_of(at) == RK_JSON_NULL ? RECKON_OK : rk_json_read_text(reader, at, &text);
    memcpy((char *)into + offset, &text, sizeof text);
    return status;
}

static reckon_status read_where(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    rk_sheet_wish *wish = into;
    (void)offset;
    reckon_status status = rk_json_expect(reader, at, RK_JSON_ARRAY);
    size_t count = status == RECKON_OK ? rk_json_size(at) : 0;
    if (count > RECKON_SHEET_WHERE)
        return rk_json_fail(reader->document, at, reader->faults, RECKON_OPTION,
            "at most %d conditions can be stated", RECKON_SHEET_WHERE);
    for (size_t i = 0; status == RECKON_OK && i < count; i++) {
        rk_json_at item = rk_json_item(at, i);
        status = rk_json_read_text(reader, &item, &wish->where[i]);
    }
    wish->options.where_count = count;
    return status;
}

/* One of two words, as its index. */
static reckon_status read_choice(const rk_json_reader *reader, const rk_json_at *at,
    const char *first, const char *second, int *index)
{
    const char *text = NULL;
    reckon_status status = rk_json_read_text(reader, at, &text);
    if (status != RECKON_OK)
        return status;
    *index = strcmp(text, first) == 0 ? 0 : 1;
    if (*index == 0 || strcmp(text, second) == 0)
        return RECKON_OK;
    return rk_json_fail(reader->document, at, reader->faults, RECKON_VALUE,
        "this is \"%s\" or \"%s\"", first, second);
}

static reckon_status read_decimal(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    rk_sheet_wish *wish = into;
    int index = 0;
    (void)offset;
    reckon_status status = read_choice(reader, at, "comma", "point", &index);
    if (status == RECKON_OK)
        wish->options.decimal = index ? '.' : ',';
    return status;
}

static reckon_status read_order(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    rk_sheet_wish *wish = into;
    int index = 0;
    (void)offset;
    reckon_status status = read_choice(reader, at, "dmy", "mdy", &index);
    if (status == RECKON_OK)
        wish->options.date_order = index ? RECKON_DATE_ORDER_MDY : RECKON_DATE_ORDER_DMY;
    return status;
}

#define TEXT_KEY(name)                                                                             \
    {                                                                                              \
#name, read_text, offsetof(rk_sheet_wish, options.name), false                             \
    }

reckon_status rk_sheet_wish_read(
    const rk_json_reader *reader, const rk_json_at *at, rk_sheet_wish *wish)
{
    static const rk_text_fields no_texts = {NULL, 0};
    static const rk_json_key keys[] = {
        TEXT_KEY(value),
        TEXT_KEY(low),
        TEXT_KEY(high),
        TEXT_KEY(date),
        TEXT_KEY(source),
        TEXT_KEY(language),
        TEXT_KEY(measure),
        TEXT_KEY(name),
        {"file", read_text, offsetof(rk_sheet_wish, file), false},
        {"where", read_where, 0, false},
        {"decimal", read_decimal, 0, false},
        {"date_order", read_order, 0, false},
        {"skip_unreadable", rk_json_read_bool, offsetof(rk_sheet_wish, options.skip_unreadable),
            false},
    };
    return rk_json_read_object(reader, at, &no_texts, keys, COUNT(keys), wish);
}
