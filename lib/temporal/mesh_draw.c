/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points drawn from the meshes: node by node along the axes, then within the hat of a node, then
 * the gap and the part of c. */
#include <math.h>
#include <stdint.h>

#include "temporal/mesh.h"
#include "temporal/prior.h"

/* The choice that u falls on, and what is left of u within it. */
static size_t pick(const double *weight, size_t count, size_t stride, double *u)
{
    double total = 0.0, below = 0.0;
    for (size_t k = 0; k < count; k++)
        total += weight[k * stride];
    double goal = *u * total;
    size_t k = 0;
    while (k + 1 < count && below + weight[k * stride] <= goal)
        below += weight[stride * k++];
    while (k > 0 && !(weight[k * stride] > 0.0)) /* u at the very end */
        below -= weight[stride * --k];
    *u = fmin(fmax((goal - below) / weight[k * stride], 1e-12), 1.0 - 1e-12);
    return k;
}

/* A place within the hat over node k, in steps from it. */
static double within_hat(const rk_mesh_axis *axis, size_t k, double u)
{
    if (k == 0)
        return 1.0 - sqrt(1.0 - u);
    if (k + 1 == axis->count)
        return sqrt(u) - 1.0;
    return u < 0.5 ? sqrt(2.0 * u) - 1.0 : 1.0 - sqrt(2.0 * (1.0 - u));
}

/* The node of one axis that u falls on, and the place within its hat. */
static size_t draw_along(const rk_mesh_axis *axis, const double *weight, double u, double *t)
{
    size_t at = pick(weight, axis->count, 1, &u);
    *t = axis->low + axis->step * ((double)at + within_hat(axis, at, u));
    return at;
}

/* Draws a place on the mesh: node by node along the axes, the last one first, each given those
 * before it. */
static void draw_place(const rk_mesh *mesh, const double *u, double t[RK_HYPERS])
{
    const rk_mesh_axis *axis = mesh->axis;
    const double *rows = mesh->slice, *planes = rows + RK_MESH_NODES / RK_MESH_SIDE;
    size_t row = 0, plane = 0;
    if (mesh->axes > 2) {
        plane = draw_along(&axis[2], planes, u[2], &t[2]);
        row = plane * axis[1].count;
    }
    if (mesh->axes > 1)
        row += draw_along(&axis[1], &rows[row], u[1], &t[1]);
    if (mesh->axes > 0)
        draw_along(&axis[0], &mesh->weight[row * axis[0].count], u[0], &t[0]);
}

/* The cell of the mesh that a place is in: its corners and how much each of them counts there. */
typedef struct rk_mesh_cell {
    size_t corners, node[8], nearest;
    double share[8];
    bool inside;
} rk_mesh_cell;

static rk_mesh_cell cell_at(const rk_mesh *mesh, const double t[RK_HYPERS])
{
    rk_mesh_cell cell = {.corners = (size_t)1 << mesh->axes, .inside = true};
    size_t base[RK_HYPERS] = {0}, stride = 1;
    double across[RK_HYPERS] = {0};
    cell.share[0] = 1.0;
    for (size_t k = 0; k < mesh->axes; k++) {
        const rk_mesh_axis *axis = &mesh->axis[k];
        double place = (t[k] - axis->low) / axis->step, last = (double)axis->count - 1.0;
        cell.inside = cell.inside && place >= -1e-9 && place <= last + 1e-9;
        place = place > 0.0 ? place < last ? place : last : 0.0;
        base[k] = place < last ? (size_t)place : axis->count - 2;
        across[k] = place - (double)base[k];
        size_t half = (size_t)1 << k;
        for (size_t c = 0; c < half; c++) {
            cell.node[c] += base[k] * stride;
            cell.node[c + half] = cell.node[c] + stride;
            cell.share[c + half] = cell.share[c] * across[k];
            cell.share[c] *= 1.0 - across[k];
        }
        cell.nearest += (base[k] + (across[k] >= 0.5)) * stride;
        stride *= axis->count;
    }
    return cell;
}

/* The density of a place on the mesh together with the choices. */
static double density_at(
    const rk_mesh *mesh, size_t gaps, const rk_mesh_cell *cell, size_t gap, size_t part)
{
    double sum = 0.0;
    for (size_t c = 0; c < cell->corners && cell->inside; c++) {
        size_t node = cell->node[c];
        double choice = mesh->gap == SIZE_MAX ? mesh->choice[node * (gaps + 1) + gap] : 1.0;
        sum += mesh->density[node] * cell->share[c] * choice *
               (part ? mesh->wide[node] : 1.0 - mesh->wide[node]);
    }
    return sum;
}

void rk_proposal_redraw_others(const rk_proposal *proposal, double u, rk_setting *setting)
{
    const rk_dense *dense = proposal->dense;
    const rk_mesh *mesh = &proposal->mesh[0];
    for (size_t k = 0; k < RK_HYPERS; k++) {
        bool on_mesh = false;
        for (size_t j = 0; j < mesh->axes; j++)
            on_mesh |= mesh->axis[j].hyper == k;
        if (!on_mesh && isnan(dense->settings->fixed[k]))
            setting->hyper[k] = rk_prior_quantile(dense->settings, k, u);
    }
}

/* The gap and the part of c that are likely at a place. */
static void draw_choices(const rk_proposal *proposal, const rk_mesh *mesh,
    const double t[RK_HYPERS], double u, bool from_prior, rk_setting *setting)
{
    const rk_dense *dense = proposal->dense;
    size_t gaps = dense->gaps;
    if (from_prior) {
        setting->gap = pick(dense->gap_prior, gaps + 1, 1, &u);
        setting->part = pick(dense->settings->common_weight, 2, 1, &u);
        return;
    }
    rk_mesh_cell cell = cell_at(mesh, t);
    for (size_t c = 0; c < cell.corners; c++)
        cell.share[c] *= mesh->density[cell.node[c]];
    size_t at = cell.node[pick(cell.share, cell.corners, 1, &u)];
    setting->gap =
        mesh->gap != SIZE_MAX ? mesh->gap : pick(&mesh->choice[at * (gaps + 1)], gaps + 1, 1, &u);
    double parts[2] = {1.0 - mesh->wide[at], mesh->wide[at]};
    setting->part = pick(parts, 2, 1, &u);
}

/* At a place: the mesh that its gap belongs to and the nearest node; returns the log of the
 * proposal's density over the prior's. */
static double find_ratio(const rk_proposal *proposal, const double t[RK_HYPERS],
    rk_setting *setting, const rk_mesh **mesh, size_t *node)
{
    const rk_dense *dense = proposal->dense;
    const rk_settings *settings = dense->settings;
    *mesh = &proposal->mesh[0];
    for (size_t m = 1; m < proposal->meshes; m++)
        if (proposal->mesh[m].gap == setting->gap)
            *mesh = &proposal->mesh[m];
    double log_prior = 0.0;
    for (size_t k = 0; k < (*mesh)->axes; k++) {
        const rk_mesh_axis *axis = &(*mesh)->axis[k];
        log_prior += rk_prior_log_density(settings, axis->hyper, setting->hyper[axis->hyper]) +
                     log(axis->unit * cosh(t[k]));
    }
    double choices = dense->gap_prior[setting->gap] * settings->common_weight[setting->part];
    rk_mesh_cell cell = cell_at(*mesh, t);
    double density = density_at(*mesh, dense->gaps, &cell, setting->gap, setting->part);
    double share = (*mesh)->axes == 0 ? 0.0 : proposal->prior_share;
    *node = cell.nearest;
    setting->density = (*mesh)->share * density / (exp(log_prior) * choices);
    return log(share + (1.0 - share) * setting->density);
}

double rk_proposal_at(
    const rk_proposal *proposal, rk_setting *setting, const rk_mesh **mesh, size_t *node)
{
    double t[RK_HYPERS] = {0};
    for (size_t k = 0; k < proposal->mesh[0].axes; k++) {
        const rk_mesh_axis *axis = &proposal->mesh[0].axis[k];
        t[k] = asinh(setting->hyper[axis->hyper] / axis->unit);
    }
    return find_ratio(proposal, t, setting, mesh, node);
}

rk_setting rk_proposal_draw(const rk_proposal *proposal, const double *u, double *log_ratio,
    const rk_mesh **mesh, size_t *node)
{
    const rk_dense *dense = proposal->dense;
    const rk_settings *settings = dense->settings;
    rk_setting setting = {.gap = dense->gaps};
    double which = u[3], t[RK_HYPERS] = {0};
    double defensive[2] = {proposal->prior_share, 1.0 - proposal->prior_share};
    bool from_prior = proposal->mesh[0].axes > 0 && pick(defensive, 2, 1, &which) == 0;
    double shares[RK_MESHES];
    for (size_t m = 0; m < proposal->meshes; m++)
        shares[m] = proposal->mesh[m].share;
    const rk_mesh *from = &proposal->mesh[pick(shares, proposal->meshes, 1, &which)];
    rk_mesh_set_fixed(dense, &setting);
    rk_proposal_redraw_others(proposal, u[RK_HYPERS - 1], &setting);
    if (!from_prior)
        draw_place(from, u, t);
    for (size_t k = 0; k < from->axes; k++) {
        const rk_mesh_axis *axis = &from->axis[k];
        if (from_prior)
            t[k] = asinh(rk_prior_quantile(settings, axis->hyper, u[k]) / axis->unit);
        setting.hyper[axis->hyper] = axis->unit * sinh(t[k]);
    }
    draw_choices(proposal, from, t, u[4], from_prior, &setting);
    if (setting.gap < dense->gaps)
        setting.shock_time =
            dense->gap_from[setting.gap] +
            fmax(u[5], 1e-9) * (dense->gap_to[setting.gap] - dense->gap_from[setting.gap]);
    *log_ratio = find_ratio(proposal, t, &setting, mesh, node);
    return setting;
}
