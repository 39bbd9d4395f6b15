/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the name of a column says that it holds, in five languages. */
#ifndef RK_SHEET_ROLE_H
#define RK_SHEET_ROLE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum rk_role {
    RK_ROLE_SOURCE,
    RK_ROLE_DATE,
    RK_ROLE_START, /* first and last day of a period */
    RK_ROLE_END,
    RK_ROLE_MONTH, /* beside a year */
    RK_ROLE_DAY,
    RK_ROLE_VALUE,
    RK_ROLE_LOW,
    RK_ROLE_HIGH,
    RK_ROLE_BEST,
    RK_ROLE_LEVEL,
    RK_ROLE_TRUST,
    RK_ROLE_REPEATS,
    RK_ROLE_LEAVE_OUT,
    RK_ROLE_PUBLISHED,
    RK_ROLE_QUOTE,
    RK_ROLE_LINK,
    RK_ROLE_NOTE,
    RK_ROLE_AUTHOR,
    RK_ROLE_TITLE,
    RK_ROLE_PAGE,
    RK_ROLE_LANGUAGE,
    RK_ROLE_PLACE, /* where, or which part: rows that differ here are about different people */
    RK_ROLE_COUNT,
    RK_ROLE_NONE = RK_ROLE_COUNT
} rk_role;

/* "source", "date", ...: as messages and reckon-reading/1 call it. Static text. */
const char *rk_role_name(rk_role role);

/* What a name says. */
typedef struct rk_naming {
    rk_role role;
    int rank;      /* 1: the word itself ("figure"); 2: one that may mean it ("refugees", "year") */
    bool scaled;   /* the name holds "thousands", "%" and the like: its numbers are no persons */
    bool families; /* it counts households */
} rk_naming;

/* What the name of a column says; role RK_ROLE_NONE when nothing. */
rk_naming rk_naming_of(const char *name);

/* Which side of a flight a place is on, and whether the column holds codes. */
typedef struct rk_side {
    char side;  /* 'o' origin, 'a' asylum, ' ' neither */
    int choice; /* 3: ISO code, 2: another code, 1: name */
} rk_side;

rk_side rk_side_of(const char *name);

/* Whether a name is one of the columns of figures that UNHCR's tables have. */
bool rk_is_unhcr_count(const char *name);

/* Whether a cell says that its row is a sum ("Total", "Summe", "합계"). */
bool rk_is_total(const char *text);

#endif
