/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A crew of POSIX threads. */
#include "batch/crew.h"

#include <pthread.h>
#include <stdatomic.h>

#include "core/memory.h"

/* Of lines that wait or are worked on; one longer line may stand alone. */
static const size_t most_bytes = (size_t)64 << 20;

typedef struct place {
    rk_batch_line line;
    size_t bytes; /* as the line came in */
    bool answered;
} place;

/* A ring: lines first .. last are in, next is the first that no thread has taken. Everything but
 * the two flags is held by the mutex; a place between taking and answering is its thread's. */
struct rk_crew {
    const rk_batch_plan *plan;
    pthread_mutex_t mutex;
    pthread_cond_t work; /* a line came in, or the end */
    pthread_cond_t news; /* a line is answered, or some work has gone on */
    place *places;       /* [room] */
    size_t room, first, next, last, bytes;
    pthread_t *threads; /* [count] */
    size_t count;
    bool ended;
    atomic_bool stopped, moved;
};

static place *at(rk_crew *crew, size_t index)
{
    return &crew->places[index % crew->room];
}

/* The progress of a fit, on a thread of the crew. */
static int tell(void *context, double done)
{
    rk_crew *crew = context;
    (void)done;
    if (!atomic_exchange(&crew->moved, true)) {
        pthread_mutex_lock(&crew->mutex);
        pthread_cond_signal(&crew->news);
        pthread_mutex_unlock(&crew->mutex);
    }
    return atomic_load(&crew->stopped);
}

static void *work(void *context)
{
    rk_crew *crew = context;
    pthread_mutex_lock(&crew->mutex);
    for (;;) {
        while (crew->next == crew->last && !crew->ended)
            pthread_cond_wait(&crew->work, &crew->mutex);
        if (crew->next == crew->last)
            break;
        place *mine = at(crew, crew->next++);
        pthread_mutex_unlock(&crew->mutex);
        if (atomic_load(&crew->stopped))
            mine->line.status = RECKON_CANCELLED;
        else
            rk_batch_answer(crew->plan, &mine->line, tell, crew);
        pthread_mutex_lock(&crew->mutex);
        mine->answered = true;
        pthread_cond_signal(&crew->news);
    }
    pthread_mutex_unlock(&crew->mutex);
    return NULL;
}

rk_crew *rk_crew_new(const rk_batch_plan *plan, size_t jobs, size_t room)
{
    rk_crew *crew = rk_alloc(1, sizeof *crew);
    if (!crew)
        return NULL;
    crew->plan = plan;
    crew->room = room;
    crew->places = rk_alloc(room, sizeof *crew->places);
    crew->threads = rk_alloc(jobs, sizeof *crew->threads);
    bool mutex = pthread_mutex_init(&crew->mutex, NULL) == 0;
    bool begun = mutex && pthread_cond_init(&crew->work, NULL) == 0;
    bool whole = begun && pthread_cond_init(&crew->news, NULL) == 0;
    while (whole && crew->places && crew->threads && crew->count < jobs &&
           pthread_create(&crew->threads[crew->count], NULL, work, crew) == 0)
        crew->count++;
    if (crew->count)
        return crew;
    if (whole)
        pthread_cond_destroy(&crew->news);
    if (begun)
        pthread_cond_destroy(&crew->work);
    if (mutex)
        pthread_mutex_destroy(&crew->mutex);
    rk_free(crew->places);
    rk_free(crew->threads);
    rk_free(crew);
    return NULL;
}

void rk_crew_stop(rk_crew *crew)
{
    atomic_store(&crew->stopped, true);
}

void rk_crew_free(rk_crew *crew)
{
    if (!crew)
        return;
    rk_crew_stop(crew);
    pthread_mutex_lock(&crew->mutex);
    crew->ended = true;
    pthread_cond_broadcast(&crew->work);
    pthread_mutex_unlock(&crew->mutex);
    for (size_t i = 0; i < crew->count; i++)
        pthread_join(crew->threads[i], NULL);
    for (size_t i = 0; i < crew->room; i++)
        rk_batch_line_clear(&crew->places[i].line);
    pthread_cond_destroy(&crew->news);
    pthread_cond_destroy(&crew->work);
    pthread_mutex_destroy(&crew->mutex);
    rk_free(crew->places);
    rk_free(crew->threads);
    rk_free(crew);
}

void rk_crew_put(rk_crew *crew, const rk_batch_line *line)
{
    pthread_mutex_lock(&crew->mutex);
    *at(crew, crew->last++) = (place){.line = *line, .bytes = line->length};
    crew->bytes += line->length;
    pthread_cond_signal(&crew->work);
    pthread_mutex_unlock(&crew->mutex);
}

/* The next three look at what only the caller's own thread changes. */
bool rk_crew_has_room(rk_crew *crew)
{
    return crew->last - crew->first < crew->room &&
           (crew->last == crew->first || crew->bytes < most_bytes);
}

size_t rk_crew_held(rk_crew *crew)
{
    return crew->last - crew->first;
}

bool rk_crew_take(rk_crew *crew, rk_batch_line *line)
{
    pthread_mutex_lock(&crew->mutex);
    place *first = at(crew, crew->first);
    bool there = crew->first < crew->last && first->answered;
    if (there) {
        *line = first->line;
        crew->bytes -= first->bytes;
        *first = (place){.answered = false};
        crew->first++;
    }
    pthread_mutex_unlock(&crew->mutex);
    return there;
}

void rk_crew_wait(rk_crew *crew)
{
    pthread_mutex_lock(&crew->mutex);
    while (!at(crew, crew->first)->answered && !atomic_load(&crew->moved))
        pthread_cond_wait(&crew->news, &crew->mutex);
    atomic_store(&crew->moved, false);
    pthread_mutex_unlock(&crew->mutex);
}
