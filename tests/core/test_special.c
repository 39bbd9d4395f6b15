/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The distributions against values computed with 50 digits (mpmath 1.3), and over everything a
 * caller could pass: no NaN, and no call of GSL's error handler, whose default would end this
 * process.
 */
#include <float.h>
#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_errno.h>

#include "core/special.h"
#include "support/check.h"

static const struct {
    double x, df, tail;
    bool upper;
} chisq_tails[] = {
    {4.9999999999999997e-12, 0.5, 0.0013872793394907552, false},
    {5.0000000000000004e-6, 0.5, 0.043869602702072453, false},
    {0.0054869699999999999, 0.5, 0.25235759733986468, false},
    {0.35116599999999998, 0.5, 0.30973726764754659, true},
    {3.3696799999999998, 0.5, 0.02607445921682761, true},
    {102.11, 0.5, 9.560245659643808e-25, true},
    {9.9999999999999994e-12, 1.0, 2.5231325220159548e-6, false},
    {1.0000000000000001e-5, 1.0, 0.0025231283168055979, false},
    {0.15928700000000001, 1.0, 0.31018619154577538, false},
    {1.0409900000000001, 1.0, 0.30759133585158487, true},
    {5.0936599999999999, 1.0, 0.024013460192684222, true},
    {94.135099999999994, 1.0, 2.9470672777020631e-22, true},
    {3.0e-11, 3.0, 4.3701937223289845e-17, false},
    {0.16669700000000001, 3.0, 0.017222472471199741, false},
    {1.47824, 3.0, 0.31269844391017134, false},
    {3.5933999999999999, 3.0, 0.30884895676979146, true},
    {9.5345700000000004, 3.0, 0.022966423332811961, true},
    {89.654399999999995, 3.0, 2.5988774659258608e-19, true},
    {1.2e-10, 12.0, 6.4799999996667426e-65, false},
    {4.2825300000000004, 12.0, 0.022218256832913326, false},
    {9.1457999999999995, 12.0, 0.30957069774088199, false},
    {13.8726, 12.0, 0.30891774094265302, true},
    {23.6432, 12.0, 0.02273598303300952, true},
    {106.459, 12.0, 2.9939839267840476e-17, true},
    {23.908300000000001, 100.0, 2.0723917466233418e-16, false},
    {73.753, 100.0, 0.022718894177242585, false},
    {92.460099999999997, 100.0, 0.30864047322350851, false},
    {106.542, 100.0, 0.30861444623156676, true},
    {130.238, 100.0, 0.022738473946307751, true},
    {259.90499999999997, 100.0, 3.5985470342594662e-16, true},
    {4241.3100000000004, 5000.0, 6.1254340360319054e-16, false},
    {4802.0100000000002, 5000.0, 0.022752014120698094, false},
    {4949.5, 5000.0, 0.3085241973589888, false},
    {5049.5, 5000.0, 0.30852447124734151, true},
    {5201.9899999999998, 5000.0, 0.02275185401593094, true},
    {5842.6899999999996, 5000.0, 6.1323973107983762e-16, true},
    {96465.100000000006, 100001.0, 6.2140877993940979e-16, false},
    {99108.600000000006, 100001.0, 0.022753797019320038, false},
    {99776.899999999994, 100001.0, 0.30854311802539939, false},
    {100224.0, 100001.0, 0.3086217144460292, true},
    {100897.0, 100001.0, 0.022801806446559453, true},
    {103621.0, 100001.0, 6.2032577776554737e-16, true},
    {988728.0, 1000000.0, 6.2117662646177591e-16, false},
    {997174.0, 1000000.0, 0.022766456164105362, false},
    {999292.0, 1000000.0, 0.30843954232089704, false},
    {1000710.0, 1000000.0, 0.30769364407134226, true},
    {1002830.0, 1000000.0, 0.022766394681057402, true},
    {1011360.0, 1000000.0, 6.0718531387144065e-16, true},
};

static const struct {
    double t, df, upper;
} student_tails[] = {
    {0.01, 0.5, 0.49730337181805225},
    {0.7, 0.5, 0.34270033126038327},
    {2.5, 0.5, 0.20048526452664659},
    {40.0, 0.5, 0.050704899964747178},
    {1e6, 0.5, 0.00032070097541419885},
    {0.01, 1.0, 0.49681700723509174},
    {0.7, 1.0, 0.30559988778578522},
    {2.5, 1.0, 0.1211189415908434},
    {40.0, 1.0, 0.0079560899120258133},
    {1e6, 1.0, 3.1830988618368457e-7},
    {0.01, 2.0, 0.49646455447910049},
    {0.7, 2.0, 0.27819651231643274},
    {2.5, 2.0, 0.064805860110755405},
    {40.0, 2.0, 0.00031220733609237032},
    {1e6, 2.0, 4.9999999999925e-13},
    {0.01, 3.0, 0.49632455570642599},
    {0.7, 3.0, 0.26716349915238183},
    {2.5, 3.0, 0.043853323504032774},
    {40.0, 3.0, 1.7190340394579264e-5},
    {1e6, 3.0, 1.1026577908396145e-18},
    {0.01, 12.0, 0.49609280749425179},
    {0.7, 12.0, 0.24863707689535376},
    {2.5, 12.0, 0.013957699785662627},
    {40.0, 12.0, 1.9256147903860169e-14},
    {1e6, 12.0, 3.3679799997748265e-67},
    {0.01, 29.0, 0.49604488240161248},
    {0.7, 29.0, 0.24475257430724184},
    {2.5, 29.0, 0.0091626721692130385},
    {40.0, 29.0, 3.173438664864674e-27},
    {1e6, 29.0, 1.1768980931328119e-154},
    {0.01, 30.0, 0.49604374628658885},
    {0.7, 30.0, 0.24466022174983577},
    {2.5, 30.0, 0.0090578245340333471},
    {5.0, 30.0, 1.1648342733503898e-5},
    {0.01, 101.0, 0.49602050661443086},
    {0.7, 101.0, 0.24276827245999014},
    {2.5, 101.0, 0.0070146606762820634},
    {5.0, 101.0, 1.2099351335217596e-6},
    {0.01, 5000.0, 0.4960108431614928},
    {0.7, 5000.0, 0.2419799356483569},
    {2.5, 5000.0, 0.0062255580998605715},
    {5.0, 5000.0, 2.9644737295606599e-7},
    {0.01, 1000000.0, 0.49601064468277384},
    {0.7, 1000000.0, 0.24196373364327072},
    {2.5, 1000000.0, 0.0062097447510816231},
    {5.0, 1000000.0, 2.8669989354453708e-7},
};

static const struct {
    double z, log_cdf;
} normal_logs[] = {
    {-1e9, -5.0000000000000002e+17},
    {-1e5, -5000000012.431864},
    {-40.0, -804.60844201375379},
    {-8.0, -35.01343715991455},
    {-1.0, -1.8410216450092635},
    {-0.001, -0.69394538346696518},
    {0.5, -0.36894641528865639},
    {3.0, -0.0013508099647481938},
    {9.0, -1.1285884059538406e-19},
};

static const struct {
    double low, high, log_interval;
} normal_intervals[] = {
    {-1.0, 1.0, -0.38171514630212607},
    {0.0, 1e-5, -12.431863998191568},
    {2.0, 2.000001, -16.734450091029169},
    {8.0, 9.0, -35.013618593437148},
    {-9.0, -8.0, -35.013618593437148},
    {-40.0, -39.9, -800.62947416012146},
    {30.0, 30.01, -455.67037695858596},
    {-3.0, 7.0, -0.0013508099660297363},
    {12.0, 12.00011, -82.03462865479809},
    {-0.5, 0.0004999, -1.6520224357978373},
    {0.3, 0.3012, -7.6895524899712038},
};

#define count_of(table) (sizeof(table) / sizeof(table)[0])

static void chisq_matches(void **state)
{
    (void)state;
    for (size_t i = 0; i < count_of(chisq_tails); i++) {
        double x = chisq_tails[i].x, df = chisq_tails[i].df, tail = chisq_tails[i].tail;
        bool upper = chisq_tails[i].upper;
        check_close(upper ? rk_chisq_upper(x, df) : rk_chisq_cdf(x, df), tail, 2e-11, 0.0);
        check_close(upper ? rk_chisq_cdf(x, df) : rk_chisq_upper(x, df), 1.0 - tail, 2e-11, 0.0);
        if (!upper)
            check_close(rk_chisq_quantile(tail, df), x, 1e-12, 0.0);
        else if (tail > 1e-10) /* 1 - p has to be a number with digits */
            check_close(rk_chisq_quantile(1.0 - tail, df), x, 1e-12 + 1e-16 / tail, 0.0);
    }
}

static void student_matches(void **state)
{
    (void)state;
    for (size_t i = 0; i < count_of(student_tails); i++) {
        double t = student_tails[i].t, df = student_tails[i].df, upper = student_tails[i].upper;
        check_close(rk_student_upper(t, df), upper, 1e-11, 0.0);
        check_close(rk_student_upper(-t, df), 1.0 - upper, 1e-12, 0.0);
        check_close(rk_student_quantile(upper, df), -t, 2e-12, 3e-16 / t);
        if (upper > 1e-8)
            check_close(rk_student_quantile(1.0 - upper, df), t, 1e-11 + 1e-16 / upper, 3e-16 / t);
    }
}

static void normal_matches(void **state)
{
    (void)state;
    for (size_t i = 0; i < count_of(normal_logs); i++)
        check_close(rk_normal_log_cdf(normal_logs[i].z), normal_logs[i].log_cdf, 1e-13, 0.0);
    for (size_t i = 0; i < count_of(normal_intervals); i++) {
        double low = normal_intervals[i].low, high = normal_intervals[i].high;
        check_close(
            rk_normal_log_interval(low, high), normal_intervals[i].log_interval, 2e-12, 0.0);
        check_close(
            rk_normal_log_interval(-high, -low), normal_intervals[i].log_interval, 2e-12, 0.0);
    }
    check_close(rk_normal_log_interval(-INFINITY, INFINITY), 0.0, 0.0, 0.0);
    check_close(rk_normal_log_interval(1.0, 1.0), -INFINITY, 0.0, 0.0);
    check_close(rk_normal_log_cdf(-1e200), -INFINITY, 0.0, 0.0);
    check_close(rk_normal_central_z(0.95), 1.9599639845400545, 1e-15, 0.0);
}

static void sums_of_exponentials(void **state)
{
    (void)state;
    const double x[] = {1000.0, 1000.0, -INFINITY}, none[] = {-INFINITY, -INFINITY};
    check_close(rk_log_sum_exp(x, 3), 1000.0 + log(2.0), 1e-15, 0.0);
    check_close(rk_log_sum_exp(none, 2), -INFINITY, 0.0, 0.0);
    check_close(rk_log_sum_exp(x, 0), -INFINITY, 0.0, 0.0);
    check_close(rk_log_add(-1000.0, -1001.0), -1000.0 + log1p(exp(-1.0)), 1e-15, 0.0);
    check_close(rk_log_add(-INFINITY, -INFINITY), -INFINITY, 0.0, 0.0);
    check_close(rk_log_add(-INFINITY, 3.0), 3.0, 0.0, 0.0);
    check_close(rk_log1p_excess(1e-8), -0.5e-16 * (1 - 2e-8 / 3), 1e-15, 0.0);
    check_close(rk_log1p_excess(-0.05), log1p(-0.05) + 0.05, 1e-13, 0.0);
    check_close(rk_log1p_excess(7.0), log(8.0) - 7.0, 1e-15, 0.0);
    check_close(rk_log1p_excess(-1.0), -INFINITY, 0.0, 0.0);
    check_close(rk_log1m_exp(-1e-20), log(1e-20), 1e-15, 0.0);
    check_close(rk_log1m_exp(-50.0), -exp(-50.0), 1e-15, 0.0);
    check_close(rk_log1m_exp(0.0), -INFINITY, 0.0, 0.0);
}

/* --- anything at all --- */

static const double sizes[] = {0.0, 5e-324, 1e-310, DBL_MIN, 1e-300, 1e-100, 1e-17, 1e-8, 0.1, 1.0,
    2.0, 5.0, 8.0, 37.0, 38.5, 39.0, 100.0, 1e3, 1e5, 100001.0, 1e6, 1e8, 1e16, 1e50, 1e99, 1e101,
    1e154, 1.4e154, 1e200, 1e308, DBL_MAX, INFINITY};
static const double levels[] = {0.0, 5e-324, 1e-310, DBL_MIN, 1e-300, 1e-100, 1e-17, 1e-8, 0.001,
    0.025, 0.1, 0.25, 0.499, 0.5, 0.501, 0.75, 0.9, 0.975, 0.999, 1 - 1e-8, 1 - 1e-12,
    1 - DBL_EPSILON, 1 - DBL_EPSILON / 2, 1.0};

static void a_probability(double value, const char *what)
{
    if (!(value >= 0.0 && value <= 1.0))
        fail_msg("%s: %g is no probability", what, value);
}

static void a_number(double value, const char *what)
{
    if (isnan(value))
        fail_msg("%s: NaN", what);
}

static void try_pair(double x, double y)
{
    if (x <= y)
        a_number(rk_normal_log_interval(x, y), "log interval");
    if (!(isinf(x) && isinf(y)))
        a_number(rk_log_add(x, y), "log add");
    if (y > 0.0 && isfinite(y)) {
        a_probability(rk_student_upper(x, y), "Student upper");
        a_probability(rk_chisq_cdf(x, y), "chi-square");
        a_probability(rk_chisq_upper(x, y), "chi-square upper");
    }
}

static void nothing_reaches_gsls_handler(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * count_of(sizes); i++) {
        double x = i % 2 ? -sizes[i / 2] : sizes[i / 2];
        a_probability(rk_normal_cdf(x), "normal");
        a_probability(rk_normal_upper(x), "normal upper");
        a_number(rk_normal_log_cdf(x), "normal log");
        a_number(rk_normal_density(x), "normal density");
        a_number(rk_normal_log_density(x), "normal log density");
        for (size_t j = 0; j < 2 * count_of(sizes); j++)
            try_pair(x, j % 2 ? -sizes[j / 2] : sizes[j / 2]);
    }
}

static void quantiles_are_monotone_and_never_reach_it(void **state)
{
    (void)state;
    for (size_t j = 1; j + 1 < count_of(sizes); j++) {
        double df = sizes[j], student = -INFINITY, chisq = 0.0;
        for (size_t i = 0; i < count_of(levels); i++) {
            double t = rk_student_quantile(levels[i], df), x = rk_chisq_quantile(levels[i], df);
            a_number(t, "Student quantile");
            a_number(x, "chi-square quantile");
            if (df >= 0.1 &&
                (!(t >= student - 1e-9 * fabs(student)) || !(x >= chisq * (1 - 1e-10))))
                fail_msg("p %.17g, df %g: %.17g after %.17g, %.17g after %.17g", levels[i], df, t,
                    student, x, chisq);
            student = t;
            chisq = x;
        }
    }
    for (size_t i = 0; i < count_of(levels); i++) {
        a_number(rk_normal_quantile(levels[i]), "normal quantile");
        a_number(rk_normal_upper_quantile(levels[i]), "normal upper quantile");
        a_number(rk_normal_central_z(levels[i]), "central z");
    }
}

int main(void)
{
    gsl_set_error_handler(NULL); /* GSL's default: print and abort */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chisq_matches),
        cmocka_unit_test(student_matches),
        cmocka_unit_test(normal_matches),
        cmocka_unit_test(sums_of_exponentials),
        cmocka_unit_test(nothing_reaches_gsls_handler),
        cmocka_unit_test(quantiles_are_monotone_and_never_reach_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
