/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a request that says how a sheet is to be read: the key "sheet" of the action "read".
 */
#ifndef RK_DOOR_READ_SHEET_H
#define RK_DOOR_READ_SHEET_H

#include <reckon/sheet.h>

#include "json/read_object.h"

typedef struct rk_sheet_wish {
    reckon_sheet_options options;
    const char *where[RECKON_SHEET_WHERE];
    const char *file; /* the name of the sheet, or NULL */
} rk_sheet_wish;

/* Everything by default; `wish` must not move, its options point into it. */
void rk_sheet_wish_init(rk_sheet_wish *wish);

/* Reads the object at a place. Texts live as long as the document. */
reckon_status rk_sheet_wish_read(
    const rk_json_reader *reader, const rk_json_at *at, rk_sheet_wish *wish);

#endif
