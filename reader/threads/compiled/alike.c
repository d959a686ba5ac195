/* The thread that another is the most like. See `alike.py`. */
#include "loops.h"
#include "threads.h"

/* Most features by which threads are sought, and threads that are looked at. */
#define MOST 64

/* See `alike.By`. */
typedef struct {
    double unit, share, foreign, size, grown, tau, mean, titles, title;
    long long widest, back, small, large, first, few, window;
} By;

/* The threads held, and the one that is compared with others. */
typedef struct {
    Column features, weights, places, language; /* of the stories; `way` has their threads */
    Way way;
    PyObject *postings, *threads, *sum;
    PyObject *thread, *total; /* the one, and the sum of its vectors */
    Table vector;             /* the same sum */
    Asked own;
    By by;
} Compared;

/* A thread that shares features with the one. */
typedef struct {
    PyObject *thread; /* held */
    double weight;
    long long age;
} Other;

/* ------------------------------------------------------------------ what shares features */

/* See `loops.h`. */
Py_ssize_t
heaviest(const Table *vector, Py_ssize_t most, const Entry *widest[])
{
    Py_ssize_t count = 0;
    for (Py_ssize_t n = 0; n < vector->count; n++) {
        const Entry *one = &vector->entries[n];
        Py_ssize_t place = count;
        while (place > 0 && (widest[place - 1]->mark < one->mark ||
                             (widest[place - 1]->mark == one->mark &&
                              widest[place - 1]->key > one->key)))
            place--;
        if (place >= most)
            continue;
        if (count < most)
            count++;
        for (Py_ssize_t other = count - 1; other > place; other--)
            widest[other] = widest[other - 1];
        widest[place] = one;
    }
    return count;
}

/* What a thread must share at least: so much that not many more than are looked at do. */
static double
least_of(const Table *found, long long own, long long most, double least)
{
    double best[MOST];
    Py_ssize_t count = 0, others = 0;
    for (Py_ssize_t n = 0; n < found->count; n++) {
        if (found->entries[n].key == own)
            continue;
        others++;
        double sum = found->entries[n].sum;
        Py_ssize_t place = count;
        while (place > 0 && best[place - 1] < sum)
            place--;
        if (place >= most)
            continue;
        if (count < most)
            count++;
        for (Py_ssize_t other = count - 1; other > place; other--)
            best[other] = best[other - 1];
        best[place] = sum;
    }
    return others > most && most > 0 && best[most - 1] > least ? best[most - 1] : least;
}

/* Put a thread among those that share the most, of equal ones the older first; it is let go of
 * where there are enough. */
static void
put(Other *others, Py_ssize_t *count, Py_ssize_t most, Other one)
{
    Py_ssize_t place = *count;
    while (place > 0 && (others[place - 1].weight < one.weight ||
                         (others[place - 1].weight == one.weight &&
                          others[place - 1].age > one.age)))
        place--;
    if (place >= most) {
        Py_DECREF(one.thread);
        return;
    }
    if (*count < most)
        ++*count;
    else
        Py_DECREF(others[most - 1].thread);
    for (Py_ssize_t other = *count - 1; other > place; other--)
        others[other] = others[other - 1];
    others[place] = one;
}

/* The threads that share the most of the heaviest features, the first ones first. */
static int
sharing(const Compared *all, long long id, Other *others, Py_ssize_t *count)
{
    Table found = {NULL, NULL, 0, 0, 0};
    const Entry *widest[MOST];
    Py_ssize_t most = heaviest(&all->vector, all->by.widest, widest);
    double sum = 0.0;
    int failed = table_made(&found, 256) < 0;
    for (Py_ssize_t n = 0; !failed && n < most; n++) {
        sum += (double)widest[n]->mark;
        failed = shared_by(&found, &all->way, all->postings, widest[n]->key,
                           (double)widest[n]->mark, n) < 0;
    }
    double least = failed ? 0.0 : least_of(&found, id, all->by.widest, all->by.share * sum);
    for (Py_ssize_t n = 0; !failed && n < found.count; n++) {
        if (found.entries[n].sum < least || found.entries[n].key == id)
            continue;
        Other one = {thread_of(all->threads, found.entries[n].key), found.entries[n].sum, 0};
        failed = one.thread == NULL || age_of(one.thread, &one.age) < 0;
        if (failed)
            Py_XDECREF(one.thread);
        else
            put(others, count, all->by.widest, one);
    }
    table_freed(&found);
    return failed ? -1 : 0;
}

/* ------------------------------------------------------------------ how alike */

/* A row of a thread by its place, which has a language, and where what it has begins and ends; -1
 * with an error set. */
static long long
row_at(const Compared *all, const Asked *thread, Py_ssize_t place, Py_ssize_t *begin,
       Py_ssize_t *end)
{
    PyObject *row_ = PyList_GetItem(thread->rows, place);
    long long row = row_ == NULL ? -1 : PyLong_AsLongLong(row_);
    if ((row == -1 && PyErr_Occurred()) ||
        span_of(&all->places, row, shorter(&all->features, &all->weights), begin, end) < 0)
        return -1;
    return row < all->language.size ? row : outside();
}

/* The product of another thread with the one. */
static int
dot_of(const Compared *all, PyObject *thread, const Asked *asked, double *dot)
{
    uint64_t total = 0;
    if (asked->size <= all->by.few) {
        for (Py_ssize_t n = 0; n < asked->size; n++) {
            Py_ssize_t at, end;
            if (row_at(all, asked, n, &at, &end) < 0)
                return -1;
            for (; at < end; at++) {
                const Entry *entry = table_get(&all->vector, U32(all->features)[at]);
                if (entry != NULL)
                    total += (uint64_t)entry->mark * U16(all->weights)[at];
            }
        }
        *dot = (double)(int64_t)total;
        return 0;
    }
    PyObject *sum = PyObject_CallFunctionObjArgs(all->sum, thread, NULL), *key, *value;
    Py_ssize_t place = 0;
    if (sum != NULL && !PyDict_Check(sum))
        PyErr_SetString(PyExc_TypeError, "a sum is a dictionary");
    while (!PyErr_Occurred() && PyDict_Next(sum, &place, &key, &value)) {
        long long feature, weight;
        if (pair_of(key, value, &feature, &weight) < 0)
            break;
        const Entry *entry = table_get(&all->vector, feature);
        if (entry != NULL)
            total += (uint64_t)entry->mark * (uint64_t)weight;
    }
    Py_XDECREF(sum);
    *dot = (double)(int64_t)total;
    return PyErr_Occurred() ? -1 : 0;
}

/* Features that the first stories of a thread have on average; negative with an error set. */
static double
fullness(const Compared *all, const Asked *thread)
{
    Py_ssize_t count = thread->size < all->by.first ? thread->size : (Py_ssize_t)all->by.first;
    Py_ssize_t total = 0, begin, end;
    for (Py_ssize_t n = 0; n < count; n++) {
        if (row_at(all, thread, n, &begin, &end) < 0)
            return -1.0;
        total += end - begin;
    }
    return (double)total / (double)count;
}

/* How alike the one and another are; of what is less than `floor` only that it is less. */
static int
likeness(const Compared *all, PyObject *thread, const Asked *other, double floor, double *score)
{
    const By *by = &all->by;
    const Asked *own = &all->own;
    double gap = gap_between(other, (double)own->first, (double)own->last);
    *score = 0.0;
    if (gap > (double)by->window)
        return 0;
    Py_ssize_t smaller = own->size < other->size ? own->size : other->size;
    Py_ssize_t larger = own->size < other->size ? other->size : own->size;
    double within =
        own->length / (double)own->size * other->length / (double)other->size;
    double share = exp(-gap / 86400.0 / by->tau), dot;
    Py_ssize_t begin, end;
    long long first = row_at(all, own, 0, &begin, &end);
    long long second = first < 0 ? -1 : row_at(all, other, 0, &begin, &end);
    if (second < 0)
        return -1;
    if (U16(all->language)[first] != U16(all->language)[second])
        share *= by->foreign;
    if (smaller > by->small)
        share /= 1 + by->size * log2((double)smaller / (double)by->small);
    if (larger > by->large)
        share /= 1 + by->grown * log2((double)larger / (double)by->large);
    *score = share * pow(within, 1 - by->titles);
    if (*score < floor)
        return 0;
    if (dot_of(all, thread, other, &dot) < 0 || has_length(own) < 0 || has_length(other) < 0)
        return -1;
    double cosine = dot / (by->unit * by->unit * own->length * other->length);
    *score = cosine * *score;
    if (*score < floor)
        return 0;
    double mine = fullness(all, own), theirs = fullness(all, other);
    if (mine < 0.0 || theirs < 0.0)
        return -1;
    double mean = (mine < theirs ? mine : theirs) < by->title ? by->titles : by->mean;
    *score = cosine * share * pow(within, 1 - mean);
    return 0;
}

/* ------------------------------------------------------------------ the most alike */

/* The best of some threads by what is left of their likeness when it is `judged`; a new reference,
 * None where there is none. */
static PyObject *
best_of(const Compared *all, const Other *others, Py_ssize_t count, double level, PyObject *judged)
{
    double best = -INFINITY;
    PyObject *found = NULL;
    for (Py_ssize_t n = 0; n < count; n++) {
        Asked asked;
        double score;
        if (thread_asked(others[n].thread, all->by.unit, &asked) < 0)
            return NULL;
        int failed = likeness(all, others[n].thread, &asked, found == NULL ? level : best, &score);
        Py_DECREF(asked.rows);
        if (failed < 0)
            return NULL;
        if (score < level || score <= best)
            continue;
        PyObject *left = PyObject_CallFunction(judged, "Odd", others[n].thread, score, best);
        if (left == NULL)
            return NULL;
        if (left != Py_None) {
            best = PyFloat_AsDouble(left);
            found = others[n].thread;
        }
        Py_DECREF(left);
        if (PyErr_Occurred())
            return NULL;
    }
    return found == NULL ? Py_NewRef(Py_None) : Py_BuildValue("(dO)", best, found);
}

static int
measured(By *by, PyObject *measure)
{
    double numbers[9];
    long long wholes[7];
    if (numbers_of(measure, 0, numbers, 9) < 0 || wholes_of(measure, 9, wholes, 7) < 0)
        return -1;
    *by = (By){numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5],
               numbers[6], numbers[7], numbers[8], wholes[0],  wholes[1],  wholes[2],
               wholes[3],  wholes[4],  wholes[5],  wholes[6]};
    if (by->widest >= 0 && by->widest <= MOST)
        return 0;
    PyErr_SetString(PyExc_ValueError, "too many threads to look at");
    return -1;
}

/* See `alike.alike`. */
PyObject *
loops_alike(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *columns, *measure, *judged, *found = NULL;
    long long id;
    double level;
    Compared all;
    memset(&all, 0, sizeof(all));
    if (!PyArg_ParseTuple(args, "OO!O!OLO!LdOOO", &columns, &PyList_Type, &all.postings,
                          &PyDict_Type, &all.threads, &all.thread, &id, &PyDict_Type, &all.total,
                          &all.way.since, &level, &measure, &all.sum, &judged) ||
        measured(&all.by, measure) < 0 ||
        thread_asked(all.thread, all.by.unit, &all.own) < 0)
        return NULL;
    all.way.back = (Py_ssize_t)all.by.back;
    all.way.once = 1;
    Column feed = NO_COLUMN, at = NO_COLUMN;
    Column *held[] = {&all.features, &all.weights, &all.places, &all.way.thread,
                      &feed, &at, &all.language};
    Other others[MOST];
    Py_ssize_t count = 0;
    if (hold_all(held, columns, "IHIqqqH") == 0 && table_of(&all.vector, all.total) == 0 &&
        sharing(&all, id, others, &count) == 0)
        found = best_of(&all, others, count, level, judged);
    while (count)
        Py_DECREF(others[--count].thread);
    table_freed(&all.vector);
    Py_DECREF(all.own.rows);
    for (size_t n = 0; n < sizeof(held) / sizeof(held[0]); n++)
        let_go(held[n]);
    return found;
}
