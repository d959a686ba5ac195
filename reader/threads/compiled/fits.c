/* The threads that a story may belong to. See `strides.py`. */
#include "loops.h"
#include "threads.h"

/* What fits are measured by, see `strides.Measure`. */
typedef struct {
    double centroid, own, tau, unit, foreign, size, doubt;
    long long top, few, large;
} Measure;

/* The stories held, the one that is compared with them, and what is asked of Python. */
typedef struct {
    Column features, weights, places, thread, feed, language; /* of those held, and `near.at` */
    Near near;
    Column own_features, own_weights;
    Table vector; /* feature → its weight, of the one */
    Some some;    /* of these features */
    long long own_feed, at, own_language;
    Measure by;
    PyObject *threads, *total, *doubted;
} Compared;

/* One thread that is ranked; what is held of it is let go of in the end. */
typedef struct {
    PyObject *thread;
    Asked asked;
    double most;
    Py_ssize_t place, size;
} Rank;

/* Put a rank among those before it, the best first, of equal ones that which was met first. */
static void
rank_put(Rank *ranks, Py_ssize_t place)
{
    Rank one = ranks[place];
    for (; place > 0 && one.most > ranks[place - 1].most; place--)
        ranks[place] = ranks[place - 1];
    ranks[place] = one;
}

/* One row that is alike, of the thread of a place. */
typedef struct {
    Py_ssize_t place;
    double cosine;
    long long number;
} Alike;

static int
more_alike(const Alike *one, const Alike *other)
{
    if (one->place != other->place)
        return one->place < other->place;
    return one->cosine > other->cosine ||
           (one->cosine == other->cosine && one->number < other->number);
}

/* Put a row among those before it: there are few, and most are in order. */
static void
put(Alike *alike, Py_ssize_t place)
{
    Alike one = alike[place];
    for (; place > 0 && more_alike(&one, &alike[place - 1]); place--)
        alike[place] = alike[place - 1];
    alike[place] = one;
}

/* What the time between a thread and the story leaves of their likeness. */
static double
decay(const Compared *all, const Asked *thread)
{
    if (thread->first <= all->at && all->at <= thread->last)
        return 1.0;
    double at = (double)all->at;
    return exp(-gap_between(thread, at, at) / 86400.0 / all->by.tau);
}

/* The product of the story with one that is held. */
static int
dotted(const Compared *all, long long row, uint64_t *total)
{
    Py_ssize_t place, end, size = shorter(&all->features, &all->weights);
    if (span_of(&all->places, row, size, &place, &end) < 0)
        return -1;
    *total = 0;
    for (; place < end; place++) {
        uint32_t feature = U32(all->features)[place];
        const Entry *entry =
            some_may_have(&all->some, feature) ? table_get(&all->vector, feature) : NULL;
        if (entry != NULL)
            *total += (uint64_t)entry->mark * U16(all->weights)[place];
    }
    return 0;
}

/* The product of the story with the sum of a thread's, which Python has. */
static int
product_with(const Compared *all, PyObject *sum, uint64_t *total)
{
    if (!PyDict_Check(sum)) {
        PyErr_SetString(PyExc_TypeError, "a sum is a dictionary");
        return -1;
    }
    for (Py_ssize_t n = 0; n < all->vector.count; n++) {
        PyObject *feature = PyLong_FromLongLong(all->vector.entries[n].key);
        PyObject *weight = feature == NULL ? NULL : PyDict_GetItemWithError(sum, feature);
        Py_XDECREF(feature);
        if (weight != NULL)
            *total += (uint64_t)PyLong_AsLongLong(weight) * (uint64_t)all->vector.entries[n].mark;
        if (PyErr_Occurred())
            return -1;
    }
    return 0;
}

/* The product of the story with all of a thread. */
static int
dot_of(const Compared *all, const Table *known, PyObject *thread, const Asked *asked_, double *dot)
{
    uint64_t total = 0, one = 0;
    int failed = 0;
    if (asked_->size > all->by.few) {
        PyObject *sum = PyObject_CallFunctionObjArgs(all->total, thread, NULL);
        failed = sum == NULL || product_with(all, sum, &total) < 0;
        Py_XDECREF(sum);
    }
    else
        for (Py_ssize_t n = 0; !failed && n < asked_->size; n++) {
            PyObject *row_ = PyList_GetItem(asked_->rows, n);
            long long row = row_ == NULL ? -1 : PyLong_AsLongLong(row_);
            if (row == -1 && PyErr_Occurred())
                return -1;
            const Entry *entry = table_get(known, row);
            if (entry != NULL)
                one = (uint64_t)entry->mark;
            else
                failed = dotted(all, row, &one) < 0;
            total += one;
        }
    *dot = (double)(int64_t)total;
    return failed ? -1 : 0;
}

/* The score of a thread by the likeness of some of its stories, the most alike first. */
static int
scored(const Compared *all, const Table *known, const Rank *rank, const Alike *alike,
       double *score)
{
    const Measure *by = &all->by;
    double cosine = alike->cosine, most = cosine, dot = 0.0;
    Py_ssize_t size = rank->asked.size;
    if (size > 1 && dot_of(all, known, rank->thread, &rank->asked, &dot) < 0)
        return -1;
    if (size > 1)
        cosine = dot / (by->unit * by->unit * rank->asked.length);
    if (size > 2) {
        most = 0.0;
        for (Py_ssize_t n = 0; n < rank->size && n < by->top; n++)
            most += alike[n].cosine;
        most /= (double)by->top;
    }
    *score = (by->centroid * cosine + (1 - by->centroid) * most) * decay(all, &rank->asked);
    if (U16(all->language)[alike->number] != all->own_language)
        *score *= by->foreign;
    if (size > by->large)
        *score /= 1 + by->size * log2((double)size / (double)by->large);
    if (*score < by->doubt)
        return 0;
    PyObject *left = PyObject_CallFunction(all->doubted, "OdL", rank->thread, *score, alike->number);
    *score = left == NULL ? -1.0 : PyFloat_AsDouble(left);
    Py_XDECREF(left);
    return PyErr_Occurred() ? -1 : 0;
}

/* Ask a thread that is ranked, of which a row is alike: one that has it alone, as most have, is
 * where that is, and of no length that is asked. */
static int
rank_asked(const Compared *all, Rank *one, long long row)
{
    if (thread_rows(one->thread, &one->asked) < 0)
        return -1;
    if (one->asked.size == 1) {
        one->asked.first = one->asked.last = I64(all->near.at)[row];
        return 0;
    }
    Py_CLEAR(one->asked.rows);
    return thread_asked(one->thread, all->by.unit, &one->asked);
}

/* The rows that are near by their products, sorted by thread: how many of each, and the most that
 * the story may score there, were all its stories as close as the closest. The ranks are empty
 * before. */
static int
ranked(const Compared *all, const Entry *near, Py_ssize_t count, Table *known, Table *places,
       Alike *alike, Rank *ranks)
{
    const Measure *by = &all->by;
    for (Py_ssize_t n = 0; n < count; n++) {
        long long row = near[n].key;
        uint64_t dot;
        if (dotted(all, row, &dot) < 0)
            return -1;
        if (row >= all->thread.size || row >= all->feed.size || row >= all->language.size)
            return outside();
        Entry *entry = table_at(known, row), *place = table_at(places, I64(all->thread)[row]);
        if (entry == NULL || place == NULL)
            return -1;
        entry->mark = (int64_t)dot;
        alike[n].place = place - places->entries;
        alike[n].cosine = (double)(int64_t)dot / (by->unit * by->unit);
        if (I64(all->feed)[row] == all->own_feed)
            alike[n].cosine *= by->own;
        alike[n].number = row;
        put(alike, n);
    }
    for (Py_ssize_t first = 0, rank = 0; first < count; rank++) {
        Rank *one = &ranks[rank];
        one->place = first;
        one->most = alike[first].cosine;
        one->thread = thread_of(all->threads, places->entries[rank].key);
        if (one->thread == NULL || rank_asked(all, one, alike[first].number) < 0)
            return -1;
        if (one->asked.size > 1 && has_length(&one->asked) < 0)
            return -1;
        if (one->asked.size > 1)
            one->most *= by->centroid / by->own * (double)one->asked.size / one->asked.length +
                         1 - by->centroid;
        one->most *= decay(all, &one->asked);
        while (first < count && alike[first].place == rank)
            first++;
        one->size = first - one->place;
    }
    for (Py_ssize_t rank = 1; rank < places->count; rank++)
        rank_put(ranks, rank);
    return 0;
}

/* One thread that fits. */
typedef struct {
    PyObject *thread; /* held as it is ranked */
    double score;
    long long closest, age;
} Fit;

/* Put a fit among those before it, the best first, of equal ones the older. */
static void
fit_put(Fit *fits, Py_ssize_t place)
{
    Fit one = fits[place];
    for (; place > 0; place--) {
        const Fit *other = &fits[place - 1];
        if (!(one.score > other->score || (one.score == other->score && one.age < other->age)))
            break;
        fits[place] = *other;
    }
    fits[place] = one;
}

/* The fits as Python has them, the best first. */
static PyObject *
fits_listed(const Fit *fits, Py_ssize_t count)
{
    PyObject *list = PyList_New(count);
    for (Py_ssize_t n = 0; list != NULL && n < count; n++) {
        PyObject *one = Py_BuildValue("(OdL)", fits[n].thread, fits[n].score, fits[n].closest);
        if (one == NULL || PyList_SetItem(list, n, one) < 0)
            Py_CLEAR(list);
    }
    return list;
}

/* The fits of the threads of some rows that are near. */
static PyObject *
fits_of(const Compared *all, const Entry *near, Py_ssize_t count, double floor)
{
    Table known = {NULL, NULL, 0, 0, 0}, places = {NULL, NULL, 0, 0, 0};
    Alike *alike = malloc(sizeof(Alike) * (count + 1));
    Rank *ranks = calloc((size_t)count + 1, sizeof(Rank));
    Fit *fits = malloc(sizeof(Fit) * (count + 1));
    PyObject *list = NULL;
    Py_ssize_t found = 0;
    double best = 0.0;
    if (alike == NULL || ranks == NULL || fits == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    if (table_made(&known, count) < 0 || table_made(&places, count) < 0 ||
        ranked(all, near, count, &known, &places, alike, ranks) < 0)
        goto end;
    for (Py_ssize_t n = 0; n < places.count; n++) {
        const Rank *rank = &ranks[n];
        if (rank->most < floor && rank->most < best)
            break;
        Fit *one = &fits[found];
        one->thread = rank->thread;
        one->closest = alike[rank->place].number;
        if (scored(all, &known, rank, &alike[rank->place], &one->score) < 0 ||
            age_of(one->thread, &one->age) < 0)
            goto end;
        if (one->score > best)
            best = one->score;
        fit_put(fits, found++);
    }
    list = fits_listed(fits, found);
end:
    for (Py_ssize_t n = 0; ranks != NULL && n < count; n++) {
        Py_XDECREF(ranks[n].thread);
        Py_XDECREF(ranks[n].asked.rows);
    }
    table_freed(&known);
    table_freed(&places);
    free(alike);
    free(ranks);
    free(fits);
    return list;
}

/* Take hold of what is compared. */
static int
compared_held(Compared *all, PyObject *columns, PyObject *told)
{
    Column *held[] = {&all->features, &all->weights, &all->places, &all->thread,
                      &all->feed, &all->near.at, &all->language};
    Column *own[] = {&all->own_features, &all->own_weights};
    long long about[3];
    if (hold_all(held, columns, "IHIqqqH") < 0 || hold_all(own, told, "IH") < 0 ||
        wholes_of(told, 2, about, 3) < 0)
        return -1;
    all->own_feed = about[0];
    all->at = about[1];
    all->own_language = about[2];
    for (Py_ssize_t n = 0; n < all->own_features.size; n++)
        some_added(&all->some, U32(all->own_features)[n]);
    return table_filled(&all->vector, &all->own_features, &all->own_weights);
}

static int
measured(Measure *by, PyObject *measure)
{
    double numbers[7];
    long long wholes[3];
    if (numbers_of(measure, 0, numbers, 7) < 0 || wholes_of(measure, 7, wholes, 3) < 0)
        return -1;
    *by = (Measure){numbers[0], numbers[1], numbers[2], numbers[3], numbers[4],
                    numbers[5], numbers[6], wholes[0],  wholes[1],  wholes[2]};
    return 0;
}

/* See `strides.fits`. */
PyObject *
loops_fits(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *columns, *told, *days_, *bounds, *measure, *list = NULL;
    double floor;
    long long days[3];
    Compared all;
    memset(&all, 0, sizeof(all));
    Near *near = &all.near;
    if (!PyArg_ParseTuple(args, "OO!O!OOOOdOO", &columns, &PyList_Type, &near->postings,
                          &PyDict_Type, &all.threads, &told, &days_, &bounds, &measure, &floor,
                          &all.total, &all.doubted) ||
        wholes_of(days_, 0, days, 3) < 0 || bounded(near, bounds) < 0 ||
        measured(&all.by, measure) < 0)
        return NULL;
    near->since = days[0];
    near->low = days[1];
    near->high = days[2];
    Entry *best = NULL;
    Py_ssize_t count;
    if (compared_held(&all, columns, told) == 0)
        best = nearest(near, &all.own_features, &all.own_weights, &count);
    if (best != NULL)
        list = fits_of(&all, best, count, floor);
    free(best);
    table_freed(&all.vector);
    Column *held[] = {&all.features, &all.weights, &all.places, &all.thread, &all.feed,
                      &near->at, &all.language, &all.own_features, &all.own_weights};
    for (size_t n = 0; n < sizeof(held) / sizeof(held[0]); n++)
        let_go(held[n]);
    return list;
}
