/* What the compiled loops have in common: columns, postings, and a table of sums.
 *
 * `loops.py` says what each loop does; here are the same in C, with the same answers to the last
 * bit. Nothing is kept from one call to the next, and nothing is trusted: the kind of every column
 * is looked at, and every number that is a place in one is compared with its length. Doubles are
 * added in the order in which Python adds them (and no compiler may make one step of two, see
 * `hatch_build.py`). All runs under Python's lock, on Python's stable interface of 3.11.
 */
#ifndef CLEW_COLUMNS_H
#define CLEW_COLUMNS_H

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

/* Take hold of an array of a kind ("I", "H", "q", "i", "d", or "B" for bytes), to write (PyBUF_WRITABLE) or only to
 * read (0); 0, or -1 with an error set. */
static inline int
hold_to(Column *column, PyObject *array, char kind, int how)
{
    if (PyObject_GetBuffer(array, &column->view, PyBUF_FORMAT | PyBUF_C_CONTIGUOUS | how) < 0)
        return -1;
    column->held = 1;
    const char *format = column->view.format;
    Py_ssize_t wanted = kind == 'B' ? 1 : kind == 'H' ? 2 : kind == 'q' || kind == 'd' ? 8 : 4;
    int aligned = column->view.len == 0 || (uintptr_t)column->view.buf % (size_t)wanted == 0;
    if (format == NULL || format[0] != kind || column->view.itemsize != wanted || !aligned) {
        PyErr_Format(PyExc_TypeError, "a column of '%c' is needed", kind);
        return -1;
    }
    column->size = column->view.len / wanted;
    return 0;
}

/* Take hold of an array of a kind, to read it. */
static inline int
hold(Column *column, PyObject *array, char kind)
{
    return hold_to(column, array, kind, 0);
}

static inline void
let_go(Column *column)
{
    if (column->held)
        PyBuffer_Release(&column->view);
    column->held = 0;
}

/* Take hold of the first columns of a tuple, one for each kind, to read them. A tuple that
 * `PyArg_ParseTuple` takes apart itself costs ten times as much. */
static inline int
hold_all(Column *columns[], PyObject *tuple, const char *kinds)
{
    for (Py_ssize_t n = 0; kinds[n]; n++) {
        PyObject *column = PyTuple_GetItem(tuple, n);
        if (column == NULL || hold(columns[n], column, kinds[n]) < 0)
            return -1;
    }
    return 0;
}

/* So many numbers of a tuple, from a place on; 0, or -1 with an error set. */
static inline int
numbers_of(PyObject *tuple, Py_ssize_t first, double *into, Py_ssize_t count)
{
    for (Py_ssize_t n = 0; n < count; n++) {
        PyObject *number = PyTuple_GetItem(tuple, first + n);
        into[n] = number == NULL ? -1.0 : PyFloat_AsDouble(number);
        if (into[n] == -1.0 && PyErr_Occurred())
            return -1;
    }
    return 0;
}

/* As `numbers_of`, of whole numbers. */
static inline int
wholes_of(PyObject *tuple, Py_ssize_t first, long long *into, Py_ssize_t count)
{
    for (Py_ssize_t n = 0; n < count; n++) {
        PyObject *number = PyTuple_GetItem(tuple, first + n);
        into[n] = number == NULL ? -1 : PyLong_AsLongLong(number);
        if (into[n] == -1 && PyErr_Occurred())
            return -1;
    }
    return 0;
}

#define U32(column) ((const uint32_t *)(column).view.buf)
#define U16(column) ((const uint16_t *)(column).view.buf)
#define I64(column) ((const int64_t *)(column).view.buf)
#define I32(column) ((const int32_t *)(column).view.buf)
#define F64(column) ((const double *)(column).view.buf)

static inline int
outside(void)
{
    PyErr_SetString(PyExc_IndexError, "a number is outside of its column");
    return -1;
}

/* Where begins, and where ends, what a row has in columns of which the shortest has so many; 0, or
 * -1 with an error set. */
static inline int
span_of(const Column *places, long long row, Py_ssize_t size, Py_ssize_t *begin, Py_ssize_t *end)
{
    if (row < 0 || row >= places->size - 1)
        return outside();
    *begin = U32(*places)[row];
    *end = U32(*places)[row + 1];
    return *begin > *end || *end > size ? outside() : 0;
}

static inline Py_ssize_t
shorter(const Column *one, const Column *other)
{
    return one->size < other->size ? one->size : other->size;
}

/* ------------------------------------------------------------------ words and names */

/* In a table of a language: not asked yet. */
#define UNASKED (-2)

/* Which name a word of the table is, less than 0 for none; it is asked for what was not asked yet,
 * which enters it there. 0, or -1 with an error set. */
static inline int
name_of(const Column *as_names, uint32_t word, PyObject *ask, int32_t *name)
{
    if (I32(*as_names)[word] == UNASKED) {
        PyObject *done = PyObject_CallFunction(ask, "k", (unsigned long)word);
        if (done == NULL)
            return -1;
        Py_DECREF(done);
    }
    *name = I32(*as_names)[word];
    return 0;
}

/* ------------------------------------------------------------------ a table of sums */

/* Most numbers of a table: the bytes that it takes can be counted in 31 bits. */
#define MOST_ENTRIES (INT32_MAX / (Py_ssize_t)sizeof(Entry) / 4)

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

static inline int
table_made(Table *table, Py_ssize_t room)
{
    size_t size = 64;
    if (room < 0 || room > MOST_ENTRIES) {
        PyErr_NoMemory();
        return -1;
    }
    while (size < 2 * (size_t)room)
        size *= 2;
    table->entries = malloc(sizeof(Entry) * (size_t)(room ? room : 1));
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

static inline void
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

/* The slot of a key, or the free one where it would stand. */
static inline size_t
table_slot(const Table *table, int64_t key)
{
    size_t at = hashed(key) & table->mask;
    while (table->slots[at] && table->entries[table->slots[at] - 1].key != key)
        at = (at + 1) & table->mask;
    return at;
}

/* The entry of a key; NULL when there is none. */
static inline Entry *
table_get(const Table *table, int64_t key)
{
    int32_t place = table->slots[table_slot(table, key)];
    return place ? &table->entries[place - 1] : NULL;
}

static inline int
table_grown(Table *table)
{
    size_t size = 2 * (table->mask + 1);
    Py_ssize_t room = 2 * table->room + 32;
    Entry *entries =
        room > MOST_ENTRIES ? NULL : realloc(table->entries, sizeof(Entry) * (size_t)room);
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
    for (Py_ssize_t n = 0; n < table->count; n++)
        slots[table_slot(table, entries[n].key)] = (int32_t)(n + 1);
    return 0;
}

/* The entry of a key, made when it is new (its mark is -1); NULL with an error set. */
static inline Entry *
table_at(Table *table, int64_t key)
{
    size_t at = table_slot(table, key);
    if (table->slots[at])
        return &table->entries[table->slots[at] - 1];
    if (table->count == table->room) {
        if (table_grown(table) < 0) {
            PyErr_NoMemory();
            return NULL;
        }
        at = table_slot(table, key);
    }
    Entry *entry = &table->entries[table->count++];
    entry->key = key;
    entry->sum = 0.0;
    entry->mark = -1;
    table->slots[at] = (int32_t)table->count;
    return entry;
}

/* A feature and its weight, as a vector of Python's has them; 0, or -1 with an error set. They are
 * whole numbers: to ask others what they are could change the vector meanwhile. */
static inline int
pair_of(PyObject *key, PyObject *value, long long *feature, long long *weight)
{
    if (!PyLong_Check(key) || !PyLong_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "a vector is of whole numbers");
        return -1;
    }
    *feature = PyLong_AsLongLong(key);
    *weight = PyLong_AsLongLong(value);
    return (*feature == -1 || *weight == -1) && PyErr_Occurred() ? -1 : 0;
}

/* A table made of a vector of Python's, the marks being its weights. */
static inline int
table_of(Table *table, PyObject *vector)
{
    Py_ssize_t place = 0;
    PyObject *key, *value;
    if (table_made(table, PyDict_Size(vector)) < 0)
        return -1;
    while (PyDict_Next(vector, &place, &key, &value)) {
        long long feature, weight;
        if (pair_of(key, value, &feature, &weight) < 0)
            return -1;
        Entry *entry = table_at(table, feature);
        if (entry == NULL)
            return -1;
        entry->mark = weight;
    }
    return 0;
}

/* A table made of features, the marks being their weights. */
static inline int
table_filled(Table *table, const Column *features, const Column *weights)
{
    if (weights->size < features->size)
        return outside();
    if (table_made(table, features->size) < 0)
        return -1;
    for (Py_ssize_t n = 0; n < features->size; n++) {
        Entry *entry = table_at(table, U32(*features)[n]);
        if (entry == NULL)
            return -1;
        entry->mark = U16(*weights)[n];
    }
    return 0;
}

/* ------------------------------------------------------------------ some of many */

/* A bit for each of some numbers, by how these end: most others are known not to be among them
 * without a look at a table. */
typedef struct {
    uint64_t bits[32];
} Some;

static inline void
some_added(Some *some, uint32_t number)
{
    some->bits[number / 64 % 32] |= (uint64_t)1 << (number % 64);
}

static inline int
some_may_have(const Some *some, uint32_t number)
{
    return (int)(some->bits[number / 64 % 32] >> (number % 64) & 1);
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

static inline int
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
static inline Py_ssize_t
from(const uint32_t *rows, Py_ssize_t first, Py_ssize_t size, long long since)
{
    Py_ssize_t last = size;
    if (first < size && (long long)rows[first] >= since)
        return first; /* of most all are near */
    while (first < last) {
        Py_ssize_t middle = first + (last - first) / 2;
        if ((long long)rows[middle] < since)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

#endif
