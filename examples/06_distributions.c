/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What somebody says, made into a distribution: by its parameters, by two quantiles, by three
 * points, by a least, a likely and a most figure; and what it then says back.
 */
#include <stdio.h>
#include <stdlib.h>

#include <reckon/pool.h>

static void must(reckon_status status, const reckon_error *error)
{
    if (status != RECKON_OK) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
}

static void print(const char *what, const reckon_distribution *distribution)
{
    printf("%-40s 5 %% below %6.0f, half below %6.0f, 5 %% above %6.0f; mean %6.0f, sd %6.0f\n",
        what, reckon_distribution_quantile(distribution, 0.05),
        reckon_distribution_quantile(distribution, 0.5),
        reckon_distribution_quantile(distribution, 0.95), reckon_distribution_mean(distribution),
        reckon_distribution_sd(distribution));
}

int main(void)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_distribution made, fitted, three, pert, split;

    /* Log-normal: the logarithm has mean 10.3 and sd 0.5. The last two numbers are for families
     * with bounds. */
    must(reckon_distribution_make(RECKON_FAMILY_LOGNORMAL, 10.3, 0.5, 0, 0, &made, &error), &error);
    print("log-normal by its parameters", &made);

    /* "10,000 to 90,000, with 90 %". */
    must(reckon_distribution_fit(RECKON_FAMILY_LOGNORMAL, 10000, 90000, 0.9, 0, 0, &fitted, &error),
        &error);
    print("10,000 to 90,000 with 90 %", &fitted);

    /* "10,000 to 90,000, with 90 %, rather 40,000": a log-normal cannot meet all three, and comes
     * as near as it can. */
    must(reckon_distribution_fit_three(
             RECKON_FAMILY_LOGNORMAL, 10000, 40000, 90000, 0.9, 0, 0, &three, &error),
        &error);
    print("the same, rather 40,000", &three);

    /* "At least 10,000, at most 90,000, most likely 40,000". */
    must(reckon_distribution_pert(10000, 40000, 90000, 4, &pert, &error), &error);
    print("at least, most likely, at most", &pert);

    /* "Most likely 40,000", and twice as far off upwards as downwards: two half normals that meet
     * at the mode. */
    must(reckon_distribution_split_normal(40000, 10000, 20000, &split, &error), &error);
    print("most likely 40,000, rather more", &split);

    /* Both tails have a function of their own: 1 - P(X <= x) would lose all digits of a small one.
     */
    printf("P(X <= 20000) %.4f, P(X > 20000) %.4f, density there %.3e\n",
        reckon_distribution_cdf(&fitted, 20000), reckon_distribution_upper(&fitted, 20000),
        reckon_distribution_density(&fitted, 20000));
    printf("P(X > 10 million) %.3e\n", reckon_distribution_upper(&fitted, 1e7));
    return 0;
}
