/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/input.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

fuzz_input fuzz_open(const uint8_t *data, size_t size)
{
    return (fuzz_input){data, size, {0, 0, 0, 0}, 0};
}

uint8_t fuzz_byte(fuzz_input *in)
{
    if (in->left == 0)
        return 0;
    in->left--;
    return *in->at++;
}

static uint64_t take_bits(fuzz_input *in, size_t bytes)
{
    uint64_t bits = 0;
    while (bytes--)
        bits = bits << 8 | fuzz_byte(in);
    return bits;
}

size_t fuzz_below(fuzz_input *in, size_t limit)
{
    return (size_t)(take_bits(in, limit <= 256 ? 1 : limit <= 65536 ? 2 : 4) % limit);
}

size_t fuzz_count(fuzz_input *in, size_t limit)
{
    size_t kind = fuzz_byte(in);
    size_t most = kind < 224 ? 8 : kind < 250 ? 40 : limit;
    return (kind < 224 ? kind : fuzz_below(in, 65536)) % ((most < limit ? most : limit) + 1);
}

static double special(fuzz_input *in)
{
    static const double table[] = {0.0, -0.0, 1.0, -1.0, DBL_MIN, -DBL_MIN, DBL_TRUE_MIN, DBL_MAX,
        -DBL_MAX, 1e150, -1e150, 1e300, 1e-300, 1e-150, 1e-100, 1e100, DBL_EPSILON, 1 + DBL_EPSILON,
        1 - DBL_EPSILON / 2, 0.5, 2.0, 1e15, 9007199254740993.0, 1e6, -1e6, 1e-6, 1e-10, 300.0,
        37.5, -37.5, 700.0, -745.0};
    return table[fuzz_below(in, sizeof table / sizeof *table)];
}

static double from_bits(fuzz_input *in)
{
    uint64_t bits = take_bits(in, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return isfinite(value) ? value : (double)(int64_t)bits;
}

static double decimal(fuzz_input *in)
{
    double mantissa = (double)(int16_t)take_bits(in, 2);
    return mantissa * pow(10.0, (int8_t)fuzz_byte(in) / 8.0);
}

double fuzz_finite(fuzz_input *in)
{
    double value = 0.0;
    switch (fuzz_byte(in) % 8) {
    case 0:
    case 1:
        value = (int8_t)fuzz_byte(in);
        break;
    case 2:
    case 3:
        value = decimal(in);
        break;
    case 4:
        value = from_bits(in);
        break;
    case 5:
        value = special(in);
        break;
    case 6:
        value = in->last[fuzz_below(in, 4)];
        break;
    default:
        value = nextafter(in->last[fuzz_below(in, 4)], fuzz_byte(in) & 1u ? DBL_MAX : -DBL_MAX);
    }
    in->last[in->taken++ % 4] = value;
    return value;
}

double fuzz_any(fuzz_input *in)
{
    switch (fuzz_byte(in)) {
    case 255:
        return NAN;
    case 254:
        return INFINITY;
    case 253:
        return -INFINITY;
    default:
        return fuzz_finite(in);
    }
}

double fuzz_within(fuzz_input *in, double low, double high)
{
    uint8_t kind = fuzz_byte(in);
    if (kind >= 250)
        return kind & 1u ? low : high;
    if (kind >= 200)
        return fmin(fmax(fuzz_finite(in), low), high);
    double part = (double)take_bits(in, kind & 1u ? 1 : 6) / (kind & 1u ? 255.0 : 0x1p48);
    double value = low > 0 && high / low > 100 ? exp(log(low) + part * (log(high) - log(low)))
                                               : low * (1 - part) + high * part;
    return fmin(fmax(value, low), high);
}

char *fuzz_rest(fuzz_input *in, size_t *size)
{
    char *text = fuzz_alloc(in->left + 1, 1);
    if (in->left)
        memcpy(text, in->at, in->left);
    *size = in->left;
    in->at += in->left;
    in->left = 0;
    return text;
}

void fuzz_require(bool held, const char *what)
{
    if (held)
        return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

void *fuzz_alloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    fuzz_require(memory != NULL, "there is memory");
    return memory;
}
