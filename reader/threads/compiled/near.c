/* What is near a story, and how near. See `loops.py`. */
#include "loops.h"

/* ------------------------------------------------------------------ near */

/* The rows of a table that share more than the least, the best first; NULL with an error set. */
static Entry *
best_rows(const Table *found, const Near *near, Py_ssize_t *count)
{
    Entry *best = malloc(sizeof(Entry) * (near->candidates + 1));
    *count = 0;
    if (best == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t n = 0; n < found->count; n++) {
        Entry one = found->entries[n];
        if (one.sum <= near->least || I64(near->at)[one.key] < near->low ||
            I64(near->at)[one.key] > near->high)
            continue;
        Py_ssize_t place = *count;
        while (place > 0 && (best[place - 1].sum < one.sum ||
                             (best[place - 1].sum == one.sum && best[place - 1].key > one.key)))
            place--;
        if (place >= near->candidates)
            continue;
        Py_ssize_t moved = (*count < near->candidates ? *count : near->candidates - 1) - place;
        memmove(&best[place + 1], &best[place], sizeof(Entry) * moved);
        best[place] = one;
        if (*count < near->candidates)
            ++*count;
    }
    return best;
}

/* Add a feature's share to the rows that have it. */
static int
walked(Table *found, const Near *near, uint32_t feature, double square, double mass,
       Py_ssize_t *looked)
{
    Posting posting;
    if (posting_held(&posting, near->postings, feature) < 0)
        return -1;
    Py_ssize_t first = 0;
    if (!posting.one) {
        *looked += posting.size < near->tail ? posting.size : near->tail;
        first = posting.size > near->tail ? posting.size - near->tail : 0;
    }
    first = from(posting.rows, first, posting.size, near->since);
    int known = !posting.one && mass > near->met && posting.size - first > near->many, failed = 0;
    for (Py_ssize_t place = first; !failed && place < posting.size; place++) {
        uint32_t row = posting.rows[place];
        Entry *entry = known ? table_get(found, row) : table_at(found, row);
        if ((Py_ssize_t)row >= near->at.size)
            failed = outside();
        else if (entry != NULL)
            entry->sum += square;
        else if (!known)
            failed = -1;
    }
    let_go(&posting.column);
    return failed;
}

/* See `loops.h`. */
int
bounded(Near *near, PyObject *bounds)
{
    long long first[3];
    double shares[2];
    if (wholes_of(bounds, 0, first, 3) < 0 || numbers_of(bounds, 3, shares, 2) < 0 ||
        wholes_of(bounds, 5, &near->many, 1) < 0 || numbers_of(bounds, 6, &near->least, 1) < 0)
        return -1;
    near->candidates = first[0];
    near->tail = first[1];
    near->looked = first[2];
    near->mass = shares[0];
    near->met = shares[1];
    if (near->candidates >= 0 && near->candidates <= MOST_CANDIDATES && near->tail >= 0)
        return 0;
    PyErr_SetString(PyExc_ValueError, "too many candidates, or fewer than none");
    return -1;
}

/* See `loops.h`. */
Entry *
nearest(const Near *near, const Column *features, const Column *weights, Py_ssize_t *count)
{
    Table found = {NULL, NULL, 0, 0, 0};
    Entry *best = NULL;
    if (table_made(&found, 1024) < 0)
        goto end;
    Py_ssize_t size = features->size < weights->size ? features->size : weights->size, looked = 0;
    double mass = 0.0;
    for (Py_ssize_t n = 0; n < size && looked <= near->looked && mass <= near->mass; n++) {
        double square = (double)((long long)U16(*weights)[n] * U16(*weights)[n]);
        if (walked(&found, near, U32(*features)[n], square, mass, &looked) < 0)
            goto end;
        mass += square;
    }
    best = best_rows(&found, near, count);
end:
    table_freed(&found);
    return best;
}

/* See `loops.near`. */
PyObject *
loops_near(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *features_, *weights_, *at, *bounds, *list = NULL;
    Near near = {.at = NO_COLUMN};
    if (!PyArg_ParseTuple(args, "O!OOOLLLO", &PyList_Type, &near.postings, &features_, &weights_,
                          &at, &near.since, &near.low, &near.high, &bounds) ||
        bounded(&near, bounds) < 0)
        return NULL;
    Column features = NO_COLUMN, weights = NO_COLUMN;
    Entry *best = NULL;
    Py_ssize_t count = 0;
    if (hold(&features, features_, 'I') == 0 && hold(&weights, weights_, 'H') == 0 &&
        hold(&near.at, at, 'q') == 0)
        best = nearest(&near, &features, &weights, &count);
    if (best != NULL)
        list = PyList_New(count);
    for (Py_ssize_t n = 0; list != NULL && n < count; n++) {
        PyObject *number = PyLong_FromLongLong(best[n].key);
        if (number == NULL || PyList_SetItem(list, n, number) < 0)
            Py_CLEAR(list);
    }
    free(best);
    let_go(&features);
    let_go(&weights);
    let_go(&near.at);
    return list;
}

/* ------------------------------------------------------------------ dots */

/* Features of a vector, for each row, beyond which it is not made a table of. */
#define LARGE 60

/* The product of a row, from one place to another, with a vector: that of the table, or where it
 * has none the dictionary itself. */
static int
product(const Table *table, PyObject *vector, const Column *features, const Column *weights,
        Py_ssize_t place, Py_ssize_t end, long long *total)
{
    uint64_t sum = 0;
    for (; place < end; place++) {
        if (table->entries != NULL) {
            Entry *entry = table_get(table, U32(*features)[place]);
            if (entry != NULL)
                sum += (uint64_t)entry->mark * U16(*weights)[place];
            continue;
        }
        PyObject *feature = PyLong_FromUnsignedLong(U32(*features)[place]);
        PyObject *weight = feature == NULL ? NULL : PyDict_GetItemWithError(vector, feature);
        Py_XDECREF(feature);
        if (weight != NULL)
            sum += (uint64_t)PyLong_AsLongLong(weight) * U16(*weights)[place];
        if (PyErr_Occurred())
            return -1;
    }
    *total = (long long)sum;
    return 0;
}

/* See `loops.dots`. */
PyObject *
loops_dots(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *features_, *weights_, *places_, *numbers, *vector, *list = NULL;
    if (!PyArg_ParseTuple(args, "OOOOO!", &features_, &weights_, &places_, &numbers,
                          &PyDict_Type, &vector))
        return NULL;
    numbers = PySequence_List(numbers);
    if (numbers == NULL)
        return NULL;
    Column features = NO_COLUMN, weights = NO_COLUMN, places = NO_COLUMN;
    Table table = {NULL, NULL, 0, 0, 0};
    Py_ssize_t count = PyList_Size(numbers);
    if (hold(&features, features_, 'I') < 0 || hold(&weights, weights_, 'H') < 0 ||
        hold(&places, places_, 'I') < 0)
        goto end;
    /* The sum of a large thread is not read for two of its stories. */
    if (PyDict_Size(vector) <= LARGE * count && table_of(&table, vector) < 0)
        goto end;
    Py_ssize_t size = shorter(&features, &weights);
    list = PyList_New(count);
    for (Py_ssize_t n = 0; list != NULL && n < count; n++) {
        Py_ssize_t number = PyLong_AsSsize_t(PyList_GetItem(numbers, n)), begin, end;
        long long total;
        int failed = PyErr_Occurred() || span_of(&places, number, size, &begin, &end) < 0 ||
                     product(&table, vector, &features, &weights, begin, end, &total) < 0;
        PyObject *one = failed ? NULL : PyLong_FromLongLong(total);
        if (one == NULL || PyList_SetItem(list, n, one) < 0)
            Py_CLEAR(list);
    }
end:
    let_go(&features);
    let_go(&weights);
    let_go(&places);
    table_freed(&table);
    Py_DECREF(numbers);
    return list;
}

/* See `loops.product`. */
PyObject *
loops_product(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *small, *large, *key, *value;
    Py_ssize_t place = 0;
    uint64_t total = 0;
    if (!PyArg_ParseTuple(args, "O!O!", &PyDict_Type, &small, &PyDict_Type, &large))
        return NULL;
    if (PyDict_Size(small) > PyDict_Size(large)) {
        PyObject *other = small;
        small = large;
        large = other;
    }
    while (PyDict_Next(small, &place, &key, &value)) {
        long long feature, weight;
        if (pair_of(key, value, &feature, &weight) < 0)
            return NULL;
        PyObject *found = PyDict_GetItemWithError(large, key);
        if (found != NULL)
            total += (uint64_t)weight * (uint64_t)PyLong_AsLongLong(found);
        if (PyErr_Occurred())
            return NULL;
    }
    return PyLong_FromLongLong((long long)total);
}
