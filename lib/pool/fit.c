/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distributions from what an estimate states: two quantiles matched exactly, three by least
 * squares, or a PERT beta.
 *
 * Two unknowns always: v[0] moves the distribution by stated standard deviations in its coordinate
 * (itself, log or logit), v[1] is the log of how much wider it is than the interval says. Both are
 * of order 1 for every input.
 */
#include "pool/distribution.h"

#include <math.h>
#include <stdbool.h>

#include "core/special.h"
#include "core/status.h"

typedef struct fitting {
    reckon_family family;
    double lower, upper;   /* of a beta */
    double centre, spread; /* of the stated interval in the coordinate */
    double
        concentration; /* log of the shape, or of the sum of the shapes, that the spread suggests */
    double point[3], probability[3];
    double
        noise; /* what rounding does to the normal score of an end: more agreement cannot be had */
} fitting;

static double coordinate(const fitting *f, double x)
{
    if (f->family == RECKON_FAMILY_NORMAL)
        return x;
    if (f->family == RECKON_FAMILY_BETA)
        return log((x - f->lower) / (f->upper - x));
    return log(x);
}

/* The distribution at v; false when a parameter leaves its domain. */
static bool place(const fitting *f, const double v[2], reckon_distribution *d)
{
    double centre = f->centre + f->spread * v[0], shapes = exp(f->concentration - 2.0 * v[1]);
    switch (f->family) {
    case RECKON_FAMILY_GAMMA:
        return !reckon_distribution_make(f->family, shapes, shapes * exp(-centre), 0, 0, d, NULL);
    case RECKON_FAMILY_BETA:
        return !reckon_distribution_make(f->family, shapes / (1.0 + exp(-centre)),
            shapes / (1.0 + exp(centre)), f->lower, f->upper, d, NULL);
    default:
        return !reckon_distribution_make(f->family, centre, f->spread * exp(v[1]), 0, 0, d, NULL);
    }
}

/* ---- Two quantiles ---- */

/* Normal scores of the two probabilities, less those wanted: nearly linear in v. False outside the
 * domain. */
static bool score_error(const fitting *f, const double v[2], double error[2])
{
    reckon_distribution d;
    if (!place(f, v, &d))
        return false;
    for (int i = 0; i < 2; i++) {
        double p = reckon_distribution_cdf(&d, f->point[i]),
               q = reckon_distribution_upper(&d, f->point[i]);
        double score = p < q ? rk_normal_quantile(p) : rk_normal_upper_quantile(q);
        error[i] = score - (i ? 1.0 : -1.0) * f->probability[2];
    }
    return isfinite(error[0]) && isfinite(error[1]);
}

/* step = the solution of J step = error, J by central differences; false when it cannot be had. */
static bool newton_step(const fitting *f, const double v[2], const double error[2], double step[2])
{
    const double h = 1e-5;
    double jacobian[2][2];
    for (int k = 0; k < 2; k++) {
        double up[2] = {v[0], v[1]}, down[2] = {v[0], v[1]}, above[2], below[2];
        up[k] += h;
        down[k] -= h;
        if (!score_error(f, up, above) || !score_error(f, down, below))
            return false;
        for (int i = 0; i < 2; i++)
            jacobian[i][k] = (above[i] - below[i]) / (2.0 * h);
    }
    double determinant = jacobian[0][0] * jacobian[1][1] - jacobian[0][1] * jacobian[1][0];
    step[0] = (error[0] * jacobian[1][1] - error[1] * jacobian[0][1]) / determinant;
    step[1] = (error[1] * jacobian[0][0] - error[0] * jacobian[1][0]) / determinant;
    return isfinite(step[0]) && isfinite(step[1]);
}

static bool match_quantiles(const fitting *f, double v[2])
{
    double error[2], step[2], next[2], at_next[2];
    if (!score_error(f, v, error))
        return false;
    for (int i = 0; i < 100; i++) {
        double size = hypot(error[0], error[1]);
        if (size == 0.0)
            return true;
        if (!newton_step(f, v, error, step))
            return false;
        double fraction = fmin(1.0, 2.0 / hypot(step[0], step[1]));
        bool better = false;
        for (; fraction > 1e-6 && !better; fraction *= 0.5) {
            next[0] = v[0] - fraction * step[0];
            next[1] = v[1] - fraction * step[1];
            better = score_error(f, next, at_next) && hypot(at_next[0], at_next[1]) < size;
        }
        if (!better) /* at the last digits nothing gets better */
            return size < 1e-9 + f->noise;
        v[0] = next[0], v[1] = next[1];
        error[0] = at_next[0], error[1] = at_next[1];
    }
    return hypot(error[0], error[1]) < 1e-9 + f->noise;
}

/* ---- Least squares ---- */

static bool probability_error(const fitting *f, const double v[2], double error[3])
{
    reckon_distribution d;
    if (!place(f, v, &d))
        return false;
    for (int i = 0; i < 3; i++)
        error[i] = reckon_distribution_cdf(&d, f->point[i]) - f->probability[i];
    return true;
}

/* Derivatives by the five-point rule: the least squares solution is as good as they are. */
static bool least_squares_jacobian(const fitting *f, const double v[2], double jacobian[3][2])
{
    const double h = 2e-3;
    for (int k = 0; k < 2; k++) {
        double at[4][3];
        static const double offset[4] = {-2, -1, 1, 2};
        for (int j = 0; j < 4; j++) {
            double near[2] = {v[0], v[1]};
            near[k] += offset[j] * h;
            if (!probability_error(f, near, at[j]))
                return false;
        }
        for (int i = 0; i < 3; i++)
            jacobian[i][k] = (at[0][i] - 8.0 * at[1][i] + 8.0 * at[2][i] - at[3][i]) / (12.0 * h);
    }
    return true;
}

static double sum_of_squares(const double error[3])
{
    return error[0] * error[0] + error[1] * error[1] + error[2] * error[2];
}

/* The Levenberg-Marquardt step with damping lambda. */
static bool damped_step(
    const fitting *f, const double v[2], const double error[3], double lambda, double step[2])
{
    double jacobian[3][2], a = 0.0, b = 0.0, c = 0.0, right[2] = {0.0, 0.0};
    if (!least_squares_jacobian(f, v, jacobian))
        return false;
    for (int i = 0; i < 3; i++) {
        a += jacobian[i][0] * jacobian[i][0];
        b += jacobian[i][0] * jacobian[i][1];
        c += jacobian[i][1] * jacobian[i][1];
        right[0] += jacobian[i][0] * error[i];
        right[1] += jacobian[i][1] * error[i];
    }
    a += lambda * (a + 1e-12);
    c += lambda * (c + 1e-12);
    double determinant = a * c - b * b;
    step[0] = (right[0] * c - right[1] * b) / determinant;
    step[1] = (right[1] * a - right[0] * b) / determinant;
    return isfinite(step[0]) && isfinite(step[1]);
}

static bool minimize_squares(const fitting *f, double v[2])
{
    double error[3], step[2], lambda = 1e-3, size = INFINITY;
    if (!probability_error(f, v, error))
        return false;
    for (int i = 0; i < 500 && lambda < 1e12; i++) {
        if (!damped_step(f, v, error, lambda, step))
            return false;
        double next[2] = {v[0] - step[0], v[1] - step[1]}, at_next[3];
        size = hypot(step[0], step[1]);
        double now = sum_of_squares(error);
        /* The sum is flat at its minimum: it cannot judge the last steps, which are taken while
         * they are small. */
        bool taken = probability_error(f, next, at_next) &&
                     sum_of_squares(at_next) <= now + (size < 1e-5 ? 1e-15 : 0.0);
        if (!taken) {
            lambda = fmax(10.0 * lambda, 1e-8);
            continue;
        }
        v[0] = next[0], v[1] = next[1];
        for (int k = 0; k < 3; k++)
            error[k] = at_next[k];
        lambda = size < 1e-5 ? 0.0 : 0.1 * lambda;
        if (size < 1e-13)
            break;
    }
    return size < 1e-8;
}

/* ---- The public functions ---- */

static reckon_status check_interval(const fitting *f, double low, double high, double level,
    const reckon_distribution *d, reckon_error *error)
{
    if (!d)
        return rk_fail(error, RECKON_ARGUMENT, "distribution fit: distribution is NULL");
    if ((int)f->family < RECKON_FAMILY_NORMAL || f->family > RECKON_FAMILY_BETA)
        return rk_fail(error, RECKON_ARGUMENT, "distribution fit: there is no such family");
    if (!isfinite(low) || !isfinite(high) || !(low < high))
        return rk_fail(error, RECKON_VALUE,
            "distribution fit: the interval's ends are not finite and in order");
    if (!(level > 0.0 && level < 1.0))
        return rk_fail(error, RECKON_VALUE, "distribution fit: the level is not between 0 and 1");
    bool positive = f->family == RECKON_FAMILY_LOGNORMAL || f->family == RECKON_FAMILY_GAMMA;
    if (positive && !(low > 0.0))
        return rk_fail(
            error, RECKON_VALUE, "distribution fit: this family needs an interval above 0");
    if (f->family == RECKON_FAMILY_BETA &&
        !(isfinite(f->lower) && isfinite(f->upper) && f->lower < low && high < f->upper))
        return rk_fail(error, RECKON_VALUE,
            "distribution fit: the interval is not inside the bounds of the beta");
    return RECKON_OK;
}

/* A first guess: the shapes whose log (or logit) has about the stated sd. */
static void start_from_interval(fitting *f, double low, double high, double level)
{
    double z = rk_normal_central_z(level), left = coordinate(f, low), right = coordinate(f, high);
    f->probability[2] = z;
    f->centre = 0.5 * left + 0.5 * right;
    f->spread = (0.5 * right - 0.5 * left) / z;
    double largest = fmax(fabs(low), fabs(high));
    if (f->family == RECKON_FAMILY_BETA)
        largest = fmax(largest, fmax(fabs(f->lower), fabs(f->upper)));
    f->noise = 1e-13 * largest * z / (high - low);
    double s2 = f->spread * f->spread;
    double shape = (1.0 + sqrt(1.0 + 4.0 * s2)) / (2.0 * s2);
    if (f->family == RECKON_FAMILY_BETA) {
        double mean = 1.0 / (1.0 + exp(-fabs(f->centre)));
        shape = shape / fmax(mean * (1.0 - mean), 1e-300) * 0.25 * 2.0;
    }
    f->concentration = log(shape);
}

reckon_status reckon_distribution_fit(reckon_family family, double low, double high, double level,
    double lower, double upper, reckon_distribution *distribution, reckon_error *error)
{
    fitting f = {.family = family, .lower = lower, .upper = upper, .point = {low, high}};
    reckon_status status = check_interval(&f, low, high, level, distribution, error);
    if (status)
        return status;
    start_from_interval(&f, low, high, level);
    double v[2] = {0.0, 0.0};
    bool closed = family == RECKON_FAMILY_NORMAL || family == RECKON_FAMILY_LOGNORMAL;
    reckon_distribution made;
    if (!(closed || match_quantiles(&f, v)) || !place(&f, v, &made))
        return rk_fail(error, RECKON_VALUE,
            "distribution fit: no distribution of this family within its shape limits");
    *distribution = made;
    return RECKON_OK;
}

reckon_status reckon_distribution_fit_three(reckon_family family, double low, double best,
    double high, double level, double lower, double upper, reckon_distribution *distribution,
    reckon_error *error)
{
    fitting f = {.family = family, .lower = lower, .upper = upper, .point = {low, best, high}};
    reckon_status status = check_interval(&f, low, high, level, distribution, error);
    if (status)
        return status;
    if (!(low < best && best < high))
        return rk_fail(
            error, RECKON_VALUE, "distribution fit: the best figure is not inside the interval");
    start_from_interval(&f, low, high, level);
    f.probability[0] = 0.5 * (1.0 - level);
    f.probability[1] = 0.5;
    f.probability[2] = 0.5 * (1.0 + level);
    double v[2] = {0.0, 0.0};
    reckon_distribution made;
    if (!minimize_squares(&f, v) || !place(&f, v, &made))
        return rk_fail(error, RECKON_VALUE,
            "distribution fit: no distribution of this family within its shape limits");
    *distribution = made;
    return RECKON_OK;
}

reckon_status reckon_distribution_pert(double low, double best, double high, double lambda,
    reckon_distribution *distribution, reckon_error *error)
{
    if (!distribution)
        return rk_fail(error, RECKON_ARGUMENT, "reckon_distribution_pert: distribution is NULL");
    if (!isfinite(low) || !isfinite(high) || !(low < high) || !(low <= best && best <= high))
        return rk_fail(error, RECKON_VALUE, "PERT: low, best and high are not finite and in order");
    if (!(lambda > 0.0 && isfinite(lambda)))
        return rk_fail(error, RECKON_VALUE, "PERT: lambda is not a finite number above 0");
    double width = high - low;
    return reckon_distribution_make(RECKON_FAMILY_BETA, 1.0 + lambda * ((best - low) / width),
        1.0 + lambda * ((high - best) / width), low, high, distribution, error);
}
