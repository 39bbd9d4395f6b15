/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as pictures: which one, how large; PNG and PDF through gnuplot when it is there. */
#ifndef RECONCILE_DRAW_H
#define RECONCILE_DRAW_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/picture.h>

#include "arguments.h"

/* Whether the format that was asked for is a picture. */
bool is_picture(const struct arguments *arguments);

/* Checks --picture and --size. 0, or the exit status after a complaint. */
int picture_options(const struct arguments *arguments, reckon_picture_options *options);

/* Draws results[count] into new memory *text of *length bytes (free with reckon_free()). 0, or the
 * exit status after a complaint. */
int draw(const reckon_result *const *results, size_t count, const struct arguments *arguments,
    char **text, size_t *length);

#endif
