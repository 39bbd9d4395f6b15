/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/quadrature.h"

#include <math.h>

#include <gsl/gsl_eigen.h>

/* Zeros of the Legendre polynomials and 2 / ((1 - x^2) P'(x)^2), computed with 50 digits and
 * rounded. */
const double rk_gauss_legendre_16_node[16] = {-0.9894009349916499, -0.9445750230732326,
    -0.8656312023878318, -0.755404408355003, -0.6178762444026438, -0.45801677765722737,
    -0.2816035507792589, -0.09501250983763744, 0.09501250983763744, 0.2816035507792589,
    0.45801677765722737, 0.6178762444026438, 0.755404408355003, 0.8656312023878318,
    0.9445750230732326, 0.9894009349916499};
const double rk_gauss_legendre_16_weight[16] = {0.027152459411754096, 0.062253523938647894,
    0.09515851168249279, 0.12462897125553388, 0.14959598881657674, 0.16915651939500254,
    0.18260341504492358, 0.1894506104550685, 0.1894506104550685, 0.18260341504492358,
    0.16915651939500254, 0.14959598881657674, 0.12462897125553388, 0.09515851168249279,
    0.062253523938647894, 0.027152459411754096};
const double rk_gauss_legendre_node[RK_GAUSS_LEGENDRE_POINTS] = {-0.9972638618494816,
    -0.9856115115452684, -0.9647622555875064, -0.9349060759377397, -0.8963211557660521,
    -0.84936761373257, -0.7944837959679424, -0.7321821187402897, -0.6630442669302152,
    -0.5877157572407623, -0.5068999089322294, -0.42135127613063533, -0.33186860228212767,
    -0.23928736225213706, -0.1444719615827965, -0.04830766568773832, 0.04830766568773832,
    0.1444719615827965, 0.23928736225213706, 0.33186860228212767, 0.42135127613063533,
    0.5068999089322294, 0.5877157572407623, 0.6630442669302152, 0.7321821187402897,
    0.7944837959679424, 0.84936761373257, 0.8963211557660521, 0.9349060759377397,
    0.9647622555875064, 0.9856115115452684, 0.9972638618494816};
const double rk_gauss_legendre_weight[RK_GAUSS_LEGENDRE_POINTS] = {0.007018610009470096,
    0.01627439473090567, 0.02539206530926206, 0.03427386291302143, 0.04283589802222668,
    0.050998059262376175, 0.058684093478535544, 0.06582222277636185, 0.0723457941088485,
    0.07819389578707031, 0.08331192422694675, 0.08765209300440381, 0.09117387869576389,
    0.09384439908080457, 0.09563872007927486, 0.0965400885147278, 0.0965400885147278,
    0.09563872007927486, 0.09384439908080457, 0.09117387869576389, 0.08765209300440381,
    0.08331192422694675, 0.07819389578707031, 0.0723457941088485, 0.06582222277636185,
    0.058684093478535544, 0.050998059262376175, 0.04283589802222668, 0.03427386291302143,
    0.02539206530926206, 0.01627439473090567, 0.007018610009470096};

/* One monic orthogonal polynomial's squared norm and its mean of x, by its three-term recurrence at
 * every point. */
static void polynomial_moments(const double *point, const double *mass, size_t points,
    const double *alpha, const double *beta, size_t degree, double *norm, double *moment)
{
    *norm = *moment = 0.0;
    for (size_t i = 0; i < points; i++) {
        double before = 0.0, p = 1.0;
        for (size_t k = 0; k < degree; k++) {
            double next = (point[i] - alpha[k]) * p - beta[k] * before;
            before = p;
            p = next;
        }
        *norm += mass[i] * p * p;
        *moment += mass[i] * point[i] * p * p;
    }
}

/* Stieltjes: the recurrence coefficients of the polynomials orthogonal under the measure; beta[0] =
 * 0. */
static bool recurrence(const double *point, const double *mass, size_t points, size_t count,
    double *alpha, double *beta)
{
    double norm_before = 0.0;
    for (size_t k = 0; k < count; k++) {
        double norm, moment;
        polynomial_moments(point, mass, points, alpha, beta, k, &norm, &moment);
        if (!(norm > 0.0) || !isfinite(norm) || !isfinite(moment))
            return false;
        alpha[k] = moment / norm;
        beta[k] = k ? norm / norm_before : 0.0;
        norm_before = norm;
    }
    return true;
}

/* Orthonormal polynomials at the nodes, by their recurrence. */
static void tabulate_polynomials(
    const double *node, size_t count, const double *alpha, const double *beta, double *polynomial)
{
    for (size_t i = 0; i < count; i++) {
        double before = 0.0, p = 1.0;
        for (size_t k = 0; k < count; k++) {
            polynomial[k * count + i] = p;
            if (k + 1 == count)
                break;
            double next = ((node[i] - alpha[k]) * p - sqrt(beta[k]) * before) / sqrt(beta[k + 1]);
            before = p;
            p = next;
        }
    }
}

bool rk_gauss_measure(const double *point, const double *mass, size_t points, size_t count,
    double *node, double *weight, double *polynomial)
{
    enum { MAX = RK_GAUSS_MEASURE_MAX };
    double alpha[MAX], beta[MAX], matrix[MAX * MAX] = {0}, vectors[MAX * MAX];
    double diagonal[MAX], off_diagonal[MAX], cosines[MAX], sines[MAX];
    if (count == 0 || count > MAX || !recurrence(point, mass, points, count, alpha, beta))
        return false;
    for (size_t k = 0; k < count; k++) {
        matrix[k * count + k] = alpha[k];
        if (k > 0)
            matrix[k * count + k - 1] = matrix[(k - 1) * count + k] = sqrt(beta[k]);
    }
    gsl_matrix_view jacobi = gsl_matrix_view_array(matrix, count, count);
    gsl_matrix_view basis = gsl_matrix_view_array(vectors, count, count);
    gsl_vector_view values = gsl_vector_view_array(node, count);
    gsl_eigen_symmv_workspace workspace = {count, diagonal, off_diagonal, cosines, sines};
    if (gsl_eigen_symmv(&jacobi.matrix, &values.vector, &basis.matrix, &workspace) != GSL_SUCCESS ||
        gsl_eigen_symmv_sort(&values.vector, &basis.matrix, GSL_EIGEN_SORT_VAL_ASC) != GSL_SUCCESS)
        return false;
    for (size_t k = 0; k < count; k++)
        weight[k] = vectors[k] * vectors[k];
    if (polynomial)
        tabulate_polynomials(node, count, alpha, beta, polynomial);
    return true;
}
