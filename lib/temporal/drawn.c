/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/drawn.h"

#include <math.h>
#include <stdint.h>

#include <gsl/gsl_math.h>

#include "core/special.h"

/* Points that find out where the outputs are, and how to draw, before anything is gathered. */
enum { SCOUTS = 128 };

/* Points between two looks at whether the caller wants to stop. */
enum { POINTS_BETWEEN = 128 };

/* Points double until their error is below this, at most to this many times what was asked; not
 * where they would have to be `hopeless` times as many as that. */
static const double wanted_error = 0.006, most_effort = 32.0, hopeless = 4.0;

/* Chains answer where the points have a larger error than this, or weights more uneven. */
static const double most_error = 0.025, most_tail_shape = 0.7, least_effective = 0.005;

/* Moves of a chain in a round; rounds that are not looked at, and the least that are for 1024
 * `points`: they go on until the answers of the blocks of chains agree to within
 * `wanted_agreement`, in sds. */
enum { ROUND = 32, ROUNDS_BEFORE = 3, ROUNDS_LEAST = 16 };
static const double wanted_agreement = 0.01, least_agreement = 0.03;

/* Starts that follow one another go to different blocks of chains. */
static size_t chain_of(size_t start)
{
    enum { PER_BLOCK = RK_CHAINS / RK_BLOCKS };
    return start % RK_BLOCKS * PER_BLOCK + start / RK_BLOCKS;
}

/* Where the coordinate of Sobol axis a goes: the first axes are the best, and the first figures
 * need them. */
static size_t place_of_axis(size_t axis, size_t sites)
{
    enum { FIRST_FIGURES = 4, OTHERS = RK_SETTING_AXES + 1 };
    size_t first = sites < FIRST_FIGURES ? sites : FIRST_FIGURES;
    if (axis < first)
        return OTHERS + axis;
    return axis < first + OTHERS ? axis - first : axis;
}

/* Owen's nested scrambling of the bits of a coordinate by a hash (Laine & Karras 2011): which half
 * of which half ... it lies in is flipped by a bit that depends on the halves above alone. */
static uint32_t reversed(uint32_t x)
{
    x = (x >> 16) | (x << 16);
    x = ((x & 0x00ff00ffu) << 8) | ((x & 0xff00ff00u) >> 8);
    x = ((x & 0x0f0f0f0fu) << 4) | ((x & 0xf0f0f0f0u) >> 4);
    x = ((x & 0x33333333u) << 2) | ((x & 0xccccccccu) >> 2);
    return ((x & 0x55555555u) << 1) | ((x & 0xaaaaaaaau) >> 1);
}

static double scrambled(double u, uint32_t axis)
{
    uint32_t seed = (axis + 1) * 0x9e3779b9u, x = reversed((uint32_t)(u * 0x1p32));
    seed ^= seed >> 15;
    seed *= 0x85ebca6bu;
    seed ^= seed >> 13;
    x += seed;
    x ^= x * 0x6c50b47cu;
    x ^= x * 0xb82f1e52u;
    x ^= x * 0xc7afe638u;
    x ^= x * 0x8d22f6e6u;
    return ((double)reversed(x) + 0.5) * 0x1p-32;
}

/* Uniform coordinates of the next point: Sobol's, and beyond its axes an additive recurrence. */
static void next_uniforms(rk_drawn *drawn, size_t point)
{
    size_t sites = drawn->dense.sites, count = RK_SETTING_AXES + 1 + sites;
    size_t sobol = count < RK_SOBOL_AXES ? count : RK_SOBOL_AXES;
    double axis[RK_SOBOL_AXES];
    drawn->sequence.type->get(drawn->sequence.state, (unsigned int)sobol, axis);
    for (size_t a = 0; a < sobol; a++)
        drawn->u[place_of_axis(a, sites)] = scrambled(axis[a], (uint32_t)a);
    for (size_t a = sobol; a < count; a++) {
        double whole, step = sqrt((double)(a * a) + 0.5 + (double)a * 0.37);
        drawn->u[a] =
            fmin(fmax(modf((double)(point + 1) * modf(step, &whole), &whole), 1e-12), 1.0 - 1e-12);
    }
}

void rk_drawn_restart(rk_drawn *drawn)
{
    size_t count = RK_SETTING_AXES + 1 + drawn->dense.sites,
           sobol = count < RK_SOBOL_AXES ? count : RK_SOBOL_AXES;
    drawn->sequence.type->init_state(drawn->sequence.state, (unsigned int)sobol);
}

double rk_drawn_point(rk_drawn *drawn, size_t point, rk_setting *setting)
{
    const rk_dense *dense = &drawn->dense;
    const rk_mesh *mesh;
    size_t node;
    double log_ratio;
    next_uniforms(drawn, point);
    *setting = rk_proposal_draw(&drawn->proposal, drawn->u, &log_ratio, &mesh, &node);
    rk_factors factors = {&mesh->precision[node * dense->sites], &mesh->shift[node * dense->sites],
        &mesh->hyper[node * RK_HYPERS]};
    double log_likelihood =
        rk_path_draw(&drawn->path, dense, setting, &factors, &drawn->u[RK_SETTING_AXES]);
    double weight = exp(log_likelihood - log_ratio - drawn->proposal.log_total);
    return weight > 1e-12 && isfinite(weight) ? weight : 0.0;
}

/* What decides how good a point's weight is: see choose_shares(). */
typedef struct rk_scout {
    double weight, scale; /* its weight, and what it is a multiple of */
    double density, seeing, blind;
} rk_scout;

/* Shares of the prior and of blind points begin with these, and become one of those. */
static const double first_prior_share = 0.1, first_blind_share = 0.25;
static const double prior_shares[] = {0.03, 0.07, 0.15}, blind_shares[] = {0.15, 0.25, 0.45, 0.7};

/* The weight that a scout would have had under other shares. */
static double weight_under(const rk_scout *scout, double prior_share, double blind_share)
{
    double density = prior_share + (1.0 - prior_share) * scout->density;
    double path = (1.0 - blind_share) * scout->seeing + blind_share * scout->blind;
    return scout->scale / (density * path);
}

/* The shares under which the weights would have varied least: sum of weight * weight under them. */
static void choose_shares(rk_drawn *drawn, const rk_scout *scout)
{
    double best = INFINITY;
    bool meshes = drawn->proposal.mesh[0].axes > 0;
    for (size_t i = 0; i < sizeof prior_shares / sizeof *prior_shares; i++)
        for (size_t j = 0; j < sizeof blind_shares / sizeof *blind_shares; j++) {
            double sum = 0.0, prior_share = meshes ? prior_shares[i] : 0.0;
            for (size_t p = 0; p < SCOUTS; p++)
                if (scout[p].weight > 0.0)
                    sum += scout[p].weight * weight_under(&scout[p], prior_share, blind_shares[j]);
            if (sum < best) {
                best = sum;
                drawn->proposal.prior_share = prior_shares[i];
                drawn->path.blind_share = blind_shares[j];
            }
        }
}

static rk_scout scout_of(const rk_drawn *drawn, const rk_setting *setting, double weight)
{
    const rk_path *path = &drawn->path;
    double most = fmax(-path->seeing, -path->blind), share = drawn->proposal.prior_share;
    rk_scout scout = {.weight = weight,
        .density = drawn->proposal.mesh[0].axes ? setting->density : 1.0,
        .seeing = exp(-path->seeing - most),
        .blind = exp(-path->blind - most)};
    scout.scale = weight * (share + (1.0 - share) * scout.density) *
                  ((1.0 - path->blind_share) * scout.seeing + path->blind_share * scout.blind);
    return scout;
}

/* Where the outputs are, from a few points, and for the first block the shares. */
static void send_scouts(rk_drawn *drawn, bool first)
{
    rk_scout scout[SCOUTS];
    if (first) {
        drawn->proposal.prior_share = first_prior_share;
        drawn->path.blind_share = first_blind_share;
    }
    rk_tally_survey(&drawn->tally, &drawn->dense);
    rk_drawn_restart(drawn);
    for (size_t p = 0; p < SCOUTS; p++) {
        rk_setting setting;
        double weight = rk_drawn_point(drawn, p, &setting) + 1e-12;
        scout[p] = scout_of(drawn, &setting, weight);
        rk_path_condition(&drawn->path, &drawn->dense, &setting);
        rk_tally_survey_point(&drawn->tally, &drawn->path, &setting, weight);
    }
    if (first)
        choose_shares(drawn, scout);
    rk_tally_surveyed(&drawn->tally);
}

static bool stopped(const reckon_temporal_options *options, double fraction)
{
    return options && options->progress &&
           options->progress(options->progress_context, fraction) != 0;
}

/* Draws until there are so many points. */
static bool draw_points(rk_drawn *drawn, const reckon_temporal_options *options, size_t wanted)
{
    rk_tally *tally = &drawn->tally;
    while (tally->points < wanted) {
        if (tally->points % POINTS_BETWEEN == 0 &&
            stopped(options, 0.1 + 0.4 * (double)tally->points / (double)wanted))
            return false;
        rk_setting setting;
        double weight = rk_drawn_point(drawn, tally->points, &setting);
        rk_tally_add(tally, &drawn->path, &setting, weight);
    }
    return true;
}

/* The larger of the errors of quantiles and evidence. */
static double points_error(const rk_tally *tally)
{
    if (!(tally->weight > 0.0))
        return INFINITY;
    return fmax(rk_tally_quantile_error(tally, RK_DENSE_WITNESSES), rk_tally_evidence_error(tally));
}

/*
 * Draws as many points as the first block of outputs needs, while so many can be enough: the error
 * of quasi-random points falls no faster than their number grows.
 */
static bool find_points(rk_drawn *drawn, const reckon_temporal_options *options)
{
    size_t wanted = drawn->dense.settings->points;
    double most = most_effort * (double)wanted;
    rk_tally_begin(&drawn->tally, wanted / 8);
    if (!draw_points(drawn, options, wanted))
        return false;
    for (;;) {
        double error = points_error(&drawn->tally) / wanted_error;
        if (error < 1.0 || rk_tally_effective(&drawn->tally) < least_effective ||
            !(error * (double)wanted < hopeless * most) || 2.0 * (double)wanted > most)
            return true;
        wanted *= 2;
        if (!draw_points(drawn, options, wanted))
            return false;
    }
}

static void note_points(rk_drawn *drawn)
{
    const rk_tally *tally = &drawn->tally;
    drawn->effort = (rk_drawn_effort){.points = tally->points,
        .log_evidence = drawn->proposal.log_total + log(tally->weight / (double)tally->points) +
                        M_LN2 * (double)drawn->dense.directional,
        .evidence_error = rk_tally_evidence_error(tally),
        .effective = rk_tally_effective(tally),
        .tail_shape = rk_tally_tail_shape(tally)};
}

/* Whether the weights of the points are too uneven for an answer. */
static bool are_uneven(const rk_drawn *drawn)
{
    const rk_drawn_effort *effort = &drawn->effort;
    return !(points_error(&drawn->tally) < most_error) || effort->tail_shape > most_tail_shape ||
           effort->effective < least_effective;
}

/*
 * The chains begin at points by the roots of their weights, in equal steps (systematic resampling):
 * flatter than the answer, so that chains which do not mix disagree. Without weights the first
 * points will do.
 */
static void start_chains(rk_drawn *drawn)
{
    double total = 0.0, below = 0.0;
    size_t points = drawn->dense.settings->points, next = 0;
    rk_setting setting;
    rk_chains_begin(&drawn->chains, &drawn->dense, &drawn->proposal, &drawn->path);
    rk_drawn_restart(drawn);
    for (size_t p = 0; p < points; p++)
        total += sqrt(rk_drawn_point(drawn, p, &setting)) + 1e-9;
    rk_drawn_restart(drawn);
    for (size_t p = 0; p < points && next < RK_CHAINS; p++) {
        below += (sqrt(rk_drawn_point(drawn, p, &setting)) + 1e-9) / total;
        while (next < RK_CHAINS && (below * RK_CHAINS > (double)next + 0.5 || p + 1 == points))
            rk_chains_put(&drawn->chains, chain_of(next++), &setting);
    }
}

static void survey_state(void *context, size_t k, const rk_setting *setting)
{
    rk_drawn *drawn = context;
    (void)k;
    rk_path_condition(&drawn->path, &drawn->dense, setting);
    rk_tally_survey_point(&drawn->tally, &drawn->path, setting, 1.0);
}

static void tally_state(void *context, size_t k, const rk_setting *setting)
{
    rk_drawn *drawn = context;
    drawn->tally.blocks = k * RK_BLOCKS / RK_CHAINS;
    rk_tally_add(&drawn->tally, &drawn->path, setting, 1.0);
}

/* One round of all chains. */
static bool run_round(rk_drawn *drawn, const reckon_temporal_options *options, double fraction,
    rk_chain_visit visit, void *context)
{
    for (size_t k = 0; k < RK_CHAINS; k++) {
        if (stopped(options, fraction))
            return false;
        rk_chains_run(&drawn->chains, k, ROUND, visit, context);
    }
    return true;
}

/* Chains from the start, through the rounds that are not looked at. */
static bool warm_up(rk_drawn *drawn, const reckon_temporal_options *options)
{
    start_chains(drawn);
    for (size_t r = 0; r + 1 < ROUNDS_BEFORE; r++)
        if (!run_round(drawn, options, 0.5, NULL, NULL))
            return false;
    rk_tally_survey(&drawn->tally, &drawn->dense);
    if (!run_round(drawn, options, 0.5, survey_state, drawn))
        return false;
    rk_tally_surveyed(&drawn->tally);
    rk_chains_settle(&drawn->chains);
    return true;
}

/* A move takes about 40 us and 6.4 us a figure (measured at 7 to 25 figures): so every problem
 * takes the same time at most. */
static size_t most_rounds(const rk_drawn *drawn)
{
    return 1800 * drawn->dense.settings->points / (1024 * (8 + drawn->dense.sites));
}

/* How many rounds are wanted after so many. Their error falls with the root of the rounds; no more
 * are where the chains agree, or where they are so far apart that they will not. */
static size_t wanted_rounds(const rk_tally *tally, size_t rounds, size_t most)
{
    double error = rk_tally_quantile_error(tally, RK_DENSE_WITNESSES), per_round = (double)rounds,
           needed = error / least_agreement * (error / least_agreement) * per_round;
    if (error < wanted_agreement || !(needed < 2.0 * (double)most))
        return rounds;
    double wanted = error / wanted_agreement * (error / wanted_agreement) * per_round;
    return (size_t)fmin(fmin(1.1 * wanted, 2.0 * per_round), (double)most) + 1;
}

/* Runs the chains until their answers agree, for the first block; as long for the others. */
static bool run_chains(rk_drawn *drawn, const reckon_temporal_options *options, bool first)
{
    size_t least = ROUNDS_LEAST * drawn->dense.settings->points / 1024, rounds = 0;
    size_t wanted = first ? least + 1 : drawn->effort.rounds, most = most_rounds(drawn);
    if (!warm_up(drawn, options))
        return false;
    rk_tally_begin(&drawn->tally, SIZE_MAX);
    for (;;) {
        for (; rounds < wanted; rounds++)
            if (!run_round(drawn, options, 0.5 + 0.4 * (double)rounds / (double)wanted, tally_state,
                    drawn))
                return false;
        drawn->tally.blocks = RK_BLOCKS;
        if (!first || rounds >= most)
            break;
        wanted = wanted_rounds(&drawn->tally, rounds, most);
        if (wanted <= rounds)
            break;
    }
    drawn->effort.rounds = rounds;
    drawn->effort.moves = (rounds + ROUNDS_BEFORE) * ROUND * RK_CHAINS;
    return true;
}

/* Joint draws at states in equal steps. */
typedef struct rk_state_draws {
    rk_drawn *drawn;
    size_t visited, all, done;
    double *draws;
} rk_state_draws;

static void draw_state(void *context, size_t k, const rk_setting *setting)
{
    rk_state_draws *at = context;
    const reckon_temporal_problem *problem = at->drawn->dense.problem;
    (void)k;
    at->visited++;
    while (at->done < problem->draw_count && ((double)at->done + 0.5) * (double)at->all <
                                                 (double)at->visited * (double)problem->draw_count)
        rk_drawn_joint_path(at->drawn, setting, &at->draws[at->done++ * problem->grid_count]);
}

static bool draw_from_chains(rk_drawn *drawn, const reckon_temporal_options *options, double *draws)
{
    size_t rounds = drawn->effort.rounds;
    rk_state_draws at = {.drawn = drawn, .all = rounds * ROUND * RK_CHAINS};
    at.draws = draws;
    rk_drawn_joint_begin(drawn);
    start_chains(drawn);
    for (size_t r = 0; r < ROUNDS_BEFORE; r++)
        if (!run_round(drawn, options, 0.9, NULL, NULL))
            return false;
    rk_chains_settle(&drawn->chains);
    for (size_t r = 0; r < rounds; r++)
        if (!run_round(drawn, options, 0.9, draw_state, &at))
            return false;
    return true;
}

/* What the first block of outputs takes: points, and chains where those do not do. */
static bool add_up_first(rk_drawn *drawn, const reckon_temporal_options *options, bool by_chains)
{
    send_scouts(drawn, true);
    rk_drawn_restart(drawn);
    if (!find_points(drawn, options))
        return false;
    note_points(drawn);
    if (drawn->dense.sites == 0 || !(by_chains || are_uneven(drawn)))
        return true;
    return run_chains(drawn, options, true);
}

static bool add_up_again(rk_drawn *drawn, const reckon_temporal_options *options)
{
    if (drawn->effort.rounds > 0)
        return run_chains(drawn, options, false);
    send_scouts(drawn, false);
    rk_drawn_restart(drawn);
    rk_tally_begin(&drawn->tally, drawn->dense.settings->points / 8);
    return draw_points(drawn, options, drawn->effort.points);
}

/* What does not depend on the block of outputs. */
static bool report_first(
    rk_drawn *drawn, const reckon_temporal_options *options, reckon_temporal_result *result)
{
    rk_drawn_report_figures(drawn, result);
    rk_drawn_report_whole(drawn, result);
    if (!result->draws || drawn->dense.problem->draw_count == 0)
        return true;
    if (drawn->effort.rounds > 0)
        return draw_from_chains(drawn, options, result->draws);
    rk_drawn_joint_draws(drawn, result->draws);
    return true;
}

reckon_status rk_drawn_fit(rk_drawn *drawn, const reckon_temporal_problem *problem,
    const reckon_temporal_options *options, bool by_chains, rk_settings *settings, double *width,
    reckon_temporal_result *result)
{
    rk_dense_arrange(&drawn->dense, problem, settings, drawn->order, drawn->times);
    rk_proposal_fit(&drawn->proposal, &drawn->dense);
    size_t outputs = RK_DENSE_WITNESSES + problem->grid_count + problem->source_count + 1;
    for (size_t from = 0; from < outputs; from += drawn->block) {
        size_t to = from + drawn->block < outputs ? from + drawn->block : outputs;
        bool first = from == 0;
        rk_dense_lay(&drawn->dense, from, to);
        if (!(first ? add_up_first(drawn, options, by_chains) : add_up_again(drawn, options)))
            return RECKON_CANCELLED;
        for (size_t k = 0; k < to - from; k++)
            rk_drawn_report_output(drawn, result, width, k);
        if (first && !report_first(drawn, options, result))
            return RECKON_CANCELLED;
    }
    result->initial_time = settings->initial_time;
    result->initial_mean = settings->initial_mean;
    result->drift_scale = settings->scale[RK_DRIFT];
    result->used_count = drawn->dense.sites - drawn->dense.directional;
    if (result->used_count == 0)
        result->log_evidence = 0.0;
    return RECKON_OK;
}
