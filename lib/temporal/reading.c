/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reading says, as numbers. */
#include <math.h>

#include "temporal/settings.h"

double rk_reading_centre(const reckon_temporal_reading *reading)
{
    switch (reading->kind) {
    case RECKON_TEMPORAL_AT_LEAST:
        return reading->low;
    case RECKON_TEMPORAL_AT_MOST:
        return reading->high;
    case RECKON_TEMPORAL_INTERVAL:
        return reading->low + 0.5 * (reading->high - reading->low);
    case RECKON_TEMPORAL_DENSITY:
    case RECKON_TEMPORAL_SPLIT:
        break;
    }
    return reading->centre;
}

int rk_reading_compare(const reckon_temporal_reading *a, const reckon_temporal_reading *b)
{
    const reckon_temporal_reading *reading[2] = {a, b};
    double key[2][8];
    for (int i = 0; i < 2; i++) {
        const reckon_temporal_reading *r = reading[i];
        double centre = rk_reading_centre(r);
        bool box = r->kind != RECKON_TEMPORAL_DENSITY && r->kind != RECKON_TEMPORAL_SPLIT;
        const double keys[8] = {r->certain ? 0.0 : 1.0, r->time, (double)r->kind, centre,
            box                                  ? r->high - centre
            : r->kind == RECKON_TEMPORAL_DENSITY ? r->sd
                                                 : r->sd_low,
            r->kind == RECKON_TEMPORAL_SPLIT ? r->sd_high : 0.0, r->weight, r->length};
        for (int k = 0; k < 8; k++)
            key[i][k] = keys[k];
    }
    if (a->kind == RECKON_TEMPORAL_AT_LEAST)
        key[0][4] = 0.0;
    if (b->kind == RECKON_TEMPORAL_AT_LEAST)
        key[1][4] = 0.0;
    for (int k = 0; k < 8; k++)
        if (key[0][k] != key[1][k])
            return key[0][k] < key[1][k] ? -1 : 1;
    return 0;
}
