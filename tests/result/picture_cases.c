/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/picture_cases.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void begin(picture_case *of, const char *name, reckon_measure measure)
{
    static char population[] = "p", unit[] = "persons";
    static char names[256];
    static const double probabilities[] = {0.025, 0.25, 0.5, 0.75, 0.975};
    memset(of, 0, sizeof *of);
    snprintf(names, sizeof names, "%s", name);
    memcpy(of->probabilities, probabilities, sizeof probabilities);
    of->result = (reckon_result){
        .population = population,
        .name = names,
        .unit = unit,
        .measure = measure,
        .method = "temporal",
        .level = 0.9,
        .probabilities = of->probabilities,
        .probability_count = CASE_PROBABILITIES,
        .rows = of->rows,
        .quantiles = of->quantiles,
        .sources = of->sources,
        .readings = of->readings,
    };
}

/* One more date with a log-normal answer around `central`; sd < 0: no quantiles. */
static reckon_row *add_row(picture_case *of, double year, double central, double sd)
{
    static const double z[] = {-1.96, -0.674, 0, 0.674, 1.96};
    size_t index = of->result.row_count++;
    reckon_row *row = &of->rows[index];
    *row = (reckon_row){.year = year, .central = central, .estimates_used = 4};
    row->low = central * exp(-1.645 * fabs(sd));
    row->high = central * exp(1.645 * fabs(sd));
    reckon_date_text(year, row->date);
    if (sd >= 0) {
        double *quantiles = &of->quantiles[index * CASE_PROBABILITIES];
        for (size_t i = 0; i < CASE_PROBABILITIES; i++)
            quantiles[i] = central * exp(z[i] * sd);
        row->quantiles = quantiles;
    }
    of->regions[index][0] = (reckon_range){row->low, row->high};
    row->regions = of->regions[index];
    row->region_count = 1;
    return row;
}

static reckon_row *add_empty_row(picture_case *of, double year)
{
    reckon_row *row = add_row(of, year, 1000.0, -1.0);
    row->low = row->central = row->high = NAN;
    row->region_count = 0;
    row->outcome = RECKON_OUTCOME_EMPTY;
    return row;
}

/* One more estimate; NAN for an open end. */
static reckon_result_reading *add_reading(
    picture_case *of, const char *source, double time, double low, double high)
{
    size_t index = of->result.reading_count++;
    reckon_result_reading *reading = &of->readings[index];
    snprintf(of->ids[index], sizeof of->ids[index], "e%zu", index);
    double centre = isnan(low) ? log(high) : isnan(high) ? log(low) : 0.5 * (log(low) + log(high));
    *reading = (reckon_result_reading){
        .estimate = of->ids[index],
        .source = source,
        .kind = isnan(low)    ? "at_most"
                : isnan(high) ? "at_least"
                              : "range",
        .low = low,
        .high = high,
        .log_centre = centre,
        .weight = 1.0,
        .time = time,
        .used = true,
    };
    for (size_t i = 0; i < of->result.source_count; i++)
        if (strcmp(of->sources[i].id, source) == 0)
            return reading;
    of->sources[of->result.source_count++] = (reckon_result_source){.id = source, .weight = 1.0};
    return reading;
}

static void add_seed_readings(picture_case *of)
{
    add_reading(of, "us-state", 2000.5, 75000, 125000);
    add_reading(of, "us-state", 2003.5, 30000, 50000);
    add_reading(of, "prc", 2004.62, 8000, 12000);
    add_reading(of, "rok", 2004.62, 10000, 30000);
    add_reading(of, "humanitarian", 2004.62, NAN, 300000);
    add_reading(of, "kim", 2005.12, 10000, 300000)->used = false;
    add_reading(of, "icg", 2006.41, 95000, 105000);
    add_reading(of, "link", 2012.12, 30000, 50000)->used = false;
}

static void fill_fan(picture_case *of)
{
    begin(of, "North Koreans (refugees, escapees) living in China", RECKON_STOCK);
    for (int year = 2000; year <= 2013; year++)
        add_row(of, year + 0.5 / 365, 60000 * exp(-0.05 * (year - 2000)),
            0.3 + 0.03 * fabs(year - 2005.0));
    add_seed_readings(of);
}

static void fill_single_date(picture_case *of)
{
    begin(of, "One date only", RECKON_STOCK);
    add_row(of, 2005.5, 40000, 0.5);
    add_seed_readings(of);
}

static void fill_camps(picture_case *of)
{
    begin(of, "Two camps", RECKON_STOCK);
    of->result.method = "consensus";
    for (int year = 2000; year <= 2008; year++) {
        reckon_row *row = add_row(of, year + 0.001, 30000, -1.0);
        size_t index = (size_t)(year - 2000);
        of->regions[index][0] = (reckon_range){8000, 12000.0 + 500.0 * (double)index};
        of->regions[index][1] = (reckon_range){75000, 125000};
        row->region_count = year > 2002 ? 2 : 1;
        row->low = 8000;
        row->high = row->region_count == 2 ? 125000 : of->regions[index][0].high;
        row->central = year > 2002 ? NAN : 9800;
    }
    add_reading(of, "a", 2003.5, 8000, 12000);
    add_reading(of, "b", 2004.5, 75000, 125000);
}

static void fill_open_ends(picture_case *of)
{
    begin(of, "Open at one side, closed later, empty at last", RECKON_CUMULATIVE);
    of->result.outcome = RECKON_OUTCOME_EMPTY;
    for (int year = 2000; year <= 2006; year++) {
        reckon_row *row = add_row(of, year + 0.001, 30000, -0.5);
        if (year < 2003) {
            row->high = row->central = NAN;
            of->regions[year - 2000][0].high = INFINITY;
        } else if (year < 2005) {
            row->low = row->central = NAN;
            of->regions[year - 2000][0].low = 0.0;
        }
    }
    add_empty_row(of, 2007.001);
    add_row(of, 2008.001, 35000, -0.2);
    add_empty_row(of, 2009.001);
    add_reading(of, "at-least", 2001, 20000, NAN);
    add_reading(of, "at-most", 2004, NAN, 60000);
}

static void fill_shares(picture_case *of)
{
    static char unit[] = "fraction";
    begin(of, "Share of women", RECKON_SHARE);
    of->result.unit = unit;
    for (int year = 2004; year <= 2013; year++) {
        reckon_row *row = add_row(of, year + 0.001, 0.66, 0.05);
        row->low = 0.5;
        row->high = 0.8;
    }
    add_reading(of, "kim", 2005, 0.6, 0.73)->log_centre = log(0.667 / 0.333);
    add_reading(of, "link", 2012.1, 0.56, 0.84)->log_centre = log(0.7 / 0.3);
    add_reading(of, "essay", 2013, 0.95, NAN)->log_centre = log(0.95 / 0.05);
    add_reading(of, "at-most", 2010, NAN, 0.04)->log_centre = log(0.04 / 0.96);
}

static void fill_wild_names(picture_case *of)
{
    begin(of,
        "It's `touch pwned` \"quoted\" @macro {/Bold x}^2 100% \\ and $HOME, a name that goes on "
        "and on so that it "
        "must "
        "be broken over the lines of the title; \xE8\x84\xB1\xE5\x8C\x97\xE8\x80\x85 "
        "\xC3\xA9\n\rset output 'x' \\",
        RECKON_STOCK);
    for (int year = 2000; year <= 2005; year++)
        add_row(of, year + 0.001, 30000, 0.3);
    add_reading(of, "it's `touch pwned`\\", 2001, 20000, 40000);
    add_reading(of, "END", 2002, 20000, 40000);
    add_reading(of, "a\nEND\nset output 'pwned'\n", 2003, 20000, 40000);
    add_reading(of, "@m_x{^y}%d", 2004, NAN, 40000);
    add_reading(of, "a source whose id is a whole sentence and then some", 2004.5, 20000, NAN)
        ->used = false;
}

static void fill_enormous(picture_case *of)
{
    begin(of, "A range that says next to nothing", RECKON_STOCK);
    for (int year = 2000; year <= 2005; year++)
        add_row(of, year + 0.001, 13000, 40.0);
    of->rows[3].high = 1e300;
    of->rows[3].low = 0.0;
    add_reading(of, "a", 2001, 9000, 11000);
    add_reading(of, "b", 2002, 10000, 30000);
}

static void fill_narrow(picture_case *of)
{
    begin(of, "Twelve digits, a few months", RECKON_STOCK);
    for (int month = 0; month < 5; month++)
        add_row(of, 2012.0 + (month + 0.5) / 12, 1.0e12, 0.002);
    add_reading(of, "register", 2012.2, 0.999e12, 1.001e12);
}

static void fill_nothing(picture_case *of)
{
    begin(of, "Nothing at all", RECKON_STOCK);
    of->result.outcome = RECKON_OUTCOME_EMPTY;
}

static void fill_only_estimates(picture_case *of)
{
    begin(of, "No answer anywhere", RECKON_STOCK);
    of->result.method = "intersection";
    of->result.outcome = RECKON_OUTCOME_EMPTY;
    for (int year = 2000; year <= 2005; year++)
        add_empty_row(of, year + 0.001);
    add_seed_readings(of);
}

static void fill_crowd(picture_case *of)
{
    static char names[CASE_READINGS][8];
    begin(of, "Sixty sources in two crowds", RECKON_STOCK);
    for (int year = 2000; year <= 2012; year++)
        add_row(of, year + 0.001, 30000, 0.3);
    for (int i = 0; i < 60; i++) {
        snprintf(names[i], sizeof names[i], "s%d", i);
        add_reading(of, names[i], i < 30 ? 2003.0 : 2009.0 + 0.001 * i, 10000.0 + 500 * i,
            20000.0 + 900 * i);
    }
}

static void fill_exact(picture_case *of)
{
    begin(of, "Ends that coincide, small counts", RECKON_FLOW);
    for (int year = 1; year <= 9; year++)
        add_row(of, year + 0.5, 9.0, -1e-9);
    add_reading(of, "a", 5.5, 9.0, 9.0);
}

/* All of the calendar, every size a count can have, two camps and a range without regions, and no
 * name. */
static void fill_ages(picture_case *of)
{
    begin(of, "", RECKON_STOCK);
    of->result.outcome = RECKON_OUTCOME_BOUNDARY;
    for (int i = 0; i < 19; i++)
        add_row(of, 1.5 + 555.0 * i, pow(10.0, 0.65 * i), -0.5);
    of->regions[4][1] = (reckon_range){1e11, 1e12};
    of->rows[4].region_count = 2;
    of->rows[5].region_count = 0;
    add_reading(of, "old", 1.5, 1.0, 2.0);
    add_reading(of, "new", 9998.5, 1.0e12, 1.1e12);
    add_reading(of, "unknown", 5000.5, NAN, 1.0)->high = NAN;
}

const char *picture_case_fill(picture_case *of, size_t index)
{
    static const struct {
        const char *name;
        void (*fill)(picture_case *of);
    } cases[] = {{"fan", fill_fan}, {"single-date", fill_single_date}, {"camps", fill_camps},
        {"open-ends", fill_open_ends}, {"shares", fill_shares}, {"wild-names", fill_wild_names},
        {"enormous", fill_enormous}, {"narrow", fill_narrow}, {"nothing", fill_nothing},
        {"only-estimates", fill_only_estimates}, {"crowd", fill_crowd}, {"exact", fill_exact},
        {"ages", fill_ages}};
    if (index >= sizeof cases / sizeof *cases)
        return NULL;
    cases[index].fill(of);
    return cases[index].name;
}
