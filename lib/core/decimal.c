/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A double is m / 2^s with whole m and s. Times the power of ten that brings P digits before the point it is a whole
 * number of at most 123 bits over 2^s: its digits, and what rounding them took away, follow without any approximation.
 */
#include "core/decimal.h"

#include <math.h>
#include <stdint.h>

/* ---- Whole numbers of 128 bits ---- */

typedef struct wide {
    uint64_t high, low;
} wide;

static wide product(uint64_t a, uint64_t b)
{
    uint64_t a_low = a & 0xFFFFFFFFu, a_high = a >> 32, b_low = b & 0xFFFFFFFFu, b_high = b >> 32;
    uint64_t low = a_low * b_low, left = a_high * b_low, right = a_low * b_high;
    uint64_t middle = (low >> 32) + (left & 0xFFFFFFFFu) + (right & 0xFFFFFFFFu);
    return (wide){
        a_high * b_high + (left >> 32) + (right >> 32) + (middle >> 32), (middle << 32) | (low & 0xFFFFFFFFu)};
}

static const uint64_t power_of_ten[] = {1u, 10u, 100u, 1000u, 10000u, 100000u, 1000000u, 10000000u, 100000000u,
    1000000000u, 10000000000u, 100000000000u, 1000000000000u, 10000000000000u, 100000000000000u, 1000000000000000u,
    10000000000000000u, 100000000000000000u, 1000000000000000000u, 10000000000000000000u};
enum { MOST_POWER = 19 };

/* a * 10^power, below 2^128; power up to 2 * MOST_POWER. */
static wide times_power_of_ten(uint64_t a, int power)
{
    int first = power < MOST_POWER ? power : MOST_POWER;
    wide value = product(a, power_of_ten[first]);
    uint64_t rest = power_of_ten[power - first];
    wide low = product(value.low, rest);
    return (wide){value.high * rest + low.high, low.low};
}

static wide doubled(wide a)
{
    return (wide){a.high << 1 | a.low >> 63, a.low << 1};
}

static wide difference(wide a, wide b)
{
    return (wide){a.high - b.high - (a.low < b.low), a.low - b.low};
}

/* Below, at or above 0 as a is below, at or above b. */
static int compare(wide a, wide b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return a.low == b.low ? 0 : a.low < b.low ? -1 : 1;
}

static wide power_of_two(int power)
{
    return power < 64 ? (wide){0, UINT64_C(1) << power} : (wide){UINT64_C(1) << (power - 64), 0};
}

/* a / 2^shift, which fits 64 bits, and what remains; shift is 1 to 127. */
static uint64_t divide(wide a, int shift, wide *rest)
{
    if (shift >= 64) {
        *rest = (wide){shift > 64 ? a.high & (UINT64_MAX >> (128 - shift)) : 0, a.low};
        return a.high >> (shift - 64);
    }
    *rest = (wide){0, a.low & (UINT64_MAX >> (64 - shift))};
    return a.high << (64 - shift) | a.low >> shift;
}

/* ---- Digits ---- */

/* value = whole / 2^shift. */
typedef struct binary {
    uint64_t whole;
    int shift;
} binary;

enum { LEAST_DIGITS = 15, MOST_DIGITS = 17 };

/*
 * The value's first `count` digits, correctly rounded, as a whole number; *exponent is that of the first digit, and
 * comes as that or one less. *exact: whether they read back as the value, to whose half of the distance to the next
 * doubles nothing is farther than they are.
 */
static uint64_t rounded(binary value, int count, int *exponent, bool *reads_back)
{
    wide rest;
    int power = count - 1 - *exponent;
    uint64_t digits = divide(times_power_of_ten(value.whole, power), value.shift, &rest);
    if (digits >= power_of_ten[count]) {
        ++*exponent;
        digits = divide(times_power_of_ten(value.whole, --power), value.shift, &rest);
    }
    int against_half = compare(doubled(rest), power_of_two(value.shift));
    bool up = against_half > 0 || (against_half == 0 && digits % 2 == 1);
    wide error = up ? difference(power_of_two(value.shift), rest) : rest;
    /* Below a power of two doubles are twice as dense. */
    bool dense = !up && value.whole == UINT64_C(1) << 52;
    int against_next = compare(doubled(dense ? doubled(error) : error), times_power_of_ten(1, power));
    *reads_back = against_next < 0 || (against_next == 0 && value.whole % 2 == 0);
    digits += up;
    if (digits == power_of_ten[count]) {
        digits /= 10;
        ++*exponent;
    }
    return digits;
}

void rk_shortest_decimal(double value, rk_decimal *decimal)
{
    int binary_exponent;
    double fraction = frexp(value, &binary_exponent); /* 1/2 <= fraction < 1 */
    binary parts = {(uint64_t)ldexp(fraction, 53), 53 - binary_exponent};
    int estimate = (int)floor(0.30103 * (binary_exponent - 1)), count = LEAST_DIGITS - 1;
    bool reads_back = false;
    uint64_t digits = 0;
    while (!reads_back && count < MOST_DIGITS) {
        decimal->exponent = estimate;
        digits = rounded(parts, ++count, &decimal->exponent, &reads_back);
    }
    for (; digits % 10 == 0; digits /= 10)
        count--;
    decimal->count = count;
    for (; count; digits /= 10)
        decimal->digits[--count] = (char)('0' + digits % 10);
}
