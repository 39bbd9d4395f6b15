/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Threads that answer lines, and a window of lines between them and the thread that reads and
 * writes. Lines are put in and taken out in their order; only what lies between is on the threads.
 */
#ifndef RK_BATCH_CREW_H
#define RK_BATCH_CREW_H

#include "batch/line.h"

typedef struct rk_crew rk_crew;

/* `jobs` threads with a window of `room` lines; as many threads as the platform gives, but one.
 * NULL when there is no memory, or not one thread. */
rk_crew *rk_crew_new(const rk_batch_plan *plan, size_t jobs, size_t room);

/* Ends the threads: what has been started is stopped. NULL is ignored. */
void rk_crew_free(rk_crew *crew);

/* Puts a line in, whose memory becomes the crew's. There must be room. */
void rk_crew_put(rk_crew *crew, const rk_batch_line *line);

/* Whether another line has room: a place, and the bytes that may be held. */
bool rk_crew_has_room(rk_crew *crew);

/* How many lines are in. */
size_t rk_crew_held(rk_crew *crew);

/* The first line when it is answered, out of the window and the caller's to clear. */
bool rk_crew_take(rk_crew *crew, rk_batch_line *line);

/* Waits until the first line is answered or some work has gone on. */
void rk_crew_wait(rk_crew *crew);

/* Stops what is being worked on. Lines that nobody has begun become RECKON_CANCELLED. */
void rk_crew_stop(rk_crew *crew);

#endif
