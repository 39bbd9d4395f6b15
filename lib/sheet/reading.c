/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet/reading.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

/* ------------------------------------------------------------------ texts */

typedef struct rk_shelf_block {
    struct rk_shelf_block *before;
    size_t used, size;
    max_align_t bytes[];
} rk_shelf_block;

void *rk_shelf_take(rk_shelf *shelf, size_t size)
{
    enum { BLOCK = 1 << 16 };
    size_t whole = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    rk_shelf_block *block = shelf->last;
    if (!block || block->size - block->used < whole) {
        size_t room = whole > BLOCK ? whole : BLOCK;
        block = rk_realloc(NULL, sizeof *block + room, 1);
        if (!block) {
            shelf->failed = true;
            return NULL;
        }
        *block = (rk_shelf_block){shelf->last, 0, room};
        shelf->last = block;
    }
    void *taken = (char *)block->bytes + block->used;
    block->used += whole;
    return taken;
}

const char *rk_shelf_keep(rk_shelf *shelf, const char *text, size_t length)
{
    char *copy = length ? rk_shelf_take(shelf, length + 1) : NULL;
    if (!copy)
        return "";
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

const char *rk_shelf_format(rk_shelf *shelf, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return rk_shelf_keep(shelf, text, strlen(text));
}

void rk_shelf_free(rk_shelf *shelf)
{
    while (shelf->last) {
        rk_shelf_block *before = shelf->last->before;
        rk_free(shelf->last);
        shelf->last = before;
    }
}

/* ------------------------------------------------------------------- rows */

reckon_claim rk_no_claim(void)
{
    return (reckon_claim){
        .value = NAN, .low = NAN, .high = NAN, .level = NAN, .best = NAN, .precision = NAN};
}

bool rk_reading_reserve(reckon_reading *reading, size_t count)
{
    reckon_reading_row *grown =
        count > reading->capacity ? rk_realloc(reading->rows, count, sizeof *grown) : reading->rows;
    if (count > reading->capacity && !grown)
        return false;
    reading->rows = grown;
    reading->capacity = count > reading->capacity ? count : reading->capacity;
    return true;
}

reckon_reading_row *rk_reading_add(reckon_reading *reading)
{
    if (reading->count == reading->capacity) {
        size_t capacity = reading->capacity ? reading->capacity + reading->capacity / 2 : 64;
        reckon_reading_row *grown = rk_realloc(reading->rows, capacity, sizeof *grown);
        if (!grown) {
            reading->shelf.failed = true;
            return NULL;
        }
        reading->rows = grown;
        reading->capacity = capacity;
    }
    reckon_reading_row *row = &reading->rows[reading->count++];
    *row = (reckon_reading_row){.source = "",
        .date = "",
        .text = "",
        .claim = rk_no_claim(),
        .rule = "",
        .why = "",
        .remedy = "",
        .population = "",
        .estimate = ""};
    return row;
}

void reckon_reading_free(reckon_reading *reading)
{
    if (!reading)
        return;
    rk_cells_free(&reading->cells);
    rk_shelf_free(&reading->shelf);
    rk_free(reading->rows);
    rk_texts_free(&reading->notes);
    rk_free(reading);
}

size_t reckon_reading_count(const reckon_reading *reading)
{
    return reading ? reading->count : 0;
}

const reckon_reading_row *reckon_reading_at(const reckon_reading *reading, size_t index)
{
    return reading && index < reading->count ? &reading->rows[index] : NULL;
}

size_t reckon_reading_status_count(const reckon_reading *reading, reckon_row_status status)
{
    return reading && (unsigned)status < 3 ? reading->status_counts[status] : 0;
}

size_t reckon_reading_note_count(const reckon_reading *reading)
{
    return reading ? reading->notes.count : 0;
}

const char *reckon_reading_note(const reckon_reading *reading, size_t index)
{
    return reading && index < reading->notes.count ? reading->notes.items[index].text : NULL;
}

const char *reckon_row_status_name(reckon_row_status status)
{
    static const char *const names[] = {"read", "ask", "skipped"};
    return (unsigned)status < 3 ? names[status] : "unknown";
}

const char *reckon_date_order_name(reckon_date_order order)
{
    static const char *const names[] = {"sheet", "dmy", "mdy"};
    return (unsigned)order < 3 ? names[order] : "unknown";
}
