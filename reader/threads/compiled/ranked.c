/* The threads that a story may belong to. See `loops.py`. */
#include "loops.h"

/* What threads are asked for, made once. */
static PyObject *rows_name, *square_name, *first_name, *last_name;

int
ranked_ready(void)
{
    rows_name = PyUnicode_InternFromString("rows");
    square_name = PyUnicode_InternFromString("square");
    first_name = PyUnicode_InternFromString("first");
    last_name = PyUnicode_InternFromString("last");
    return rows_name && square_name && first_name && last_name ? 0 : -1;
}

/* A whole number that an object has under a name; -1 with an error set on failure. */
static int
asked(PyObject *object, PyObject *name, long long *value)
{
    PyObject *found = PyObject_GetAttr(object, name);
    if (found == NULL)
        return -1;
    *value = PyLong_AsLongLong(found);
    Py_DECREF(found);
    return *value == -1 && PyErr_Occurred() ? -1 : 0;
}

/* What a story told at a time may score at most in a thread. */
static int
most_of(PyObject *thread, double likeness, long long at, double centroid, double own, double unit,
        double tau, double *most)
{
    long long square, first, last;
    PyObject *rows = PyObject_GetAttr(thread, rows_name);
    if (rows == NULL)
        return -1;
    Py_ssize_t size = PyObject_Size(rows);
    Py_DECREF(rows);
    if (size < 0 || asked(thread, square_name, &square) < 0 ||
        asked(thread, first_name, &first) < 0 || asked(thread, last_name, &last) < 0)
        return -1;
    if (size > 1)
        likeness *= centroid / own * (double)size / (sqrt((double)square) / unit) + 1 - centroid;
    if (at < first || at > last) {
        long long gap = first - at > at - last ? first - at : at - last;
        likeness *= exp(-(double)gap / 86400.0 / tau);
    }
    *most = likeness;
    return 0;
}

/* One thread that is ranked. */
typedef struct {
    long long thread;
    double most;
    Py_ssize_t place;
} Rank;

static int
by_most(const void *a, const void *b)
{
    const Rank *one = a, *other = b;
    if (one->most != other->most)
        return one->most > other->most ? -1 : 1;
    return one->place < other->place ? -1 : one->place > other->place;
}

/* One row that is alike, of the thread of a place. */
typedef struct {
    Py_ssize_t place;
    double cosine;
    long long number;
} Alike;

static int
by_likeness(const void *a, const void *b)
{
    const Alike *one = a, *other = b;
    if (one->place != other->place)
        return one->place < other->place ? -1 : 1;
    if (one->cosine != other->cosine)
        return one->cosine > other->cosine ? -1 : 1;
    return one->number < other->number ? -1 : one->number > other->number;
}

/* The rows of one thread as Python has them: [(likeness, number negated)], from `first` on. */
static PyObject *
alike_listed(const Alike *alike, Py_ssize_t first, Py_ssize_t count)
{
    Py_ssize_t last = first;
    while (last < count && alike[last].place == alike[first].place)
        last++;
    PyObject *list = PyList_New(last - first);
    for (Py_ssize_t n = first; list != NULL && n < last; n++) {
        PyObject *pair = Py_BuildValue("(dL)", alike[n].cosine, -alike[n].number);
        if (pair == NULL || PyList_SetItem(list, n - first, pair) < 0)
            Py_CLEAR(list);
    }
    return list;
}

/* See `loops.ranked`. */
PyObject *
loops_ranked(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *known, *thread_, *feed_, *threads, *list = NULL;
    long long own_feed, at;
    double centroid, own, unit, tau;
    if (!PyArg_ParseTuple(args, "O!OOO!LL(dddd)", &PyDict_Type, &known, &thread_, &feed_,
                          &PyDict_Type, &threads, &own_feed, &at, &centroid, &own, &tau, &unit))
        return NULL;
    Column thread = NO_COLUMN, feed = NO_COLUMN;
    Table places = {NULL, NULL, 0, 0, 0};
    Py_ssize_t count = PyDict_Size(known), n = 0, place = 0;
    Alike *alike = malloc(sizeof(Alike) * (count + 1));
    Rank *ranks = malloc(sizeof(Rank) * (count + 1));
    PyObject *key, *value;
    if (alike == NULL || ranks == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    if (hold(&thread, thread_, 'q') < 0 || hold(&feed, feed_, 'q') < 0 ||
        table_made(&places, count) < 0)
        goto end;
    while (PyDict_Next(known, &place, &key, &value)) {
        long long number = PyLong_AsLongLong(key), dot = PyLong_AsLongLong(value);
        if (PyErr_Occurred())
            goto end;
        if (number < 0 || number >= thread.size || number >= feed.size) {
            outside();
            goto end;
        }
        Entry *entry = table_at(&places, I64(thread)[number]);
        if (entry == NULL)
            goto end;
        alike[n].place = entry - places.entries;
        alike[n].cosine = (double)dot / (unit * unit);
        if (I64(feed)[number] == own_feed)
            alike[n].cosine *= own;
        alike[n++].number = number;
    }
    qsort(alike, n, sizeof(Alike), by_likeness);
    for (Py_ssize_t first = 0, rank = 0; first < n; rank++) {
        ranks[rank].thread = places.entries[rank].key;
        ranks[rank].place = first;
        PyObject *name = PyLong_FromLongLong(ranks[rank].thread);
        PyObject *held = name == NULL ? NULL : PyDict_GetItemWithError(threads, name);
        if (held == NULL && name != NULL && !PyErr_Occurred())
            PyErr_SetObject(PyExc_KeyError, name);
        Py_XDECREF(name);
        if (held == NULL || most_of(held, alike[first].cosine, at, centroid, own, unit, tau,
                                    &ranks[rank].most) < 0)
            goto end;
        while (first < n && alike[first].place == rank)
            first++;
    }
    qsort(ranks, places.count, sizeof(Rank), by_most);
    list = PyList_New(places.count);
    for (Py_ssize_t rank = 0; list != NULL && rank < places.count; rank++) {
        PyObject *name = PyLong_FromLongLong(ranks[rank].thread);
        PyObject *held = name == NULL ? NULL : PyDict_GetItemWithError(threads, name);
        Py_XDECREF(name);
        PyObject *one = held == NULL ? NULL
                                     : Py_BuildValue("(dON)", ranks[rank].most, held,
                                                     alike_listed(alike, ranks[rank].place, n));
        if (one == NULL || PyList_SetItem(list, rank, one) < 0)
            Py_CLEAR(list);
    }
end:
    let_go(&thread);
    let_go(&feed);
    table_freed(&places);
    free(alike);
    free(ranks);
    return list;
}
