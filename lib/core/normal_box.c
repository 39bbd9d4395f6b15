/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/normal_box.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "core/special.h"
#include "core/truncated.h"

static const double inverse_sqrt_2pi = 0.39894228040143267794;
static const double inverse_sqrt_2 = 0.70710678118654752440;
static const double inverse_sqrt_pi = 0.56418958354775628695;

/* A box as narrow as this has an almost constant density: differences of tails would lose digits.
 */
static const double narrow = 1e-2;

/* Masses below this are taken as logs. */
static const double least_mass = 1e-290;

/* Further out than this moments lose digits to cancellation. */
static const double far_out = 5.0;

/* erf(x) for |x| <= 0.46875 (Cody 1969, Rational Chebyshev approximations for the error function).
 */
static double central_erf(double x)
{
    static const double a[] = {3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2,
        3.20937758913846947e3, 1.85777706184603153e-1};
    static const double b[] = {
        2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3};
    double y = x * x, top = a[4] * y, bottom = y;
    for (int i = 0; i < 3; i++) {
        top = (top + a[i]) * y;
        bottom = (bottom + b[i]) * y;
    }
    return x * (top + a[3]) / (bottom + b[3]);
}

/* exp(x^2) erfc(x) for 0.46875 < x <= 4. */
static double middle_ratio(double x)
{
    static const double c[] = {5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1,
        2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
        1.23033935479799725e3, 2.15311535474403846e-8};
    static const double d[] = {1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
        1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3,
        1.23033935480374942e3};
    double top = c[8] * x, bottom = x;
    for (int i = 0; i < 7; i++) {
        top = (top + c[i]) * x;
        bottom = (bottom + d[i]) * x;
    }
    return (top + c[7]) / (bottom + d[7]);
}

/* The same beyond 4. */
static double far_ratio(double x)
{
    static const double p[] = {3.05326634961232344e-1, 3.60344899949804439e-1,
        1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4,
        1.63153871373020978e-2};
    static const double q[] = {2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1,
        6.05183413124413191e-2, 2.33520497626869185e-3};
    double y = 1.0 / (x * x), top = p[5] * y, bottom = y;
    for (int i = 0; i < 4; i++) {
        top = (top + p[i]) * y;
        bottom = (bottom + q[i]) * y;
    }
    return (inverse_sqrt_pi - y * (top + p[4]) / (bottom + q[4])) / x;
}

double rk_normal_tail(double z, double *density)
{
    double x = z * inverse_sqrt_2, e = exp(-0.5 * z * z);
    *density = inverse_sqrt_2pi * e;
    if (x <= 0.46875)
        return 0.5 - 0.5 * central_erf(x);
    return 0.5 * e * (x <= 4.0 ? middle_ratio(x) : far_ratio(x));
}

/* The density at the middle times width, with the terms of the Taylor series to the fourth. */
static double narrow_mass(double middle, double width)
{
    double m = middle * middle, w = width * width;
    double curvature = (m - 1.0) * w / 24.0, fourth = ((m - 6.0) * m + 3.0) * w * w / 1920.0;
    return inverse_sqrt_2pi * exp(-0.5 * m) * width * (1.0 + curvature + fourth);
}

static bool is_narrow(const rk_normal_box *box)
{
    double width = box->high - box->low;
    return width < narrow && width * (box->low + 0.5 * width) < narrow;
}

void rk_normal_box_set(rk_normal_box *box, double low, double high)
{
    bool mirrored = high < 0.0 || (low < 0.0 && -low > high);
    double from = mirrored ? -high : low, to = mirrored ? -low : high, above = 0.0, mass = 1.0;
    box->low = from;
    box->high = to;
    box->mirrored = mirrored;
    box->density_low = box->density_high = 0.0;
    if (to < INFINITY)
        above = rk_normal_tail(to, &box->density_high);
    if (from >= 0.0)
        mass = rk_normal_tail(from, &box->density_low);
    else if (from > -INFINITY)
        mass = 1.0 - rk_normal_tail(-from, &box->density_low);
    box->above = above;
    box->mass = to - from < narrow && is_narrow(box)
                    ? narrow_mass(from + 0.5 * (to - from), to - from)
                    : mass - above;
}

double rk_normal_box_log_mass(const rk_normal_box *box)
{
    return box->mass > least_mass ? log(box->mass) : rk_normal_log_interval(box->low, box->high);
}

double rk_normal_box_quantile(const rk_normal_box *box, double u)
{
    double up = box->mirrored ? 1.0 - u : u, z, width = box->high - box->low;
    if (!(box->mass > least_mass)) {
        z = rk_truncated_quantile(box->low, box->high, up).value;
    } else if (is_narrow(box)) {
        z = box->low + width * (up - 0.5 * (box->low + 0.5 * width) * width * up * (1.0 - up));
    } else {
        double right = box->above + (1.0 - up) * box->mass;
        z = right < 0.5 ? gsl_cdf_ugaussian_Qinv(right) : gsl_cdf_ugaussian_Pinv(1.0 - right);
    }
    z = fmin(fmax(z, box->low), box->high);
    return box->mirrored ? -z : z;
}

void rk_normal_box_moments(const rk_normal_box *box, double *mean, double *variance)
{
    if (box->low > far_out || box->high - box->low < 0.1 || !(box->mass > least_mass)) {
        rk_truncated z = rk_truncated_moments(box->low, box->high);
        *mean = z.mean;
        *variance = fmin(fmax(z.variance, 0.0), 1.0);
    } else {
        double at_low = box->density_low / box->mass, at_high = box->density_high / box->mass;
        double second = 1.0 + (at_low > 0.0 ? box->low * at_low : 0.0) -
                        (at_high > 0.0 ? box->high * at_high : 0.0);
        *mean = at_low - at_high;
        *variance = fmin(fmax(second - *mean * *mean, 0.0), 1.0);
    }
    if (box->mirrored)
        *mean = -*mean;
}
