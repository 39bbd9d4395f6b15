/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of the model, each once: name, range, default, unit, help. */
#ifndef RK_TEMPORAL_OPTIONS_H
#define RK_TEMPORAL_OPTIONS_H

#include <reckon/temporal.h>

#include "core/option.h"

/* What a method of the registry offers: every field of reckon_temporal_options but region_level. */
extern const rk_option_rows rk_temporal_option_rows;

/* `options` (NULL: none) made whole and checked. */
reckon_status rk_temporal_read_options(
    reckon_temporal_options *filled, const reckon_temporal_options *options, reckon_error *error);

#endif
