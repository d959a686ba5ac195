/* What is near a story, and how near. See `loops.py`. */
#include "loops.h"

/* ------------------------------------------------------------------ near */

static PyObject *
best_rows(const Table *found, const Column *at, double least, long long low, long long high,
          Py_ssize_t most)
{
    Entry *best = malloc(sizeof(Entry) * (most + 1));
    Py_ssize_t count = 0;
    if (best == NULL)
        return PyErr_NoMemory();
    for (Py_ssize_t n = 0; n < found->count; n++) {
        Entry one = found->entries[n];
        if (one.sum <= least || I64(*at)[one.key] < low || I64(*at)[one.key] > high)
            continue;
        Py_ssize_t place = count;
        while (place > 0 && (best[place - 1].sum < one.sum ||
                             (best[place - 1].sum == one.sum && best[place - 1].key > one.key)))
            place--;
        if (place >= most)
            continue;
        Py_ssize_t moved = (count < most ? count : most - 1) - place;
        memmove(&best[place + 1], &best[place], sizeof(Entry) * moved);
        best[place] = one;
        if (count < most)
            count++;
    }
    PyObject *list = PyList_New(count);
    for (Py_ssize_t n = 0; list != NULL && n < count; n++) {
        PyObject *number = PyLong_FromLongLong(best[n].key);
        if (number == NULL || PyList_SetItem(list, n, number) < 0)
            Py_CLEAR(list);
    }
    free(best);
    return list;
}

/* See `loops.near`. */
PyObject *
loops_near(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *postings, *features_, *weights_, *at_, *list = NULL;
    long long since, low, high;
    Py_ssize_t candidates, tail, most_looked, many;
    double most_mass, met, least;
    if (!PyArg_ParseTuple(args, "O!OOOLLL(nnnddnd)", &PyList_Type, &postings, &features_,
                          &weights_, &at_, &since, &low, &high, &candidates, &tail,
                          &most_looked, &most_mass, &met, &many, &least))
        return NULL;
    Column features = NO_COLUMN, weights = NO_COLUMN, at = NO_COLUMN;
    Table found = {NULL, NULL, 0, 0, 0};
    if (hold(&features, features_, 'I') < 0 || hold(&weights, weights_, 'H') < 0 ||
        hold(&at, at_, 'q') < 0 || table_made(&found, 512) < 0)
        goto end;
    Py_ssize_t count = features.size < weights.size ? features.size : weights.size, looked = 0;
    double mass = 0.0;
    for (Py_ssize_t n = 0; n < count; n++) {
        if (looked > most_looked || mass > most_mass)
            break;
        double square = (double)((long long)U16(weights)[n] * U16(weights)[n]);
        Posting posting;
        if (posting_held(&posting, postings, U32(features)[n]) < 0)
            goto end;
        Py_ssize_t first = 0;
        if (!posting.one) {
            looked += posting.size < tail ? posting.size : tail;
            first = posting.size > tail ? posting.size - tail : 0;
        }
        first = from(posting.rows, first, posting.size, since);
        int known = !posting.one && mass > met && posting.size - first > many;
        for (Py_ssize_t place = first; place < posting.size; place++) {
            uint32_t row = posting.rows[place];
            Entry *entry = known ? table_get(&found, row) : table_at(&found, row);
            if (entry != NULL)
                entry->sum += square;
            if ((entry == NULL && !known) || (Py_ssize_t)row >= at.size) {
                let_go(&posting.column);
                if ((Py_ssize_t)row >= at.size)
                    outside();
                goto end;
            }
        }
        let_go(&posting.column);
        mass += square;
    }
    list = best_rows(&found, &at, least, low, high, candidates);
end:
    let_go(&features);
    let_go(&weights);
    let_go(&at);
    table_freed(&found);
    return list;
}

/* ------------------------------------------------------------------ dots */

/* Features of a vector, for each row, beyond which it is not made a table of. */
#define LARGE 60

static int
table_filled(Table *table, PyObject *vector)
{
    Py_ssize_t place = 0;
    PyObject *key, *value;
    while (PyDict_Next(vector, &place, &key, &value)) {
        long long feature = PyLong_AsLongLong(key);
        long long weight = PyLong_AsLongLong(value);
        if (PyErr_Occurred())
            return -1;
        Entry *entry = table_at(table, feature);
        if (entry == NULL)
            return -1;
        entry->mark = weight;
    }
    return 0;
}

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
    Py_ssize_t count = PyList_Size(numbers), size = PyDict_Size(vector);
    if (hold(&features, features_, 'I') < 0 || hold(&weights, weights_, 'H') < 0 ||
        hold(&places, places_, 'I') < 0)
        goto end;
    /* The sum of a large thread is not read for two of its stories. */
    if (size <= LARGE * count && (table_made(&table, size) < 0 || table_filled(&table, vector) < 0))
        goto end;
    list = PyList_New(count);
    for (Py_ssize_t n = 0; list != NULL && n < count; n++) {
        Py_ssize_t number = PyLong_AsSsize_t(PyList_GetItem(numbers, n));
        Py_ssize_t end = 0;
        if (number >= 0 && number + 1 < places.size)
            end = U32(places)[number + 1];
        else if (!PyErr_Occurred())
            outside();
        if (end > features.size || end > weights.size)
            outside();
        long long total;
        PyObject *one = PyErr_Occurred() || product(&table, vector, &features, &weights,
                                                    U32(places)[number], end, &total) < 0
                            ? NULL
                            : PyLong_FromLongLong(total);
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
        PyObject *found = PyDict_GetItemWithError(large, key);
        if (found != NULL)
            total += (uint64_t)PyLong_AsLongLong(value) * (uint64_t)PyLong_AsLongLong(found);
    }
    return PyErr_Occurred() ? NULL : PyLong_FromLongLong((long long)total);
}
