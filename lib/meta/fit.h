/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One fit of the fixed- or random-effects model, as influence.c repeats it. */
#ifndef RK_META_FIT_H
#define RK_META_FIT_H

#include <reckon/meta.h>

#include "core/option.h"
#include "meta/data.h"

typedef enum rk_meta_model { RK_META_FIXED, RK_META_RANDOM } rk_meta_model;

/* The options that a method of the registry may offer: every field of reckon_meta_options but the
 * level. */
extern const rk_option_rows rk_meta_option_rows;

/* Options checked and defaults filled in. */
reckon_status rk_meta_read_options(
    reckon_meta_options *filled, const reckon_meta_options *options, reckon_error *error);

/* Fills `fit` for k >= 1; `weights`[k] or NULL. */
void rk_meta_fit(const rk_meta_data *data, const double *weights,
    const reckon_meta_options *options, rk_meta_model model, reckon_meta_fit *fit);

/* sqrt(sum(w^2 (v + tau2))) / sum(w): the standard error of a mean with user weights. */
double rk_meta_weighted_se(const rk_meta_data *data, const double *weights, double tau2);

/* a / b where b may be 0: 0 / 0 is 0, anything else over 0 infinite. */
double rk_meta_ratio(double a, double b);

/* scale * se, where exact estimates that differ give an infinite scale: a standard error of 0 stays
 * 0 under it. */
double rk_meta_rescaled(double scale, double se);

/* I2 (percent) and H2 of a tau2 against the typical sampling variance (Higgins and Thompson 2002).
 */
void rk_meta_variation(const rk_meta_data *data, double tau2, double *I2, double *H2);

#endif
