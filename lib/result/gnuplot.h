/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a gnuplot script: text as gnuplot reads it, the marks along the axes, what is drawn and
 * its data. */
#ifndef RK_RESULT_GNUPLOT_H
#define RK_RESULT_GNUPLOT_H

#include "core/text.h"
#include "result/frame.h"

/* `text` between single quotes, where gnuplot changes nothing; control characters become blanks,
 * and what is longer than `columns` characters is cut. */
void rk_gnuplot_text(rk_buffer *out, const char *text, size_t columns);

/* `text` as part of a comment, where a backslash at the end would swallow the next line. */
void rk_gnuplot_comment(rk_buffer *out, const char *text);

/* "set xtics (...)": years, or months where few years are shown, as dates; at most about ten
 * labels. */
void rk_gnuplot_time_marks(rk_buffer *out, const rk_frame *frame);

/* "set ytics (...)": round numbers with their thousands separated. */
void rk_gnuplot_number_marks(rk_buffer *out, const rk_frame *frame);

/* One shade of the fan: the quantiles at two probabilities that mirror each other, or low..high. */
typedef struct rk_band {
    double coverage;
    bool is_range;       /* low..high */
    size_t lower, upper; /* of the quantiles */
} rk_band;

/* More sources than this are not told apart. */
enum { RK_MAX_BANDS = 8, RK_MANY_SOURCES = 30 };

typedef struct rk_picture {
    const reckon_result *result;
    rk_buffer *out;
    rk_frame frame;
    double *places; /* [reading_count] where the marks of the estimates stand in time */
    rk_band bands[RK_MAX_BANDS]; /* [band_count], the widest first */
    size_t band_count;
    double half_width; /* in years, of a range that stands alone */
    bool apart;        /* so few dates that nothing is said about what lies between them */
    bool camps;        /* at some date the answer is more than one interval */
    bool quantiles;    /* some date has them: the method makes distributions, not sets */
    bool answers;      /* some date has a range */
    bool central;      /* some date has a central figure */
    bool cut;          /* some end is open or beyond the frame */
} rk_picture;

/* The estimates of one source are drawn in up to four ways; each has a data block of its own. */
typedef struct rk_way {
    const char *name;
    bool bound, used;
} rk_way;

enum { RK_WAY_COUNT = 4 };
extern const rk_way rk_ways[RK_WAY_COUNT];

/* Looks at what there is to draw and chooses the shades; `result` and `frame` are set before. */
void rk_picture_prepare(rk_picture *of);

/* Every data block. */
void rk_gnuplot_data(const rk_picture *of);

/* Sources are drawn one by one, or all alike when there are too many to tell apart. */
size_t rk_picture_groups(const rk_picture *of);
/* Whether any estimate of a group is drawn in a way (NULL: in any). */
bool rk_picture_has(const rk_picture *of, size_t group, const rk_way *how);
/* Whether an estimate has one end only. */
bool rk_is_bound(const reckon_result_reading *reading);

#endif
