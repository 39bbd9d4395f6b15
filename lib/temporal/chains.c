/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/chains.h"

#include <math.h>
#include <string.h>

#include "core/special.h"
#include "temporal/prior.h"
#include "temporal/walk.h"

/* A scale steps by this much of asinh(scale / unit), times up to `longest_step`: what explains the
 * figures may be narrow or wide, and every length comes up. */
static const double shortest_step = 0.05, longest_step = 40.0;

/* A whole new point is tried at every move, or where this share of them was not taken to begin
 * with, once in so many: it costs as much as all the rest of a move. */
static const double worth_jumping = 0.05;
enum { SELDOM = 8 };

/* Figures that are tried as gross together. */
enum { LONGEST_RUN = 6 };

void rk_chains_begin(
    rk_chains *chains, const rk_dense *dense, const rk_proposal *proposal, rk_path *path)
{
    chains->dense = dense;
    chains->proposal = proposal;
    chains->path = path;
    chains->between = 1;
    chains->jumps = chains->taken = 0;
}

void rk_chains_settle(rk_chains *chains)
{
    bool worth = (double)chains->taken > worth_jumping * (double)chains->jumps;
    chains->between = worth ? 1 : SELDOM;
}

void rk_chains_put(rk_chains *chains, size_t k, const rk_setting *setting)
{
    size_t n = chains->dense->sites;
    chains->chain[k] =
        (rk_chain){.setting = *setting, .state = 0x632be59bd9b4e019u * (uint64_t)(k + 1)};
    memcpy(&chains->value[k * n], chains->path->value, n * sizeof *chains->value);
    memcpy(&chains->gross[k * n], chains->path->gross, n * sizeof *chains->gross);
}

/* Whether a step of this log ratio is taken. */
static bool is_taken(rk_chain *chain, double log_ratio)
{
    return log(rk_next_uniform(&chain->state)) < log_ratio;
}

/* One of `count` choices by the logs of their weights. */
static size_t choose(rk_chain *chain, const double *log_weight, size_t count)
{
    double most = -INFINITY, sum = 0.0, below = 0.0;
    for (size_t k = 0; k < count; k++)
        most = fmax(most, log_weight[k]);
    for (size_t k = 0; k < count; k++)
        sum += exp(log_weight[k] - most);
    double goal = sum * rk_next_uniform(&chain->state);
    size_t k = 0;
    while (k + 1 < count && (below += exp(log_weight[k] - most)) <= goal)
        k++;
    return k;
}

/* The inverse covariance of the z at this setting, and its product with the z. */
static void find_precision(rk_chains *chains, const rk_setting *setting)
{
    const rk_path *path = chains->path;
    size_t n = chains->dense->sites;
    double *Q = chains->precision;
    rk_path_density(chains->path, chains->dense, setting);
    memset(Q, 0, n * n * sizeof *Q);
    memset(chains->score, 0, n * sizeof *chains->score);
    for (size_t k = 0; k < n; k++) {
        const double *restrict row = &path->inverse[k * n];
        for (size_t i = 0; i <= k; i++) {
            double *restrict to = &Q[i * n], by = row[i];
            for (size_t j = 0; j <= k; j++)
                to[j] += by * row[j];
            chains->score[i] += by * path->white[k];
        }
    }
}

/* The gain in log evidence from an independent extra of this variance in h of some figures, whose
 * column is L^-1 of which they are. */
static double gain_of(const rk_path *path, size_t n, const double *column, double variance)
{
    double information = 0.0, score = 0.0;
    for (size_t i = 0; i < n; i++) {
        information += column[i] * column[i];
        score += column[i] * path->white[i];
    }
    double growth = 1.0 + variance * information;
    double gain = 0.5 * (variance * score * score / growth - log(growth));
    return isfinite(gain) ? gain : 0.0;
}

static void add_column(const rk_path *path, size_t n, size_t figure, double *column)
{
    for (size_t i = figure; i < n; i++)
        column[i] += path->inverse[i * n + figure];
}

/*
 * log weight of a jump in every gap, and of none, where the path has been conditioned on none. A
 * jump lifts the figures behind it, or where t* is behind it lowers those before it; so these sets
 * grow by a figure at a time, from either end.
 */
static void weigh_gaps(rk_chains *chains, double *log_weight)
{
    const rk_dense *dense = chains->dense;
    const rk_path *path = chains->path;
    size_t n = dense->sites, first = dense->directional, last = n;
    double variance = dense->settings->shock_sd * dense->settings->shock_sd;
    double *column = chains->column;
    memset(column, 0, n * sizeof *column);
    for (size_t g = dense->gaps; g-- > 0 && dense->gap_to[g] > dense->start;) {
        for (; last > first && dense->site[last - 1].time >= dense->gap_to[g]; last--)
            add_column(path, n, last - 1, column);
        log_weight[g] = log(dense->gap_prior[g]) + gain_of(path, n, column, variance);
    }
    memset(column, 0, n * sizeof *column);
    for (size_t g = 0; g < dense->gaps && !(dense->gap_to[g] > dense->start); g++) {
        for (; first < n && dense->site[first].time < dense->gap_to[g]; first++)
            add_column(path, n, first, column);
        log_weight[g] = log(dense->gap_prior[g]) + gain_of(path, n, column, variance);
    }
    log_weight[dense->gaps] = log(dense->gap_prior[dense->gaps]);
}

/* log density of the z at a setting whatever the gap: a jump and a large drift explain the same, so
 * that neither must wait for the other. */
static double density_in_any_gap(rk_chains *chains, const rk_setting *setting)
{
    double log_weight[RK_DENSE_MOST + 1];
    rk_setting none = *setting;
    none.gap = chains->dense->gaps;
    double total = rk_path_density(chains->path, chains->dense, &none);
    if (chains->dense->gaps == 0)
        return total;
    weigh_gaps(chains, log_weight);
    return total + rk_log_sum_exp(log_weight, chains->dense->gaps + 1);
}

/* Where the jump is, and when; leaves the path conditioned there. */
static void choose_gap(rk_chains *chains, rk_chain *chain)
{
    const rk_dense *dense = chains->dense;
    double log_weight[RK_DENSE_MOST + 1];
    chain->setting.gap = dense->gaps;
    rk_path_density(chains->path, dense, &chain->setting);
    weigh_gaps(chains, log_weight);
    size_t gap = chain->setting.gap = choose(chain, log_weight, dense->gaps + 1);
    if (gap == dense->gaps)
        return;
    chain->setting.shock_time =
        dense->gap_from[gap] +
        rk_next_uniform(&chain->state) * (dense->gap_to[gap] - dense->gap_from[gap]);
    rk_path_density(chains->path, dense, &chain->setting);
}

/* Which part c is of, where the path has been conditioned on the other. */
static void choose_part(rk_chains *chains, rk_chain *chain)
{
    if (rk_next_uniform(&chain->state) < chains->path->part_share[1])
        chain->setting.part = 1 - chain->setting.part;
}

/* The z of one figure becomes this; the precision follows where its noise does. */
static void set_figure(rk_chains *chains, size_t i, const rk_piece *piece, double value)
{
    rk_path *path = chains->path;
    size_t n = chains->dense->sites;
    double *Q = chains->precision, noise = fmax(piece->noise, RK_LEAST_VARIANCE);
    double move = value - path->value[i], more = noise - path->noise[i];
    memcpy(chains->column, &Q[i * n], n * sizeof *Q);
    for (size_t j = 0; j < n && move != 0.0; j++)
        chains->score[j] += move * chains->column[j];
    path->value[i] = value;
    path->noise[i] = noise;
    path->gross[i] = piece->gross;
    if (more == 0.0)
        return;
    double gain = more / (1.0 + more * chains->column[i]), score = chains->score[i];
    for (size_t k = 0; k < n; k++) {
        double by = gain * chains->column[k], *restrict row = &Q[k * n];
        for (size_t j = 0; j < n; j++)
            row[j] -= by * chains->column[j];
        chains->score[k] -= by * score;
    }
}

/* Every figure given all others. */
static void draw_figures(rk_chains *chains, rk_chain *chain)
{
    const rk_dense *dense = chains->dense;
    const rk_path *path = chains->path;
    size_t n = dense->sites;
    find_precision(chains, &chain->setting);
    for (size_t i = 0; i < n; i++) {
        double information = chains->precision[i * n + i], log_mass;
        if (!(information > 0.0))
            continue;
        double mean = path->value[i] - chains->score[i] / information,
               variance = fmax(1.0 / information - path->noise[i], 0.0);
        rk_piece piece[RK_PIECES];
        size_t count = rk_statement_pieces(
            &dense->statement[i], mean, variance, path->ordinary[i], piece, &log_mass);
        double u = rk_next_uniform(&chain->state);
        const rk_piece *picked = rk_pick_piece(piece, count, &u);
        double value = rk_piece_draw(picked, u);
        if (isfinite(value))
            set_figure(chains, i, picked, value);
    }
}

/* log prior density of the scales in the coordinates of the meshes. */
static double log_prior(const rk_chains *chains, const rk_setting *setting)
{
    const rk_mesh *mesh = &chains->proposal->mesh[0];
    double total = 0.0;
    for (size_t k = 0; k < mesh->axes; k++) {
        const rk_mesh_axis *axis = &mesh->axis[k];
        double value = setting->hyper[axis->hyper];
        total += rk_prior_log_density(chains->dense->settings, axis->hyper, value) +
                 0.5 * log(axis->unit * axis->unit + value * value);
    }
    return total;
}

/* Another value of a scale, near or far. */
static void step_scale(rk_chain *chain, const rk_mesh_axis *axis, rk_setting *setting)
{
    double length = shortest_step * pow(longest_step, rk_next_uniform(&chain->state));
    double t = asinh(setting->hyper[axis->hyper] / axis->unit);
    setting->hyper[axis->hyper] =
        axis->unit * sinh(fabs(t + length * rk_next_normal(&chain->state)));
}

/* Whether a figure may become gross, or the other way round, at the z that it has: a gross split
 * normal is a point. */
static bool may_flip(const rk_statement *statement)
{
    return statement->gross > 0.0 && statement->kind != RK_STATEMENT_SPLIT;
}

/* Some figures of one source that follow one another turn gross, or back; returns the log of the
 * prior's ratio. */
static double flip_run(rk_chains *chains, size_t first, size_t length)
{
    const rk_dense *dense = chains->dense;
    double total = 0.0;
    for (size_t i = first; i < dense->sites && length > 0; i++) {
        const rk_statement *statement = &dense->statement[i];
        if (dense->site[i].bias != dense->site[first].bias || !may_flip(statement))
            continue;
        bool *gross = &chains->path->gross[i];
        total += (*gross ? -1.0 : 1.0) * (log(statement->gross) - log1p(-statement->gross));
        *gross = !*gross;
        length--;
    }
    return total;
}

/* Gross or not for a run of figures at once: a source that counts something else for some years
 * would take every single step against the odds. */
static void try_run(rk_chains *chains, rk_chain *chain, double *density)
{
    const rk_dense *dense = chains->dense;
    size_t figures = dense->sites - dense->directional;
    size_t first = dense->directional + (size_t)(rk_next_uniform(&chain->state) * (double)figures);
    size_t length = 1 + (size_t)(rk_next_uniform(&chain->state) * LONGEST_RUN);
    double prior = flip_run(chains, first, length);
    double there = density_in_any_gap(chains, &chain->setting);
    if (is_taken(chain, prior + there - *density))
        *density = there;
    else
        flip_run(chains, first, length);
}

/* Metropolis steps along single scales and along all, at the same z. */
static void walk_scales(rk_chains *chains, rk_chain *chain, double *density)
{
    enum { SINGLE = 2 };
    const rk_mesh *mesh = &chains->proposal->mesh[0];
    double now = log_prior(chains, &chain->setting);
    size_t steps = mesh->axes > 1 ? SINGLE + 1 : mesh->axes > 0 ? SINGLE : 0;
    for (size_t s = 0; s < steps; s++) {
        rk_setting next = chain->setting;
        size_t one = (size_t)(rk_next_uniform(&chain->state) * (double)mesh->axes);
        for (size_t k = 0; k < mesh->axes; k++)
            if (s == SINGLE || k == one)
                step_scale(chain, &mesh->axis[k], &next);
        double there = density_in_any_gap(chains, &next), prior = log_prior(chains, &next);
        if (is_taken(chain, there + prior - *density - now)) {
            chain->setting = next;
            *density = there;
            now = prior;
        }
    }
}

static void draw_uniforms(rk_chains *chains, rk_chain *chain, size_t count)
{
    for (size_t k = 0; k < count; k++)
        chains->u[k] = rk_next_uniform(&chain->state);
}

/* A setting of the meshes at the same z. */
static void propose_setting(rk_chains *chains, rk_chain *chain)
{
    const rk_mesh *mesh;
    size_t node;
    double ratio, own = rk_proposal_at(chains->proposal, &chain->setting, &mesh, &node);
    double density = rk_path_density(chains->path, chains->dense, &chain->setting);
    draw_uniforms(chains, chain, RK_SETTING_AXES);
    rk_setting next = rk_proposal_draw(chains->proposal, chains->u, &ratio, &mesh, &node);
    double there = rk_path_density(chains->path, chains->dense, &next);
    if (is_taken(chain, (there - ratio) - (density - own)))
        chain->setting = next;
}

static rk_factors factors_of(const rk_chains *chains, const rk_mesh *mesh, size_t node)
{
    size_t n = chains->dense->sites;
    return (rk_factors){
        &mesh->precision[node * n], &mesh->shift[node * n], &mesh->hyper[node * RK_HYPERS]};
}

/* A whole new point. */
static void jump(rk_chains *chains, rk_chain *chain)
{
    const rk_dense *dense = chains->dense;
    rk_path *path = chains->path;
    size_t n = dense->sites, node;
    const rk_mesh *mesh;
    double ratio, own = -rk_proposal_at(chains->proposal, &chain->setting, &mesh, &node);
    rk_factors factors = factors_of(chains, mesh, node);
    rk_path_set_noise(path, dense, &chain->setting);
    own += rk_path_weigh(path, dense, &chain->setting, &factors);
    memcpy(chains->old_value, path->value, n * sizeof *path->value);
    memcpy(chains->old_gross, path->gross, n * sizeof *path->gross);
    draw_uniforms(chains, chain, RK_SETTING_AXES + 1 + n);
    rk_setting next = rk_proposal_draw(chains->proposal, chains->u, &ratio, &mesh, &node);
    factors = factors_of(chains, mesh, node);
    double there = rk_path_draw(path, dense, &next, &factors, &chains->u[RK_SETTING_AXES]) - ratio;
    chains->jumps++;
    if (is_taken(chain, there - own)) {
        chain->setting = next;
        chains->taken++;
        return;
    }
    memcpy(path->value, chains->old_value, n * sizeof *path->value);
    memcpy(path->gross, chains->old_gross, n * sizeof *path->gross);
}

static void move(rk_chains *chains, rk_chain *chain)
{
    rk_proposal_redraw_others(chains->proposal, rk_next_uniform(&chain->state), &chain->setting);
    draw_figures(chains, chain);
    propose_setting(chains, chain);
    double density = density_in_any_gap(chains, &chain->setting);
    try_run(chains, chain, &density);
    walk_scales(chains, chain, &density);
    choose_gap(chains, chain);
    choose_part(chains, chain);
    if (chain->moves++ % chains->between == 0)
        jump(chains, chain);
    rk_path_set_noise(chains->path, chains->dense, &chain->setting);
}

void rk_chains_run(rk_chains *chains, size_t k, size_t moves, rk_chain_visit visit, void *context)
{
    size_t n = chains->dense->sites;
    rk_path *path = chains->path;
    double *value = &chains->value[k * n];
    bool *gross = &chains->gross[k * n];
    memcpy(path->value, value, n * sizeof *value);
    memcpy(path->gross, gross, n * sizeof *gross);
    for (size_t m = 0; m < moves; m++) {
        move(chains, &chains->chain[k]);
        if (visit)
            visit(context, k, &chains->chain[k].setting);
    }
    memcpy(value, path->value, n * sizeof *value);
    memcpy(gross, path->gross, n * sizeof *gross);
}
