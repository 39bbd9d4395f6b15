/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file picture.h
 * Results as pictures: the ranges over time (fan), the figures one under another with the answer
 * (forest), and methods side by side with what each claims. One description of the picture is
 * written as SVG, which needs nothing else; as a script for gnuplot; or as Vega-Lite for web pages.
 * The same input gives the same bytes.
 */
#ifndef RECKON_PICTURE_H
#define RECKON_PICTURE_H

#include <stddef.h>

#include <reckon/export.h>
#include <reckon/result.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum reckon_picture {
    RECKON_PICTURE_FAN, /**< one result: its ranges over time, every figure, later counts as flags
                         */
    RECKON_PICTURE_FOREST, /**< one result: every figure as a row, the answer at its last supported
                              date as a diamond */
    RECKON_PICTURE_METHODS /**< one result or more of one question: the answer of each method and
                              what it claims */
} reckon_picture;

typedef struct reckon_picture_options {
    size_t struct_size;
    reckon_picture picture; /**< default: the fan */
    double width;           /**< pixels, 200 to 10,000; default 960 */
    double height;          /**< pixels, 150 to 10,000; default 0: what the picture needs */
} reckon_picture_options;

/** Fills in every default. */
RECKON_EXPORT void reckon_picture_options_init(reckon_picture_options *options);

/**
 * Write a picture of results[count] as new text in *text (free with reckon_free()). Options may be
 * NULL. Fan and forest show results[0]. RECKON_ARGUMENT without results, or when their dates
 * differ; RECKON_OPTION for a size out of range; RECKON_MEMORY.
 */
/** SVG with a title and a description of its own, readable without colours. */
RECKON_EXPORT reckon_status reckon_picture_svg(const reckon_result *const *results, size_t count,
    const reckon_picture_options *options, char **text, reckon_error *error);
/** A gnuplot script that holds its data; the caller chooses terminal and output. */
RECKON_EXPORT reckon_status reckon_picture_gnuplot(const reckon_result *const *results,
    size_t count, const reckon_picture_options *options, char **text, reckon_error *error);
/** A Vega-Lite specification (version 5) that holds its data. */
RECKON_EXPORT reckon_status reckon_picture_vega(const reckon_result *const *results, size_t count,
    const reckon_picture_options *options, char **text, reckon_error *error);

/** The height in pixels that such a picture has, for whoever runs gnuplot; NAN when it cannot be
 * made. */
RECKON_EXPORT double reckon_picture_height(
    const reckon_result *const *results, size_t count, const reckon_picture_options *options);

#ifdef __cplusplus
}
#endif
#endif
