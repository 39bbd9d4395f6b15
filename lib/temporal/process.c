/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/process.h"

#include <math.h>

#include <gsl/gsl_sort_double.h>

#include "core/newton.h"
#include "core/special.h"
#include "temporal/prior.h"

/* Covariance of two positions of a Wiener process about 0, and of its integral. */
static double walk_kernel(double a, double b)
{
    return (a > 0.0) == (b > 0.0) ? fmin(fabs(a), fabs(b)) : 0.0;
}

static double integrated_kernel(double a, double b)
{
    double near = fmin(fabs(a), fabs(b)), far = fmax(fabs(a), fabs(b));
    return (a > 0.0) == (b > 0.0) ? near * near * (3.0 * far - near) / 6.0 : 0.0;
}

/* The lower median of the times, and the median of the centres. */
void rk_process_start(
    const reckon_temporal_problem *problem, rk_settings *settings, double *scratch)
{
    size_t count = 0;
    for (size_t i = 0; i < problem->reading_count; i++)
        if (!problem->used || problem->used[i])
            scratch[count++] = problem->readings[i].time;
    if (count)
        gsl_sort(scratch, 1, count);
    if (isnan(settings->initial_time))
        settings->initial_time = count                 ? scratch[(count - 1) / 2]
                                 : problem->grid_count ? problem->grid[0]
                                                       : 0.0;
    count = 0;
    for (size_t i = 0; i < problem->reading_count; i++)
        if (!problem->used || problem->used[i])
            scratch[count++] = rk_reading_centre(&problem->readings[i]);
    if (count)
        gsl_sort(scratch, 1, count);
    double low = count ? scratch[(count - 1) / 2] : 0.0, high = count ? scratch[count / 2] : 0.0;
    if (isnan(settings->initial_mean))
        settings->initial_mean = low + 0.5 * (high - low);
}

double rk_event_progress(const reckon_temporal_event *event, double time)
{
    if (time >= event->time + event->length)
        return 1.0;
    return time <= event->time ? 0.0 : (time - event->time) / event->length;
}

double rk_process_mean(
    const reckon_temporal_problem *problem, const rk_settings *settings, double time)
{
    double mean = settings->initial_mean;
    for (size_t k = 0; k < problem->event_count; k++) {
        const reckon_temporal_event *event = &problem->events[k];
        mean += event->mean *
                (rk_event_progress(event, time) - rk_event_progress(event, settings->initial_time));
    }
    return mean;
}

rk_level rk_process_covariance(
    const reckon_temporal_problem *problem, const rk_settings *settings, double s, double t)
{
    double from = settings->initial_time, fixed = settings->initial_sd * settings->initial_sd;
    if (settings->trend)
        fixed += settings->slope_sd * settings->slope_sd * (s - from) * (t - from);
    for (size_t k = 0; k < problem->event_count; k++) {
        const reckon_temporal_event *event = &problem->events[k];
        double now = rk_event_progress(event, from);
        double a = rk_event_progress(event, s) - now, b = rk_event_progress(event, t) - now;
        fixed += event->sd * event->sd * walk_kernel(a, b);
    }
    double walk =
        settings->trend ? integrated_kernel(s - from, t - from) : walk_kernel(s - from, t - from);
    return (rk_level){fixed, walk};
}

/* Equally likely places of the drift's prior that a width is averaged over. */
enum { PRIOR_PLACES = 24 };

typedef struct rk_width {
    double variance[PRIOR_PLACES]; /* without shock */
    double shock_variance, shocked, tail;
} rk_width;

/* Probability above x, less what it should be: falling. */
static double tail_excess(double x, void *context, double *slope)
{
    const rk_width *width = context;
    double above = 0.0;
    *slope = 0.0;
    for (size_t k = 0; k < PRIOR_PLACES; k++)
        for (int shock = 0; shock < 2; shock++) {
            double share = (shock ? width->shocked : 1.0 - width->shocked) / PRIOR_PLACES;
            double sd = sqrt(width->variance[k] + (shock ? width->shock_variance : 0.0));
            above += share * rk_normal_upper(x / sd);
            *slope -= share * rk_normal_density(x / sd) / sd;
        }
    return above - width->tail;
}

double rk_process_width(const reckon_temporal_problem *problem, const rk_settings *settings,
    double time, double shocked)
{
    rk_level own = rk_process_covariance(problem, settings, time, time);
    rk_width width = {.shock_variance = settings->shock_sd * settings->shock_sd,
        .shocked = shocked,
        .tail = 0.5 * (1.0 - settings->region_level)};
    double widest = 0.0;
    for (size_t k = 0; k < PRIOR_PLACES; k++) {
        double u = ((double)k + 0.5) / PRIOR_PLACES, fixed = settings->fixed[RK_DRIFT];
        double drift = isnan(fixed) ? rk_prior_quantile(settings, RK_DRIFT, u) : fixed;
        width.variance[k] = own.fixed + drift * drift * own.walk;
        widest = fmax(widest, width.variance[k]);
    }
    double sd = sqrt(widest + (shocked > 0.0 ? width.shock_variance : 0.0)),
           z = rk_normal_upper_quantile(width.tail);
    double start = z * sqrt(own.fixed);
    return 2.0 * rk_newton_root(tail_excess, &width, 0.0, z * sd * 1.001 + 1e-12, start, false,
                     1e-4 * width.tail);
}
