/* Threads, which Python has: what is asked of one. */
#ifndef CLEW_THREADS_H
#define CLEW_THREADS_H

#include "columns.h"

/* A thread as it is asked now; to be let go of. */
typedef struct {
    PyObject *rows; /* a list */
    Py_ssize_t size;
    double length; /* of the sum of its vectors, a story's being 1 */
    long long first, last;
} Asked;

/* Ask a thread for its rows alone; 0, or -1 with an error set. */
int thread_rows(PyObject *thread, Asked *found);

/* Ask a thread; `unit` is the length that weights give a story. 0, or -1 with an error set. */
int thread_asked(PyObject *thread, double unit, Asked *found);

/* Whether anything can be divided by the length of a thread; 0, or -1 with an error set. */
int has_length(const Asked *thread);

/* The time between a thread and a span of time, 0 where they meet: as doubles, since of times that
 * are beyond all bounds there is no difference in whole numbers. */
double gap_between(const Asked *thread, double first, double last);

/* The first row of a thread, which says how old it is; 0, or -1 with an error set. */
int age_of(PyObject *thread, long long *age);

/* A thread by its id; NULL with an error set. */
PyObject *thread_of(PyObject *threads, long long id);

/* What must be made once; -1 with an error set. */
int threads_ready(void);

#endif
