/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One block of memory cut into arrays. A table says which pointer gets how much; it is walked once
 * without memory to learn the size and once with it to set the pointers, so that the two cannot
 * disagree:
 *
 *     const rk_room rooms[] = {RK_ROOM(work->mean, steps), RK_ROOM(work->index, sources)};
 *     bytes = rk_layout(rooms, sizeof rooms / sizeof *rooms, NULL);
 *     rk_layout(rooms, sizeof rooms / sizeof *rooms, memory);
 */
#ifndef RK_CORE_LAYOUT_H
#define RK_CORE_LAYOUT_H

#include <stddef.h>

typedef struct rk_room {
    void *pointer; /* address of the pointer to set */
    size_t count;  /* elements */
    size_t size;   /* bytes of one */
} rk_room;

#define RK_ROOM(pointer, count) ((rk_room){&(pointer), (count), sizeof *(pointer)})

/*
 * How many bytes the arrays take, each aligned for any type; SIZE_MAX when that is more than can be
 * counted, which no allocation grants. Unless memory is NULL, which must be aligned for any type,
 * sets the pointers into it.
 */
size_t rk_layout(const rk_room *rooms, size_t count, void *memory);

#endif
