/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options structs by table. One row is one typed field of one struct: name, range, default, unit
 * and help are written there and nowhere else. The struct's _init function, the checks of the
 * numeric layer, the registry of methods, help, JSON and the bindings all come from the row, so
 * they cannot disagree.
 */
#ifndef RK_CORE_OPTION_H
#define RK_CORE_OPTION_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include <reckon/option.h>
#include <reckon/status.h>

/* How a field holds its value. An enum field has the order of the row's choices. */
typedef enum rk_field_kind { RK_FIELD_DOUBLE, RK_FIELD_SIZE, RK_FIELD_ENUM } rk_field_kind;

typedef struct rk_option_row {
    reckon_option seen; /* what the world sees of it */
    rk_field_kind kind;
    size_t offset; /* of the field in its struct */
} rk_option_row;

/* Rows; the name of an option is that of its field. A default of NAN is "none", which then may be
 * set as well. */
#define RK_OPTION_NUMBER_ROW(type, field, standard, least, most, unit, help)                       \
    {                                                                                              \
        {#field, RECKON_OPTION_NUMBER, standard, NULL, least, most, NULL, unit, help},             \
            RK_FIELD_DOUBLE, offsetof(type, field)                                                 \
    }
/* A whole number that may be "none": held as a double. */
#define RK_OPTION_WHOLE_ROW(type, field, standard, least, most, unit, help)                        \
    {                                                                                              \
        {#field, RECKON_OPTION_INTEGER, standard, NULL, least, most, NULL, unit, help},            \
            RK_FIELD_DOUBLE, offsetof(type, field)                                                 \
    }
#define RK_OPTION_COUNT_ROW(type, field, standard, least, most, unit, help)                        \
    {                                                                                              \
        {#field, RECKON_OPTION_INTEGER, standard, NULL, least, most, NULL, unit, help},            \
            RK_FIELD_SIZE, offsetof(type, field)                                                   \
    }
#define RK_OPTION_CHOICE_ROW(type, field, standard, choices, help)                                 \
    {                                                                                              \
        {#field, RECKON_OPTION_CHOICE, NAN, standard, 0.0, 0.0, choices, "", help}, RK_FIELD_ENUM, \
            offsetof(type, field)                                                                  \
    }

typedef struct rk_option_rows {
    const rk_option_row *row; /* [count] */
    size_t count;
} rk_option_rows;

/* Writes every default into the struct's fields; struct_size is the caller's. */
void rk_options_default(rk_option_rows rows, void *options);

/* RECKON_OPTION with the pointer "/options/NAME" when a field is outside its range or is no choice.
 */
reckon_status rk_options_check(rk_option_rows rows, const void *options, reckon_error *error);

/*
 * What a caller gave, made whole. `filled` is a struct of `size` bytes that begins with its size
 * and holds the defaults; `given` (NULL: nothing) begins with its own. A shorter one says nothing
 * of the fields it has not; a longer one is refused unless the rest is zero: it may ask for what
 * this library does not know. RECKON_ARGUMENT.
 */
reckon_status rk_struct_take(void *filled, size_t size, const void *given, reckon_error *error);

/* The same for an options struct with a table: defaults, then what was given, then the check. */
reckon_status rk_options_take(
    rk_option_rows rows, void *filled, size_t size, const void *given, reckon_error *error);

/* The row of that name, or NULL. */
const rk_option_row *rk_option_find(rk_option_rows rows, const char *name);

/* Sets a field from text ("0.2", "REML", "none") or from a number: RECKON_OPTION when the row does
 * not take it. */
reckon_status rk_option_set_text(
    const rk_option_row *row, const char *text, void *options, reckon_error *error);
reckon_status rk_option_set_number(
    const rk_option_row *row, double number, void *options, reckon_error *error);

/* A field as a number (NAN: none); of a choice its place among the choices. */
double rk_option_get(const rk_option_row *row, const void *options);

#endif
