/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the platform has no POSIX threads there is no crew, and the caller's thread works alone. */
#include "batch/crew.h"

rk_crew *rk_crew_new(const rk_batch_plan *plan, size_t jobs, size_t room)
{
    (void)plan, (void)jobs, (void)room;
    return NULL;
}

void rk_crew_free(rk_crew *crew)
{
    (void)crew;
}

void rk_crew_put(rk_crew *crew, const rk_batch_line *line)
{
    (void)crew, (void)line;
}

bool rk_crew_has_room(rk_crew *crew)
{
    (void)crew;
    return false;
}

size_t rk_crew_held(rk_crew *crew)
{
    (void)crew;
    return 0;
}

bool rk_crew_take(rk_crew *crew, rk_batch_line *line)
{
    (void)crew, (void)line;
    return false;
}

void rk_crew_wait(rk_crew *crew)
{
    (void)crew;
}

void rk_crew_stop(rk_crew *crew)
{
    (void)crew;
}
