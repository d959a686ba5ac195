/* The loops of `loops.py` in C: under the same names, with the same answers to the last bit.
 *
 * Nothing is kept from one call to the next, and nothing is trusted: the kind of every column is
 * looked at, and every number that is a place in one is compared with its length. Doubles are added
 * in the order in which Python adds them (and no compiler may make one step of two, see
 * `hatch_build.py`). All of it runs under Python's lock, on Python's stable interface of 3.11.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ columns */

typedef struct {
    Py_buffer view;
    Py_ssize_t size;
    int held;
} Column;

#define NO_COLUMN {.held = 0}

/* Take hold of an array of a kind ("I", "H", "q", "i", "d"); 0, or -1 with an error set. */
static int
hold(Column *column, PyObject *array, char kind)
{
    if (PyObject_GetBuffer(array, &column->view, PyBUF_FORMAT | PyBUF_C_CONTIGUOUS) < 0)
        return -1;
    column->held = 1;
    const char *format = column->view.format;
    Py_ssize_t wanted = kind == 'H' ? 2 : kind == 'q' || kind == 'd' ? 8 : 4;
    if (format == NULL || format[0] != kind || column->view.itemsize != wanted) {
        PyErr_Format(PyExc_TypeError, "a column of '%c' is needed", kind);
        return -1;
    }
    column->size = column->view.len / wanted;
    return 0;
}

static void
let_go(Column *column)
{
    if (column->held)
        PyBuffer_Release(&column->view);
    column->held = 0;
}

#define U32(column) ((const uint32_t *)(column).view.buf)
#define U16(column) ((const uint16_t *)(column).view.buf)
#define I64(column) ((const int64_t *)(column).view.buf)
#define I32(column) ((const int32_t *)(column).view.buf)
#define F64(column) ((const double *)(column).view.buf)

static int
outside(void)
{
    PyErr_SetString(PyExc_IndexError, "a number is outside of its column");
    return -1;
}

/* ------------------------------------------------------------------ a table of sums */

/* Numbers with a sum each, in the order in which they came. */
typedef struct {
    int64_t key;
    double sum;
    int64_t mark;
} Entry;

typedef struct {
    Entry *entries;
    int32_t *slots; /* a number's place is its entry's number + 1, 0: free */
    Py_ssize_t count, room;
    size_t mask;
} Table;

static int
table_made(Table *table, Py_ssize_t room)
{
    size_t size = 64;
    while (size < 2 * (size_t)room)
        size *= 2;
    table->entries = malloc(sizeof(Entry) * (room ? room : 1));
    table->slots = calloc(size, sizeof(int32_t));
    table->count = 0;
    table->room = room;
    table->mask = size - 1;
    if (table->entries == NULL || table->slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

static void
table_freed(Table *table)
{
    free(table->entries);
    free(table->slots);
    table->entries = NULL;
    table->slots = NULL;
}

static inline size_t
hashed(int64_t key)
{
    uint64_t mixed = (uint64_t)key * 0x9E3779B97F4A7C15u;
    return (size_t)(mixed >> 32);
}

static inline Entry *
table_get(const Table *table, int64_t key)
{
    size_t at = hashed(key) & table->mask;
    while (table->slots[at]) {
        Entry *entry = &table->entries[table->slots[at] - 1];
        if (entry->key == key)
            return entry;
        at = (at + 1) & table->mask;
    }
    return NULL;
}

static int
table_grown(Table *table)
{
    size_t size = 2 * (table->mask + 1);
    Py_ssize_t room = 2 * table->room + 32;
    Entry *entries = realloc(table->entries, sizeof(Entry) * room);
    if (entries == NULL)
        return -1;
    table->entries = entries;
    table->room = room;
    while (size < 2 * (size_t)room)
        size *= 2;
    int32_t *slots = calloc(size, sizeof(int32_t));
    if (slots == NULL)
        return -1;
    free(table->slots);
    table->slots = slots;
    table->mask = size - 1;
    for (Py_ssize_t n = 0; n < table->count; n++) {
        size_t at = hashed(entries[n].key) & table->mask;
        while (slots[at])
            at = (at + 1) & table->mask;
        slots[at] = (int32_t)(n + 1);
    }
    return 0;
}

/* The entry of a key, made when it is new (its mark is -1); NULL with an error set. */
static inline Entry *
table_at(Table *table, int64_t key)
{
    size_t at = hashed(key) & table->mask;
    while (table->slots[at]) {
        Entry *entry = &table->entries[table->slots[at] - 1];
        if (entry->key == key)
            return entry;
        at = (at + 1) & table->mask;
    }
    if (table->count == table->room) {
        if (table_grown(table) < 0) {
            PyErr_NoMemory();
            return NULL;
        }
        at = hashed(key) & table->mask;
        while (table->slots[at])
            at = (at + 1) & table->mask;
    }
    Entry *entry = &table->entries[table->count++];
    entry->key = key;
    entry->sum = 0.0;
    entry->mark = -1;
    table->slots[at] = (int32_t)table->count;
    return entry;
}

/* ------------------------------------------------------------------ postings */

/* A posting: an array of rows, or one row alone (`one` then, in `alone`). */
typedef struct {
    Column column;
    const uint32_t *rows;
    Py_ssize_t size;
    uint32_t alone;
    int one;
} Posting;

static int
posting_held(Posting *posting, PyObject *postings, Py_ssize_t feature)
{
    PyObject *found = PyList_GetItem(postings, feature); /* borrowed */
    if (found == NULL)
        return -1;
    posting->column.held = 0;
    posting->one = PyLong_Check(found);
    if (posting->one) {
        long row = PyLong_AsLong(found);
        if (row == -1 && PyErr_Occurred())
            return -1;
        posting->alone = (uint32_t)row;
        posting->rows = &posting->alone;
        posting->size = row >= 0;
        return 0;
    }
    if (hold(&posting->column, found, 'I') < 0) {
        let_go(&posting->column);
        return -1;
    }
    posting->rows = U32(posting->column);
    posting->size = posting->column.size;
    return 0;
}

/* The first place from `first` on whose row is not before `since`. */
static Py_ssize_t
from(const uint32_t *rows, Py_ssize_t first, Py_ssize_t size, long long since)
{
    Py_ssize_t last = size;
    while (first < last) {
        Py_ssize_t middle = first + (last - first) / 2;
        if ((long long)rows[middle] < since)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

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
static PyObject *
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
static PyObject *
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
static PyObject *
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

/* ------------------------------------------------------------------ ranked */

/* What threads are asked for, made once. */
static PyObject *rows_name, *square_name, *first_name, *last_name;

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
    if (size < 0 || asked(thread, square_name, &square) < 0 || asked(thread, first_name, &first) < 0 ||
        asked(thread, last_name, &last) < 0)
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
static PyObject *
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

/* ------------------------------------------------------------------ sharing */

static PyObject *
listed(const Entry *entries, Py_ssize_t count)
{
    PyObject *list = PyList_New(count);
    for (Py_ssize_t n = 0; list != NULL && n < count; n++) {
        PyObject *pair = Py_BuildValue("(Ld)", entries[n].key, entries[n].sum);
        if (pair == NULL || PyList_SetItem(list, n, pair) < 0)
            Py_CLEAR(list);
    }
    return list;
}

/* See `loops.sharing`. */
static PyObject *
loops_sharing(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *postings, *features, *weights, *thread_, *list = NULL;
    long long since;
    Py_ssize_t back;
    int once;
    if (!PyArg_ParseTuple(args, "O!O!O!OLnp", &PyList_Type, &postings, &PyList_Type, &features,
                          &PyList_Type, &weights, &thread_, &since, &back, &once))
        return NULL;
    Column thread = NO_COLUMN;
    Table found = {NULL, NULL, 0, 0, 0};
    if (hold(&thread, thread_, 'q') < 0 || table_made(&found, 256) < 0)
        goto end;
    for (Py_ssize_t n = 0; n < PyList_Size(features); n++) {
        Py_ssize_t feature = PyLong_AsSsize_t(PyList_GetItem(features, n));
        PyObject *weight_ = PyList_GetItem(weights, n);
        double weight = weight_ == NULL ? -1.0 : PyFloat_AsDouble(weight_);
        Posting posting;
        if (PyErr_Occurred() || posting_held(&posting, postings, feature) < 0)
            goto end;
        Py_ssize_t first = posting.size > back ? posting.size - back : 0;
        first = from(posting.rows, first, posting.size, since);
        for (Py_ssize_t place = first; place < posting.size; place++) {
            uint32_t row = posting.rows[place];
            Entry *entry = (Py_ssize_t)row < thread.size ? table_at(&found, I64(thread)[row])
                                                         : (outside(), NULL);
            if (entry == NULL) {
                let_go(&posting.column);
                goto end;
            }
            if (!once || entry->mark != n)
                entry->sum += weight;
            entry->mark = n;
        }
        let_go(&posting.column);
    }
    list = listed(found.entries, found.count);
end:
    let_go(&thread);
    table_freed(&found);
    return list;
}

/* See `loops.elsewhere`. */
static PyObject *
loops_elsewhere(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *postings, *features, *weights, *thread_, *language_, *languages, *list = NULL;
    Py_ssize_t back;
    if (!PyArg_ParseTuple(args, "O!O!O!OOO!n", &PyList_Type, &postings, &PyList_Type, &features,
                          &PyList_Type, &weights, &thread_, &language_, &PyList_Type, &languages,
                          &back))
        return NULL;
    Column thread = NO_COLUMN, language = NO_COLUMN;
    Table found = {NULL, NULL, 0, 0, 0};
    long long own[64];
    Py_ssize_t owned = PyList_Size(languages);
    if (owned > 64) {
        PyErr_SetString(PyExc_ValueError, "too many languages");
        return NULL;
    }
    for (Py_ssize_t n = 0; n < owned; n++)
        own[n] = PyLong_AsLongLong(PyList_GetItem(languages, n));
    if (PyErr_Occurred() || hold(&thread, thread_, 'q') < 0 ||
        hold(&language, language_, 'H') < 0 || table_made(&found, 256) < 0)
        goto end;
    for (Py_ssize_t n = 0; n < PyList_Size(features); n++) {
        Py_ssize_t feature = PyLong_AsSsize_t(PyList_GetItem(features, n));
        PyObject *weight_ = PyList_GetItem(weights, n);
        double weight = weight_ == NULL ? -1.0 : PyFloat_AsDouble(weight_);
        Posting posting;
        if (PyErr_Occurred() || posting_held(&posting, postings, feature) < 0)
            goto end;
        for (Py_ssize_t place = posting.size > back ? posting.size - back : 0;
             place < posting.size; place++) {
            uint32_t row = posting.rows[place];
            if ((Py_ssize_t)row >= thread.size || (Py_ssize_t)row >= language.size) {
                outside();
                let_go(&posting.column);
                goto end;
            }
            int among = 0;
            for (Py_ssize_t each = 0; each < owned; each++)
                among |= U16(language)[row] == own[each];
            if (among)
                continue;
            Entry *entry = table_at(&found, I64(thread)[row]);
            if (entry == NULL) {
                let_go(&posting.column);
                goto end;
            }
            entry->sum += weight;
        }
        let_go(&posting.column);
    }
    list = listed(found.entries, found.count);
end:
    let_go(&thread);
    let_go(&language);
    table_freed(&found);
    return list;
}

/* ------------------------------------------------------------------ weighed */

/* One feature of a story that is weighed. */
typedef struct {
    double weight;
    long long number;      /* by which equal ones are in order: an unknown one is behind all */
    PyObject *name, *told; /* borrowed of the story, which nothing changes meanwhile */
} Weighed;

static int
by_weight(const void *a, const void *b)
{
    const Weighed *one = a, *other = b;
    if (one->weight != other->weight)
        return one->weight > other->weight ? -1 : 1;
    return one->number < other->number ? -1 : one->number > other->number;
}

/* The threads of a feed's latest rows that have a feature, as bits: the n-th row's thread is bit n
 * of the first row that has it. */
typedef struct {
    Column features, places, thread;
    long long rows[64];
    Py_ssize_t count;
} Latest;

static int
latest_held(Latest *latest, PyObject *rows, PyObject *features, PyObject *places, PyObject *thread)
{
    latest->count = PyList_Size(rows);
    if (latest->count > 64) {
        PyErr_SetString(PyExc_ValueError, "too many rows of a feed");
        return -1;
    }
    if (hold(&latest->features, features, 'I') < 0 || hold(&latest->places, places, 'I') < 0 ||
        hold(&latest->thread, thread, 'q') < 0)
        return -1;
    for (Py_ssize_t n = 0; n < latest->count; n++) {
        long long row = PyLong_AsLongLong(PyList_GetItem(rows, n));
        if (row == -1 && PyErr_Occurred())
            return -1;
        if (row < 0 || row + 1 >= latest->places.size || row >= latest->thread.size ||
            U32(latest->places)[row + 1] > latest->features.size)
            return outside();
        latest->rows[n] = row;
    }
    return 0;
}

/* In how many threads of a feed's latest rows a feature is, for each of those in the table. */
static void
counted(const Latest *latest, Table *often)
{
    for (Py_ssize_t n = 0; n < latest->count; n++) {
        long long row = latest->rows[n];
        int64_t own = I64(latest->thread)[row];
        Py_ssize_t first = 0;
        while (I64(latest->thread)[latest->rows[first]] != own)
            first++;
        for (uint32_t place = U32(latest->places)[row]; place < U32(latest->places)[row + 1];
             place++) {
            Entry *entry = table_get(often, U32(latest->features)[place]);
            if (entry != NULL)
                entry->mark |= (int64_t)1 << first;
        }
    }
}

static int
bits(uint64_t set)
{
    int count = 0;
    for (; set; set &= set - 1)
        count++;
    return count;
}

/* What `weighed` was given to weigh by. */
typedef struct {
    PyObject *ids, *of_number;
    Column in_threads, in_stories;
    long long known;
    double words, everywhere, background, by_threads, by_stories, floor, per, least, left;
    Py_ssize_t habit;
} Scale;

/* How many of the background's stories hold a feature that is seen with a Zipf value. */
static int
share_of(const Scale *scale, const Weighed *one, Py_UCS4 channel, double *share)
{
    if (channel == '#') {
        PyObject *found = PyObject_CallFunctionObjArgs(scale->of_number, one->name, NULL);
        *share = found == NULL ? -1.0 : PyFloat_AsDouble(found) * scale->background;
        Py_XDECREF(found);
        return PyErr_Occurred() ? -1 : 0;
    }
    PyObject *zipf_ = PyTuple_GetItem(one->told, 2);
    double zipf = zipf_ == NULL ? -1.0 : PyFloat_AsDouble(zipf_);
    if (PyErr_Occurred())
        return -1;
    double chance = scale->per * pow(10.0, zipf - 9.0);
    chance = chance > scale->floor ? chance : scale->floor;
    *share = (chance < 0.5 ? chance : 0.5) * scale->background;
    return 0;
}

/* Weigh one feature by how rare it is; its weight of occurrence is there already. */
static int
weighed_one(const Scale *scale, const Table *often, Weighed *one)
{
    Py_UCS4 channel = PyUnicode_ReadChar(one->name, 0);
    double share, df = 0.0;
    if ((channel == (Py_UCS4)-1 && PyErr_Occurred()) || share_of(scale, one, channel, &share) < 0)
        return -1;
    if (one->number < scale->known) {
        df = scale->by_threads * I32(scale->in_threads)[one->number] +
             scale->by_stories * I32(scale->in_stories)[one->number];
        Entry *entry = table_get(often, one->number);
        if (entry != NULL && bits((uint64_t)entry->mark) >= scale->habit)
            one->weight *= scale->left;
    }
    double rarity = log((channel == 'w' ? scale->words : scale->everywhere) / (share + df + 0.5));
    one->weight *= rarity > scale->least ? rarity : scale->least;
    return 0;
}

/* The features of a story by number, and as a table those that may be a feed's habits. */
static int
numbered(const Scale *scale, PyObject *weights, PyObject *seen, Weighed *found, Table *often)
{
    Py_ssize_t place = 0, other = 0;
    long long unseen = scale->known;
    PyObject *name, *weight, *same, *told;
    while (PyDict_Next(weights, &place, &name, &weight)) {
        /* Both have the same names in the same order. */
        if (!PyDict_Next(seen, &other, &same, &told) || same != name)
            told = PyDict_GetItemWithError(seen, name);
        PyObject *number = PyDict_GetItemWithError(scale->ids, name);
        found->weight = PyFloat_AsDouble(weight);
        found->number = number == NULL ? unseen++ : PyLong_AsLongLong(number);
        found->name = name;
        found->told = told;
        if (told == NULL && !PyErr_Occurred())
            PyErr_SetObject(PyExc_KeyError, name);
        if (PyErr_Occurred())
            return -1;
        if (number != NULL) {
            if (found->number < 0 || found->number >= scale->known ||
                found->number >= scale->in_threads.size ||
                found->number >= scale->in_stories.size)
                return outside();
            if (I32(scale->in_threads)[found->number] >= scale->habit) {
                Entry *entry = table_at(often, found->number);
                if (entry == NULL)
                    return -1;
                entry->mark = 0;
            }
        }
        found++;
    }
    return 0;
}

/* See `loops.weighed`. */
static PyObject *
loops_weighed(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *weights, *seen, *in_threads, *in_stories, *rows, *features, *places, *thread;
    PyObject *list = NULL;
    Py_ssize_t most;
    Scale scale = {.in_threads = NO_COLUMN, .in_stories = NO_COLUMN};
    if (!PyArg_ParseTuple(args, "O!O!O!OOO!OOOO(Ldd)(ddddddndn)", &PyDict_Type, &weights,
                          &PyDict_Type, &seen, &PyDict_Type, &scale.ids, &in_threads,
                          &in_stories, &PyList_Type, &rows, &features, &places, &thread,
                          &scale.of_number, &scale.known, &scale.words, &scale.everywhere,
                          &scale.background, &scale.by_threads, &scale.by_stories, &scale.floor,
                          &scale.per, &scale.least, &scale.habit, &scale.left, &most))
        return NULL;
    Latest latest = {.features = NO_COLUMN, .places = NO_COLUMN, .thread = NO_COLUMN};
    Table often = {NULL, NULL, 0, 0, 0};
    Py_ssize_t count = PyDict_Size(weights);
    Weighed *found = malloc(sizeof(Weighed) * (count + 1));
    if (found == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    if (hold(&scale.in_threads, in_threads, 'i') < 0 ||
        hold(&scale.in_stories, in_stories, 'i') < 0 ||
        latest_held(&latest, rows, features, places, thread) < 0 || table_made(&often, count) < 0 ||
        numbered(&scale, weights, seen, found, &often) < 0)
        goto end;
    counted(&latest, &often);
    for (Py_ssize_t n = 0; n < count; n++)
        if (weighed_one(&scale, &often, &found[n]) < 0)
            goto end;
    qsort(found, count, sizeof(Weighed), by_weight);
    if (count > most)
        count = most;
    list = PyList_New(count);
    for (Py_ssize_t n = 0; list != NULL && n < count; n++) {
        PyObject *one = Py_BuildValue("(OLd)", found[n].name, found[n].number,
                                      found[n].weight);
        if (one == NULL || PyList_SetItem(list, n, one) < 0)
            Py_CLEAR(list);
    }
end:
    let_go(&scale.in_threads);
    let_go(&scale.in_stories);
    let_go(&latest.features);
    let_go(&latest.places);
    let_go(&latest.thread);
    table_freed(&often);
    free(found);
    return list;
}

/* ------------------------------------------------------------------ silent */

/* See `loops.silent`. */
static PyObject *
loops_silent(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *keys_, *numbers_, *loose, *records, *sought, *list = NULL;
    Py_ssize_t common, most;
    if (!PyArg_ParseTuple(args, "OOO!O!O!nn", &keys_, &numbers_, &PyDict_Type, &loose,
                          &PyDict_Type, &records, &PyList_Type, &sought, &common, &most))
        return NULL;
    Column keys = NO_COLUMN, numbers = NO_COLUMN;
    Table found = {NULL, NULL, 0, 0, 0};
    if (hold(&keys, keys_, 'I') < 0 || hold(&numbers, numbers_, 'I') < 0 ||
        table_made(&found, 256) < 0)
        goto end;
    for (Py_ssize_t n = 0; n < PyList_Size(sought); n++) {
        PyObject *key_ = PyList_GetItem(sought, n);
        PyObject *more = PyDict_GetItemWithError(loose, key_);
        long long key = PyLong_AsLongLong(key_);
        Py_ssize_t further = more == NULL ? 0 : PyList_Size(more);
        if (PyErr_Occurred())
            goto end;
        Py_ssize_t first = from(U32(keys), 0, keys.size, key), last = first;
        while (last < keys.size && U32(keys)[last] == key && last - first <= common)
            last++;
        if (last - first + further > common)
            continue;
        if (last > numbers.size) {
            outside();
            goto end;
        }
        for (Py_ssize_t place = first; place < last; place++) {
            Entry *entry = table_at(&found, U32(numbers)[place]);
            if (entry == NULL)
                goto end;
            entry->sum += 1;
        }
        for (Py_ssize_t place = 0; place < further; place++) {
            long long number = PyLong_AsLongLong(PyList_GetItem(more, place));
            Entry *entry = PyErr_Occurred() ? NULL : table_at(&found, number);
            if (entry == NULL)
                goto end;
            entry->sum += 1;
        }
    }
    list = PyList_New(0);
    for (Py_ssize_t times = PyList_Size(sought); list != NULL && times > 1; times--)
        for (Py_ssize_t n = 0; list != NULL && n < found.count; n++) {
            if (found.entries[n].sum != (double)times || PyList_Size(list) >= most)
                continue;
            PyObject *number = PyLong_FromLongLong(found.entries[n].key);
            int there = number == NULL ? -1 : PyDict_Contains(records, number);
            if (there < 0 || (there && PyList_Append(list, number) < 0))
                Py_CLEAR(list);
            Py_XDECREF(number);
        }
end:
    let_go(&keys);
    let_go(&numbers);
    table_freed(&found);
    return list;
}

/* ------------------------------------------------------------------ seen */

/* Count one more occurrence of a feature. */
static int
seen_one(PyObject *word, PyObject *weights, PyObject *seen, PyObject *weight, double again)
{
    PyObject *feature = PyTuple_GetItem(word, 0);
    PyObject *old_ = feature == NULL ? NULL : PyDict_GetItemWithError(weights, feature);
    if (old_ == NULL)
        return PyErr_Occurred() || PyDict_SetItem(weights, feature, weight) < 0
                   ? -1
                   : PyDict_SetItem(seen, feature, word);
    double old = PyFloat_AsDouble(old_), own = PyFloat_AsDouble(weight);
    PyObject *sum = PyErr_Occurred() ? NULL
                                     : PyFloat_FromDouble(own > old ? own + again * old
                                                                    : old + again * own);
    int failed = sum == NULL || PyDict_SetItem(weights, feature, sum) < 0;
    Py_XDECREF(sum);
    PyObject *before = failed ? NULL : PyDict_GetItemWithError(seen, feature);
    PyObject *known = before == NULL ? NULL : PyTuple_GetItem(before, 2);
    PyObject *zipf = known == NULL ? NULL : PyTuple_GetItem(word, 2);
    if (zipf == NULL) {
        if (!PyErr_Occurred())
            PyErr_SetObject(PyExc_KeyError, feature);
        return -1;
    }
    if (PyFloat_AsDouble(zipf) <= PyFloat_AsDouble(known) || PyErr_Occurred())
        return PyErr_Occurred() ? -1 : 0;
    PyObject *form = PyTuple_GetItem(before, 1);
    PyObject *one = form == NULL ? NULL : PyTuple_Pack(3, feature, form, zipf);
    failed = one == NULL || PyDict_SetItem(seen, feature, one) < 0;
    Py_XDECREF(one);
    return failed ? -1 : 0;
}

/* See `loops.seen`. */
static PyObject *
loops_seen(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *raw, *plain, *weights, *seen, *weight;
    Py_ssize_t place;
    double again;
    if (!PyArg_ParseTuple(args, "O!nO!O!O!O!d", &PyList_Type, &raw, &place, &PyDict_Type, &plain,
                          &PyDict_Type, &weights, &PyDict_Type, &seen, &PyFloat_Type, &weight,
                          &again))
        return NULL;
    for (Py_ssize_t count = PyList_Size(raw); place < count; place++) {
        PyObject *token = PyList_GetItem(raw, place);
        PyObject *word = token == NULL ? NULL : PyDict_GetItemWithError(plain, token);
        if (word == NULL) {
            if (PyErr_Occurred())
                return NULL;
            break;
        }
        Py_ssize_t size = PyTuple_Size(word);
        if (size < 0 || (size > 0 && seen_one(word, weights, seen, weight, again) < 0))
            return NULL;
    }
    return PyLong_FromSsize_t(place);
}

/* ------------------------------------------------------------------ prints */

static uint32_t crc_of[256];

static int
by_size(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return one < other ? -1 : one > other;
}

/* See `loops.prints`. */
static PyObject *
loops_prints(PyObject *Py_UNUSED(self), PyObject *args)
{
    const char *text;
    Py_ssize_t size, run, most, count = 0;
    if (!PyArg_ParseTuple(args, "y#nn", &text, &size, &run, &most))
        return NULL;
    Py_ssize_t *begins = malloc(sizeof(Py_ssize_t) * (size + 2));
    uint32_t *found = malloc(sizeof(uint32_t) * (size + 2));
    PyObject *list = NULL;
    if (begins == NULL || found == NULL || run < 1) {
        PyErr_NoMemory();
        goto end;
    }
    begins[count++] = 0;
    for (Py_ssize_t place = 0; place < size; place++)
        if (text[place] == ' ')
            begins[count++] = place + 1;
    begins[count] = size + 1;
    Py_ssize_t runs = 0;
    for (Py_ssize_t n = 0; n + run <= count; n++) {
        uint32_t crc = 0xFFFFFFFFu;
        for (Py_ssize_t place = begins[n]; place < begins[n + run] - 1; place++)
            crc = crc_of[(crc ^ (unsigned char)text[place]) & 0xFF] ^ (crc >> 8);
        found[runs++] = crc ^ 0xFFFFFFFFu;
    }
    qsort(found, runs, sizeof(uint32_t), by_size);
    list = PyList_New(0);
    for (Py_ssize_t n = 0; list != NULL && n < runs && PyList_Size(list) < most; n++) {
        if (n > 0 && found[n] == found[n - 1])
            continue;
        PyObject *one = PyLong_FromUnsignedLong(found[n]);
        if (one == NULL || PyList_Append(list, one) < 0)
            Py_CLEAR(list);
        Py_XDECREF(one);
    }
end:
    free(begins);
    free(found);
    return list;
}

/* ------------------------------------------------------------------ inside a thread */

/* The class `array.array`. */
static PyObject *array_type;

/* An array of a kind with what is in a buffer. */
static PyObject *
arrayed(const char *kind, const void *items, Py_ssize_t size)
{
    return PyObject_CallFunction(array_type, "sy#", kind, (const char *)items, size);
}

/* Put a story behind those that are there, by the words of it that are rare. */
static int
put(PyObject *story, PyObject *rare, uint32_t *places, double *values, Py_ssize_t *count)
{
    Py_ssize_t place = 0, first = *count;
    PyObject *feature, *weight;
    double square = 0.0;
    while (PyDict_Next(story, &place, &feature, &weight)) {
        PyObject *found = PyDict_GetItemWithError(rare, feature);
        if (found == NULL) {
            if (PyErr_Occurred())
                return -1;
            continue;
        }
        unsigned long where = PyLong_AsUnsignedLong(PyTuple_GetItem(found, 0));
        double value = PyLong_AsLongLong(weight) * PyFloat_AsDouble(PyTuple_GetItem(found, 1));
        if (PyErr_Occurred())
            return -1;
        places[*count] = (uint32_t)where;
        values[(*count)++] = value;
        square += value * value;
    }
    double length = square > 0.0 ? sqrt(square) : 1.0;
    for (; first < *count; first++)
        values[first] /= length;
    return 0;
}

/* See `loops.vectors`. */
static PyObject *
loops_vectors(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *stories, *rare, *made = NULL;
    if (!PyArg_ParseTuple(args, "O!O!", &PyList_Type, &stories, &PyDict_Type, &rare))
        return NULL;
    Py_ssize_t size = 0, count = 0, number = PyList_Size(stories);
    for (Py_ssize_t n = 0; n < number; n++) {
        if (!PyDict_Check(PyList_GetItem(stories, n))) {
            PyErr_SetString(PyExc_TypeError, "a story is a dictionary");
            return NULL;
        }
        size += PyDict_Size(PyList_GetItem(stories, n));
    }
    uint32_t *places = malloc(sizeof(uint32_t) * (size + 1));
    double *values = malloc(sizeof(double) * (size + 1));
    uint32_t *starts = malloc(sizeof(uint32_t) * (number + 1));
    if (places == NULL || values == NULL || starts == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    starts[0] = 0;
    for (Py_ssize_t n = 0; n < number; n++) {
        if (put(PyList_GetItem(stories, n), rare, places, values, &count) < 0)
            goto end;
        starts[n + 1] = (uint32_t)count;
    }
    PyObject *one = arrayed("I", places, sizeof(uint32_t) * count);
    PyObject *two = arrayed("d", values, sizeof(double) * count);
    PyObject *three = arrayed("I", starts, sizeof(uint32_t) * (number + 1));
    if (one != NULL && two != NULL && three != NULL)
        made = PyTuple_Pack(3, one, two, three);
    Py_XDECREF(one);
    Py_XDECREF(two);
    Py_XDECREF(three);
end:
    free(places);
    free(values);
    free(starts);
    return made;
}

/* What `vectors` made. */
typedef struct {
    Column places, values, starts;
} Vectors;

static int
vectors_held(Vectors *vectors, PyObject *places, PyObject *values, PyObject *starts)
{
    vectors->places.held = vectors->values.held = vectors->starts.held = 0;
    return hold(&vectors->places, places, 'I') < 0 || hold(&vectors->values, values, 'd') < 0 ||
                   hold(&vectors->starts, starts, 'I') < 0
               ? -1
               : 0;
}

static void
vectors_let_go(Vectors *vectors)
{
    let_go(&vectors->places);
    let_go(&vectors->values);
    let_go(&vectors->starts);
}

/* Where a story begins and ends. */
static int
story_at(const Vectors *vectors, Py_ssize_t story, Py_ssize_t *begin, Py_ssize_t *end)
{
    if (story < 0 || story + 1 >= vectors->starts.size)
        return outside();
    *begin = U32(vectors->starts)[story];
    *end = U32(vectors->starts)[story + 1];
    return *end > vectors->places.size || *end > vectors->values.size ? outside() : 0;
}

/* See `loops.summed`. */
static PyObject *
loops_summed(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *places, *values, *starts, *side, *made = NULL;
    Py_ssize_t size, begin, end;
    if (!PyArg_ParseTuple(args, "OOOOn", &places, &values, &starts, &side, &size))
        return NULL;
    side = PySequence_List(side);
    if (side == NULL)
        return NULL;
    Vectors vectors;
    double *total = size < 0 ? NULL : calloc(size + 1, sizeof(double));
    if (vectors_held(&vectors, places, values, starts) < 0)
        goto end;
    if (total == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    for (Py_ssize_t n = 0; n < PyList_Size(side); n++) {
        Py_ssize_t story = PyLong_AsSsize_t(PyList_GetItem(side, n));
        if (PyErr_Occurred() || story_at(&vectors, story, &begin, &end) < 0)
            goto end;
        for (Py_ssize_t at = begin; at < end; at++) {
            if ((Py_ssize_t)U32(vectors.places)[at] >= size) {
                outside();
                goto end;
            }
            total[U32(vectors.places)[at]] += F64(vectors.values)[at];
        }
    }
    made = arrayed("d", total, sizeof(double) * size);
end:
    vectors_let_go(&vectors);
    free(total);
    Py_DECREF(side);
    return made;
}

/* See `loops.products`. */
static PyObject *
loops_products(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *places, *values, *starts, *total_, *list = NULL;
    Py_ssize_t begin, end;
    if (!PyArg_ParseTuple(args, "OOOO", &places, &values, &starts, &total_))
        return NULL;
    Vectors vectors;
    Column total = NO_COLUMN;
    if (vectors_held(&vectors, places, values, starts) < 0 || hold(&total, total_, 'd') < 0)
        goto end;
    Py_ssize_t count = vectors.starts.size - 1;
    list = PyList_New(count < 0 ? 0 : count);
    for (Py_ssize_t n = 0; list != NULL && n < count; n++) {
        double product = 0.0;
        int failed = story_at(&vectors, n, &begin, &end) < 0;
        for (Py_ssize_t at = begin; !failed && at < end; at++) {
            if ((Py_ssize_t)U32(vectors.places)[at] >= total.size)
                failed = outside();
            else
                product += F64(vectors.values)[at] * F64(total)[U32(vectors.places)[at]];
        }
        PyObject *one = failed ? NULL : PyFloat_FromDouble(product);
        if (one == NULL || PyList_SetItem(list, n, one) < 0)
            Py_CLEAR(list);
    }
end:
    vectors_let_go(&vectors);
    let_go(&total);
    return list;
}

/* ------------------------------------------------------------------ everywhere */

/* See `loops.everywhere`. */
static PyObject *
loops_everywhere(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *tables;
    unsigned int key;
    if (!PyArg_ParseTuple(args, "O!I", &PyList_Type, &tables, &key))
        return NULL;
    Py_ssize_t count = PyList_Size(tables);
    char *found = calloc(count + 1, 1);
    PyObject *told = NULL;
    if (found == NULL)
        return PyErr_NoMemory();
    for (Py_ssize_t n = 0; n < count; n++) {
        PyObject *keys_, *values;
        Column keys = NO_COLUMN;
        int failed = !PyArg_ParseTuple(PyList_GetItem(tables, n), "OS", &keys_, &values) ||
                     hold(&keys, keys_, 'I') < 0;
        Py_ssize_t at = failed ? 0 : from(U32(keys), 0, keys.size, key);
        if (!failed && at < keys.size && U32(keys)[at] == key) {
            failed = at >= PyBytes_Size(values) && outside();
            if (!failed)
                found[n] = PyBytes_AsString(values)[at];
        }
        let_go(&keys);
        if (failed)
            goto end;
    }
    told = PyBytes_FromStringAndSize(found, count);
end:
    free(found);
    return told;
}

/* ------------------------------------------------------------------ told */

/* In a table of a language: not asked yet. */
#define UNASKED -2

/* See `loops.told`. */
static PyObject *
loops_told(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *features_, *weights_, *places_, *channels, *concepts_, *as_names_, *in_stories_;
    PyObject *names, *keys, *list = NULL;
    Py_ssize_t number;
    double shown, name;
    if (!PyArg_ParseTuple(args, "OOOnO!OOOO!O!dd", &features_, &weights_, &places_, &number,
                          &PyByteArray_Type, &channels, &concepts_, &as_names_, &in_stories_,
                          &PyList_Type, &names, &PyList_Type, &keys, &shown, &name))
        return NULL;
    Column features = NO_COLUMN, weights = NO_COLUMN, places = NO_COLUMN, concepts = NO_COLUMN;
    Column as_names = NO_COLUMN, in_stories = NO_COLUMN;
    if (hold(&features, features_, 'I') < 0 || hold(&weights, weights_, 'H') < 0 ||
        hold(&places, places_, 'I') < 0 || hold(&concepts, concepts_, 'i') < 0 ||
        hold(&as_names, as_names_, 'i') < 0 || hold(&in_stories, in_stories_, 'i') < 0)
        goto end;
    const char *channel = PyByteArray_AsString(channels);
    Py_ssize_t known = PyByteArray_Size(channels);
    if (number < 0 || number + 1 >= places.size || U32(places)[number + 1] > features.size ||
        U32(places)[number + 1] > weights.size || known > concepts.size || known > as_names.size ||
        known > in_stories.size || known > PyList_Size(names)) {
        outside();
        goto end;
    }
    uint32_t begin = U32(places)[number], end = U32(places)[number + 1];
    list = PyList_New(0);
    for (uint32_t place = begin; list != NULL && place < end; place++) {
        uint32_t feature = U32(features)[place];
        if (feature >= known) {
            outside();
            Py_CLEAR(list);
            break;
        }
        double weight = U16(weights)[place];
        PyObject *key;
        if (channel[feature] != 'w')
            key = PyList_GetItem(names, feature);
        else if (I32(concepts)[feature] >= 0)
            key = PyList_GetItem(keys, I32(concepts)[feature]);
        else if (I32(concepts)[feature] == UNASKED || I32(as_names)[feature] == UNASKED) {
            Py_DECREF(list);
            list = Py_NewRef(Py_None);
            break;
        }
        else {
            int32_t as = I32(as_names)[feature];
            if (as < 0 || as >= known ||
                I32(in_stories)[as] < shown * I32(in_stories)[feature])
                continue;
            uint32_t other = begin;
            while (other < end && U32(features)[other] != (uint32_t)as)
                other++;
            if (other < end)
                continue;
            weight *= name;
            key = PyList_GetItem(names, as);
        }
        PyObject *pair = key == NULL ? NULL : Py_BuildValue("(Od)", key, weight);
        if (pair == NULL || PyList_Append(list, pair) < 0)
            Py_CLEAR(list);
        Py_XDECREF(pair);
    }
end:
    let_go(&features);
    let_go(&weights);
    let_go(&places);
    let_go(&concepts);
    let_go(&as_names);
    let_go(&in_stories);
    return list;
}

static PyMethodDef methods[] = {
    {"everywhere", loops_everywhere, METH_VARARGS, NULL},
    {"near", loops_near, METH_VARARGS, NULL},
    {"dots", loops_dots, METH_VARARGS, NULL},
    {"product", loops_product, METH_VARARGS, NULL},
    {"products", loops_products, METH_VARARGS, NULL},
    {"ranked", loops_ranked, METH_VARARGS, NULL},
    {"summed", loops_summed, METH_VARARGS, NULL},
    {"vectors", loops_vectors, METH_VARARGS, NULL},
    {"sharing", loops_sharing, METH_VARARGS, NULL},
    {"elsewhere", loops_elsewhere, METH_VARARGS, NULL},
    {"weighed", loops_weighed, METH_VARARGS, NULL},
    {"silent", loops_silent, METH_VARARGS, NULL},
    {"seen", loops_seen, METH_VARARGS, NULL},
    {"prints", loops_prints, METH_VARARGS, NULL},
    {"told", loops_told, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int
ready(PyObject *Py_UNUSED(module))
{
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t crc = n;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
        crc_of[n] = crc;
    }
    PyObject *array = PyImport_ImportModule("array");
    array_type = array == NULL ? NULL : PyObject_GetAttrString(array, "array");
    Py_XDECREF(array);
    if (array_type == NULL)
        return -1;
    rows_name = PyUnicode_InternFromString("rows");
    square_name = PyUnicode_InternFromString("square");
    first_name = PyUnicode_InternFromString("first");
    last_name = PyUnicode_InternFromString("last");
    return rows_name && square_name && first_name && last_name ? 0 : -1;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, ready},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "reader.threads._loops", NULL, 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit__loops(void)
{
    return PyModuleDef_Init(&definition);
}
