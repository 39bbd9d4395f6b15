/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/mesh.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include <gsl/gsl_math.h>

#include "core/special.h"
#include "temporal/prior.h"

/* Below this share of its prior scale a scale is taken on a linear axis, above on a logarithmic
 * one. */
static const double linear_below = 0.5;

/* The last node of an axis to begin with, in prior scales: half-t, half-normal, half-Cauchy. */
static const double farthest[3] = {20.0, 4.8, 300.0};

/* Nodes below this share of the densest one are left outside when a mesh is drawn closer. */
static const double least_density = 1e-4;

/* An axis goes on by this much (a factor of 4.5) while its last node has this share of the densest
 * one's density, until a scale is as large as anything can be. */
static const double dense_end = 0.001, further = 1.5, farthest_scale = 1e4;

/* A mesh is drawn again when an axis can be made shorter than this share; at most so many times. */
static const double worth_closing = 0.7;
enum { MOST_ROUNDS = 5, NODE_SWEEPS = 4 };

/* A gap of the shock gets a mesh of its own above this probability. */
static const double strong_gap = 0.15;

/* A shock's gain in log evidence counts for no more than this. */
static const double most_gain = 500.0;

/* Shares kept back from what expectation propagation says, for what it does not see. */
static const double gap_floor = 0.05, part_floor = 0.1, mesh_floor = 0.03;

static void begin_axes(rk_mesh *mesh, const rk_dense *dense)
{
    const rk_settings *settings = dense->settings;
    mesh->axes = 0;
    for (size_t k = 0; k < RK_HYPERS; k++) {
        if (!isnan(settings->fixed[k]) || (k == RK_BIAS_SD && !dense->biased))
            continue;
        double far =
            k == RK_DRIFT ? farthest[settings->drift_prior] : farthest[RECKON_TEMPORAL_HALF_NORMAL];
        double high = asinh(far / linear_below);
        mesh->axis[mesh->axes++] = (rk_mesh_axis){.hyper = k,
            .unit = linear_below * settings->scale[k],
            .count = RK_MESH_SIDE,
            .step = high / (RK_MESH_SIDE - 1)};
    }
}

static void unpack(const rk_mesh *mesh, size_t node, size_t place[RK_HYPERS])
{
    for (size_t k = 0; k < mesh->axes; k++) {
        place[k] = node % mesh->axis[k].count;
        node /= mesh->axis[k].count;
    }
}

/* Size of the hat over a node, in units of the step: half of one at an end. */
static double hat_volume(const rk_mesh *mesh, const size_t place[RK_HYPERS])
{
    double volume = 1.0;
    for (size_t k = 0; k < mesh->axes; k++) {
        bool end = place[k] == 0 || place[k] + 1 == mesh->axis[k].count;
        volume *= mesh->axis[k].step * (end ? 0.5 : 1.0);
    }
    return volume;
}

void rk_mesh_set_fixed(const rk_dense *dense, rk_setting *setting)
{
    for (size_t k = 0; k < RK_HYPERS; k++)
        setting->hyper[k] = isnan(dense->settings->fixed[k]) ? dense->settings->scale[k]
                                                             : dense->settings->fixed[k];
}

/* log evidence gained by an independent extra of this variance in h along `direction`. */
static double gain_of(const rk_joint *joint, const double *precision, const double *shift,
    const double *direction, double variance)
{
    size_t n = joint->sites;
    double score = 0.0, information = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (direction[i] == 0.0)
            continue;
        double inner = 0.0;
        for (size_t j = 0; j < n; j++)
            inner += joint->covariance[i * n + j] * precision[j] * direction[j];
        score += direction[i] * (shift[i] - precision[i] * joint->mean[i]);
        information += direction[i] * precision[i] * (direction[i] - inner);
    }
    double growth = 1.0 + variance * fmax(information, 0.0);
    return 0.5 * (variance * score * score / growth - log(growth));
}

/* The wide part of c against the narrow one, at this node. */
static double weigh_parts(rk_proposal *proposal, rk_mesh *mesh, size_t node)
{
    const rk_dense *dense = proposal->dense;
    const rk_settings *settings = dense->settings;
    size_t n = dense->sites;
    double direction[RK_DENSE_MOST], gain = 0.0;
    double more = settings->common_sd[1] * settings->common_sd[1] -
                  settings->common_sd[0] * settings->common_sd[0];
    for (size_t i = 0; i < n; i++)
        direction[i] = dense->site[i].common ? 1.0 : 0.0;
    if (dense->common && more > 0.0)
        gain = gain_of(
            &proposal->joint, &mesh->precision[node * n], &mesh->shift[node * n], direction, more);
    double narrow = settings->common_weight[0],
           wide = settings->common_weight[1] * exp(fmin(gain, 500.0));
    mesh->wide[node] = wide / (narrow + wide);
    return log(narrow + wide);
}

/* The scales at a node; returns the log of their prior density in the coordinates of the mesh. */
static double place_node(
    const rk_dense *dense, const rk_mesh *mesh, size_t node, rk_setting *setting)
{
    size_t place[RK_HYPERS];
    double total = 0.0;
    rk_mesh_set_fixed(dense, setting);
    unpack(mesh, node, place);
    for (size_t k = 0; k < mesh->axes; k++) {
        const rk_mesh_axis *axis = &mesh->axis[k];
        double t = axis->low + axis->step * (double)place[k];
        setting->hyper[axis->hyper] = axis->unit * sinh(t);
        total += rk_prior_log_density(dense->settings, axis->hyper, setting->hyper[axis->hyper]) +
                 log(axis->unit * cosh(t));
    }
    return total;
}

/* The setting's gap; a shock anywhere in a gap is the same to the figures. */
static void set_gap(const rk_dense *dense, size_t gap, rk_setting *setting)
{
    setting->gap = gap;
    setting->shock_time = gap < dense->gaps ? dense->gap_to[gap] : 0.0;
}

static double propagate(
    rk_proposal *proposal, const rk_setting *setting, double *precision, double *shift)
{
    proposal->sweeps += NODE_SWEEPS;
    proposal->evaluated++;
    double total = rk_joint_propagate(
        &proposal->joint, proposal->dense, setting, precision, shift, NODE_SWEEPS);
    return isfinite(total) ? total : -1e300;
}

/* The log posterior density of a node in the coordinates of the mesh. */
static double weigh_node(rk_proposal *proposal, rk_mesh *mesh, size_t node)
{
    const rk_dense *dense = proposal->dense;
    size_t n = dense->sites, gap = mesh->gap == SIZE_MAX ? dense->gaps : mesh->gap;
    rk_setting setting = {0};
    set_gap(dense, gap, &setting);
    double total = place_node(dense, mesh, node, &setting) + log(dense->gap_prior[gap]);
    memcpy(&mesh->hyper[node * RK_HYPERS], setting.hyper, sizeof setting.hyper);
    total += propagate(proposal, &setting, &mesh->precision[node * n], &mesh->shift[node * n]);
    total += weigh_parts(proposal, mesh, node);
    return isfinite(total) ? total : -1e300;
}

static void weigh_nodes(rk_proposal *proposal, rk_mesh *mesh)
{
    double most = -INFINITY, sum = 0.0;
    size_t place[RK_HYPERS];
    mesh->nodes = 1;
    for (size_t k = 0; k < mesh->axes; k++)
        mesh->nodes *= mesh->axis[k].count;
    for (size_t node = 0; node < mesh->nodes; node++) {
        mesh->weight[node] = weigh_node(proposal, mesh, node);
        most = fmax(most, mesh->weight[node]);
    }
    for (size_t node = 0; node < mesh->nodes; node++) {
        unpack(mesh, node, place);
        mesh->weight[node] = exp(mesh->weight[node] - most) * hat_volume(mesh, place);
        sum += mesh->weight[node];
    }
    for (size_t node = 0; node < mesh->nodes; node++)
        mesh->weight[node] /= sum;
    mesh->log_total = most + log(sum);
}

/* Density along axis k in units of the densest place. */
static void find_density(const rk_mesh *mesh, size_t k, double density[RK_MESH_SIDE])
{
    const rk_mesh_axis *axis = &mesh->axis[k];
    double most = 0.0;
    memset(density, 0, RK_MESH_SIDE * sizeof *density);
    for (size_t node = 0; node < mesh->nodes; node++) {
        size_t place[RK_HYPERS];
        unpack(mesh, node, place);
        bool end = place[k] == 0 || place[k] + 1 == axis->count;
        density[place[k]] += mesh->weight[node] / (end ? 0.5 : 1.0);
    }
    for (size_t i = 0; i < axis->count; i++)
        most = fmax(most, density[i]);
    for (size_t i = 0; i < axis->count; i++)
        density[i] /= most;
}

/* Takes axis k further out while the posterior is there; returns whether it did. */
static bool open_axis(rk_mesh *mesh, size_t k)
{
    rk_mesh_axis *axis = &mesh->axis[k];
    double density[RK_MESH_SIDE], high = axis->low + axis->step * ((double)axis->count - 1.0);
    find_density(mesh, k, density);
    if (density[axis->count - 1] < dense_end || axis->unit * sinh(high) > farthest_scale)
        return false;
    axis->step = (high + further - axis->low) / ((double)axis->count - 1.0);
    return true;
}

/* Draws axis k closer around the nodes that carry weight; returns whether that was worth it. */
static bool close_axis(rk_mesh *mesh, size_t k)
{
    rk_mesh_axis *axis = &mesh->axis[k];
    double density[RK_MESH_SIDE];
    find_density(mesh, k, density);
    size_t first = 0, last = axis->count - 1;
    while (density[first] < least_density)
        first++;
    while (density[last] < least_density)
        last--;
    double from = first > 0 ? (double)first - 1.0 : 0.0,
           to = fmin((double)last + 1.0, (double)axis->count - 1.0);
    bool worth = to - from < worth_closing * ((double)axis->count - 1.0);
    if (worth) {
        axis->low += from * axis->step;
        axis->step *= (to - from) / ((double)axis->count - 1.0);
    }
    return worth;
}

static void fit_mesh(rk_proposal *proposal, rk_mesh *mesh, size_t gap)
{
    size_t n = proposal->dense->sites;
    mesh->gap = gap;
    begin_axes(mesh, proposal->dense);
    memset(mesh->precision, 0, n * sizeof *mesh->precision);
    memset(mesh->shift, 0, n * sizeof *mesh->shift);
    weigh_nodes(proposal, mesh);
    for (int round = 0; round < MOST_ROUNDS; round++) {
        bool closer = false;
        for (size_t k = 0; k < mesh->axes; k++)
            closer |= open_axis(mesh, k) || close_axis(mesh, k);
        if (!closer)
            break;
        weigh_nodes(proposal, mesh);
    }
}

/* The place of a node on the drift's axis; 0 where the drift is fixed. */
static size_t drift_place(const rk_mesh *mesh, size_t node)
{
    size_t place[RK_HYPERS];
    unpack(mesh, node, place);
    return mesh->axes && mesh->axis[0].hyper == RK_DRIFT ? place[0] : 0;
}

/* The heaviest node for every place on the drift's axis; returns how many there are. */
static size_t find_heaviest(const rk_mesh *mesh, size_t heaviest[RK_MESH_SIDE])
{
    size_t places = mesh->axes && mesh->axis[0].hyper == RK_DRIFT ? mesh->axis[0].count : 1;
    for (size_t d = 0; d < places; d++)
        heaviest[d] = SIZE_MAX;
    for (size_t node = 0; node < mesh->nodes; node++) {
        size_t d = drift_place(mesh, node);
        if (heaviest[d] == SIZE_MAX || mesh->weight[node] > mesh->weight[heaviest[d]])
            heaviest[d] = node;
    }
    return places;
}

/*
 * What a shock in each gap would do to the evidence, by expectation propagation with the shock
 * there at the heaviest node of every drift: a shock and a large drift explain the same.
 */
static void weigh_gaps(rk_proposal *proposal)
{
    const rk_dense *dense = proposal->dense;
    rk_mesh *mesh = &proposal->mesh[0];
    size_t gaps = dense->gaps, heaviest[RK_MESH_SIDE], places = find_heaviest(mesh, heaviest);
    double precision[RK_DENSE_MOST], shift[RK_DENSE_MOST];
    for (size_t g = 0; g <= gaps; g++)
        proposal->choice_all[g] = 0.0;
    for (size_t d = 0; d < places && gaps > 0; d++) {
        rk_setting setting = {0};
        place_node(dense, mesh, heaviest[d], &setting);
        double *choice = &mesh->choice[heaviest[d] * (gaps + 1)], none = 0.0;
        for (size_t g = gaps + 1; g-- > 0;) {
            set_gap(dense, g, &setting);
            double found = propagate(proposal, &setting, precision, shift);
            none = g == gaps ? found : none;
            choice[g] =
                dense->gap_prior[g] / dense->gap_prior[gaps] * exp(fmin(found - none, most_gain));
        }
    }
    for (size_t node = 0; node < mesh->nodes; node++) {
        double *choice = &mesh->choice[node * (gaps + 1)];
        if (gaps == 0)
            choice[0] = 1.0;
        else if (node != heaviest[drift_place(mesh, node)])
            memcpy(choice, &mesh->choice[heaviest[drift_place(mesh, node)] * (gaps + 1)],
                (gaps + 1) * sizeof *choice);
        for (size_t g = 0; g <= gaps; g++)
            proposal->choice_all[g] += mesh->weight[node] * choice[g];
    }
}

/* Gaps that a shock is likely in get meshes of their own. */
static void fit_strong_gaps(rk_proposal *proposal)
{
    const rk_dense *dense = proposal->dense;
    double sum = 0.0, *average = proposal->choice_all;
    for (size_t g = 0; g <= dense->gaps; g++)
        sum += average[g];
    for (proposal->meshes = 1; proposal->meshes < RK_MESHES; proposal->meshes++) {
        size_t best = dense->gaps;
        for (size_t g = 0; g < dense->gaps; g++)
            if (average[g] > strong_gap * sum &&
                (best == dense->gaps || average[g] > average[best]))
                best = g;
        if (best == dense->gaps)
            break;
        fit_mesh(proposal, &proposal->mesh[proposal->meshes], best);
        average[best] = 0.0;
    }
}

/* The first mesh is of no shock and of one in any gap that has no mesh of its own. */
static void take_in_gaps(rk_proposal *proposal)
{
    size_t count = proposal->dense->gaps + 1;
    rk_mesh *mesh = &proposal->mesh[0];
    double total = 0.0;
    for (size_t node = 0; node < mesh->nodes; node++) {
        double *choice = &mesh->choice[node * count], sum = 0.0;
        for (size_t m = 1; m < proposal->meshes; m++)
            choice[proposal->mesh[m].gap] = 0.0;
        for (size_t g = 0; g < count; g++)
            sum += choice[g];
        for (size_t g = 0; g < count; g++)
            choice[g] /= sum;
        mesh->weight[node] *= sum;
        total += mesh->weight[node];
    }
    for (size_t node = 0; node < mesh->nodes; node++)
        mesh->weight[node] /= total;
    mesh->log_total += log(total);
}

/* Shares of the meshes, with a floor, and floors under the choices within the first. */
static void share_out(rk_proposal *proposal)
{
    const rk_dense *dense = proposal->dense;
    size_t count = dense->gaps + 1;
    double sum = 0.0, prior_left = 1.0;
    proposal->log_total = -INFINITY;
    for (size_t m = 0; m < proposal->meshes; m++)
        proposal->log_total = rk_log_add(proposal->log_total, proposal->mesh[m].log_total);
    for (size_t m = 0; m < proposal->meshes; m++) {
        rk_mesh *mesh = &proposal->mesh[m];
        mesh->share = fmax(exp(mesh->log_total - proposal->log_total), mesh_floor);
        sum += mesh->share;
        if (m > 0)
            prior_left -= dense->gap_prior[mesh->gap];
    }
    for (size_t m = 0; m < proposal->meshes; m++)
        proposal->mesh[m].share /= sum;
    for (size_t g = 0; g < count; g++)
        proposal->choice_all[g] = dense->gap_prior[g];
    for (size_t m = 1; m < proposal->meshes; m++)
        proposal->choice_all[proposal->mesh[m].gap] = 0.0;
    rk_mesh *first = &proposal->mesh[0];
    for (size_t node = 0; node < first->nodes; node++)
        for (size_t g = 0; g < count; g++) {
            double *choice = &first->choice[node * count + g];
            *choice =
                (1.0 - gap_floor) * *choice + gap_floor * proposal->choice_all[g] / prior_left;
        }
    for (size_t m = 0; m < proposal->meshes; m++)
        for (size_t node = 0; node < proposal->mesh[m].nodes; node++) {
            double *wide = &proposal->mesh[m].wide[node];
            *wide = (1.0 - part_floor) * *wide + part_floor * dense->settings->common_weight[1];
        }
}

/* The tables that drawing from a mesh reads. */
static void tabulate(rk_mesh *mesh)
{
    double *rows = mesh->slice, *planes = rows + RK_MESH_NODES / RK_MESH_SIDE;
    memset(mesh->slice, 0, 2 * RK_MESH_NODES / RK_MESH_SIDE * sizeof *mesh->slice);
    for (size_t node = 0; node < mesh->nodes; node++) {
        size_t place[RK_HYPERS] = {0};
        unpack(mesh, node, place);
        mesh->density[node] = mesh->weight[node] / hat_volume(mesh, place);
        if (mesh->axes > 1)
            rows[node / mesh->axis[0].count] += mesh->weight[node];
        if (mesh->axes > 2)
            planes[place[2]] += mesh->weight[node];
    }
}

void rk_proposal_fit(rk_proposal *proposal, const rk_dense *dense)
{
    proposal->dense = dense;
    proposal->sweeps = proposal->evaluated = 0;
    fit_mesh(proposal, &proposal->mesh[0], SIZE_MAX);
    weigh_gaps(proposal);
    fit_strong_gaps(proposal);
    take_in_gaps(proposal);
    share_out(proposal);
    for (size_t m = 0; m < proposal->meshes; m++)
        tabulate(&proposal->mesh[m]);
}
