/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Student's t and chi-square over the whole of their domains. GSL's own inverses stop with an error for arguments that
 * a caller can reach (chi-square with a million degrees of freedom, tails near the end of the number range), and its
 * incomplete gamma function does so beyond df = 5e6, so here are an expansion for large df and inverses by Newton steps
 * on the logarithm of the tail, which is concave in the logarithm of x for both distributions.
 */
#include "core/special.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>

#include "core/gsl_handler.h"

enum { MAX_STEPS = 200 };

static const double large_df = 1e5;
static const double normal_df = 1e10; /* from here on Student's t is normal to the last digits */
static const double least_df = 1e-290;

static double marked(double (*distribution)(double, double), double x, double df)
{
    rk_gsl_enter();
    double value = distribution(x, df);
    rk_gsl_leave();
    return value;
}

/*
 * The tails of a gamma distribution of large shape a = df / 2, uniformly in x: Temme's expansion, DLMF 8.12.3. With
 * eta^2 / 2 = x/a - 1 - log(x/a) and the sign of x - a, Q = erfc(eta sqrt(a/2)) / 2 + S; tails that a double can
 * hold have |eta| < 0.17 here, and the terms left out are below 1e-12.
 */
static double chisq_tail_large(double x, double df, bool upper)
{
    double a = 0.5 * df, excess = (x - df) / df;
    if (excess < -0.5 || excess > 1.0)
        return (excess > 0) == upper ? 0.0 : 1.0;
    double eta = copysign(sqrt(-2.0 * gsl_sf_log_1plusx_mx(excess)), excess);
    double c0 = 1.0 / excess - 1.0 / eta;
    if (fabs(eta) < 0.05)
        c0 = -1.0 / 3.0 +
             eta * (1.0 / 12.0 -
                       eta * (2.0 / 135.0 - eta * (1.0 / 864.0 + eta * (1.0 / 2835.0 - eta * 139.0 / 777600.0))));
    double c1 = -1.0 / 540.0 - eta / 288.0;
    double correction = exp(-0.5 * a * eta * eta) / sqrt(2.0 * M_PI * a) * (c0 + c1 / a);
    double main_term = rk_normal_upper(upper ? eta * sqrt(a) : -eta * sqrt(a));
    return fmin(1.0, fmax(0.0, upper ? main_term + correction : main_term - correction));
}

double rk_chisq_cdf(double x, double df)
{
    if (!(x > 0))
        return 0.0;
    if (x > 1e8 * (df + 1.0) || df < least_df)
        return 1.0;
    return df > large_df ? chisq_tail_large(x, df, false) : marked(gsl_cdf_chisq_P, x, df);
}

double rk_chisq_upper(double x, double df)
{
    if (!(x > 0))
        return 1.0;
    if (x > 1e8 * (df + 1.0) || df < least_df)
        return 0.0;
    return df > large_df ? chisq_tail_large(x, df, true) : marked(gsl_cdf_chisq_Q, x, df);
}

double rk_student_upper(double t, double df)
{
    if (df > normal_df)
        return rk_normal_upper(t);
    if (df < least_df)
        return 0.5; /* the limit: all mass at the two infinities */
    return marked(gsl_cdf_tdist_Q, t, df);
}

/* One tail of a distribution on x > 0 as a function of y = log x. */
typedef struct tail {
    double df;
    bool upper;
    double (*probability)(const struct tail *side, double x);
    double (*density)(const struct tail *side, double x);
} tail;

/* Log of the tail over log of the target, and how fast it changes with log x, at x. */
static double log_gap(const tail *side, double x, double target, double *slope)
{
    double probability = side->probability(side, x);
    *slope = (side->upper ? -1.0 : 1.0) * side->density(side, x) * x / probability;
    return log(probability / target);
}

/*
 * The x where the tail holds `target`, from a first guess of log x. Newton on the log of the tail over log x; a step
 * that leaves what is known to hold the answer, or meets a tail of 0 or 1, is halved instead. The last step is made on
 * x, whose digits are finer than those of its logarithm.
 */
static double tail_quantile(const tail *side, double target, double y)
{
    double low = -745.0, high = 709.0, slope; /* the logarithms of all doubles */
    y = fmin(fmax(y, low), high);
    for (int i = 0; i < MAX_STEPS; i++) {
        double gap = log_gap(side, exp(y), target, &slope);
        if ((gap > 0) == side->upper)
            low = y;
        else
            high = y;
        double next = y - gap / slope;
        if (!(next >= low && next <= high)) /* also when the step is not a number */
            next = 0.5 * (low + high);
        double step = fabs(next - y);
        y = next;
        if (step <= 1e-13 * fmax(1.0, fabs(y)))
            break;
    }
    double x = exp(y), last = log_gap(side, x, target, &slope) / slope;
    return fabs(last) < 1e-10 ? x - x * last : x;
}

static double chisq_probability(const tail *side, double x)
{
    return side->upper ? rk_chisq_upper(x, side->df) : rk_chisq_cdf(x, side->df);
}

/* Density of chi-square; its scale only steers Newton's steps, so a few units in the last digits do not matter. */
static double chisq_density(const tail *side, double x)
{
    double a = 0.5 * side->df;
    return 0.5 * exp((a - 1.0) * log(0.5 * x) - 0.5 * x - gsl_sf_lngamma(a));
}

double rk_chisq_quantile(double p, double df)
{
    if (p <= 0 || df < least_df)
        return 0.0;
    if (p >= 1)
        return INFINITY;
    if (df > 1e30)
        return df; /* the distribution is narrower than the doubles around it */
    tail side = {df, p >= 0.5, chisq_probability, chisq_density};
    /* Wilson and Hilferty's cube; where it is of no use (few df, lower tail), the leading term of the lower tail. */
    double ninth = 2.0 / (9.0 * df), cube = 1.0 - ninth + rk_normal_quantile(p) * sqrt(ninth);
    double guess = cube > 0.3 && df > 0.5 ? log(df) + 3.0 * log(cube)
                                          : M_LN2 + (log(p) + gsl_sf_lngamma(0.5 * df + 1.0)) / (0.5 * df);
    return tail_quantile(&side, side.upper ? 1.0 - p : p, guess);
}

static double student_probability(const tail *side, double x)
{
    return rk_student_upper(x, side->df);
}

static double student_density(const tail *side, double t)
{
    double df = side->df,
           log_scale = gsl_sf_lngamma(0.5 * (df + 1.0)) - gsl_sf_lngamma(0.5 * df) - 0.5 * log(M_PI * df);
    double ratio = t / sqrt(df);
    return exp(log_scale - 0.5 * (df + 1.0) * (ratio < 1e8 ? log1p(ratio * ratio) : 2.0 * log(ratio)));
}

/* The t > 0 with upper tail q in (0, 0.5). */
static double student_upper_quantile(double q, double df)
{
    tail side = {df, true, student_probability, student_density};
    double z = rk_normal_upper_quantile(q);
    if (q < 0.1 || df < 1.0) {
        double square = z * z; /* the first terms of the Cornish-Fisher expansion in 1 / df */
        double factor = 1.0 + (square + 1.0 + (5.0 * square * square + 16.0 * square + 3.0) / (24.0 * df)) / (4.0 * df);
        return tail_quantile(&side, q, log(z) + log(factor));
    }
    /* Near the middle the tail is concave in t itself: Newton from below, where the normal quantile stands. */
    for (int i = 0; i < MAX_STEPS; i++) {
        double step = (rk_student_upper(z, df) - q) / student_density(&side, z);
        z += step;
        if (!(fabs(step) > 1e-15 * z))
            break;
    }
    return z;
}

double rk_student_quantile(double p, double df)
{
    if (p == 0.5)
        return 0.0;
    if (p <= 0 || p >= 1 || df < least_df)
        return p < 0.5 ? -INFINITY : INFINITY;
    if (df > normal_df)
        return rk_normal_quantile(p);
    return p < 0.5 ? -student_upper_quantile(p, df) : student_upper_quantile(1.0 - p, df);
}
