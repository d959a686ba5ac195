/* The ways from features to records. See `retired.py`. */
#include "loops.h"

/* A feature before, and the number of a record behind: in the order of both. */
typedef struct {
    uint64_t *each; /* to be freed */
    Py_ssize_t count, room;
} Ways;

static int
by_key(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* A whole number of 32 bits; 0, or -1 with an error set. What is none is not asked for one: that
 * could change what is looked through meanwhile. */
static int
whole(PyObject *number, uint32_t *found)
{
    long long value = number != NULL && PyLong_Check(number) ? PyLong_AsLongLong(number) : -1;
    if (PyErr_Occurred() || value < 0 || value > UINT32_MAX)
        return PyErr_Occurred() ? -1 : outside();
    *found = (uint32_t)value;
    return 0;
}

/* Room for the ways of columns and for the loose ones; -1 with an error set. */
static int
ways_made(Ways *ways, Py_ssize_t size, PyObject *loose)
{
    Py_ssize_t place = 0;
    PyObject *key, *numbers;
    ways->room = size;
    while (PyDict_Next(loose, &place, &key, &numbers)) {
        if (!PyList_Check(numbers)) {
            PyErr_SetString(PyExc_TypeError, "a key has a list of records");
            return -1;
        }
        ways->room += PyList_Size(numbers);
    }
    ways->each = malloc(sizeof(uint64_t) * ((size_t)ways->room + 1));
    if (ways->each == NULL)
        PyErr_NoMemory();
    return ways->each == NULL ? -1 : 0;
}

/* Put a way behind the others, if it is to a record that is held; -1 with an error set. */
static int
way_added(Ways *ways, const Table *held, uint32_t key, uint32_t number)
{
    if (table_get(held, number) == NULL)
        return 0;
    if (ways->count == ways->room)
        return outside();
    ways->each[ways->count++] = (uint64_t)key << 32 | number;
    return 0;
}

static int
loose_added(Ways *ways, const Table *held, PyObject *loose)
{
    Py_ssize_t place = 0;
    PyObject *key_, *numbers;
    while (PyDict_Next(loose, &place, &key_, &numbers)) {
        uint32_t key, number;
        if (whole(key_, &key) < 0)
            return -1;
        for (Py_ssize_t n = 0; n < PyList_Size(numbers); n++)
            if (whole(PyList_GetItem(numbers, n), &number) < 0 ||
                way_added(ways, held, key, number) < 0)
                return -1;
    }
    return 0;
}

/* The records that are held, as a table. */
static int
records_held(Table *held, PyObject *records)
{
    Py_ssize_t place = 0;
    PyObject *number_, *record;
    if (table_made(held, PyDict_Size(records)) < 0)
        return -1;
    while (PyDict_Next(records, &place, &number_, &record)) {
        uint32_t number;
        if (whole(number_, &number) < 0 || table_at(held, number) == NULL)
            return -1;
    }
    return 0;
}

/* Ways as two columns: their keys, and the numbers of records. */
static PyObject *
as_columns(const Ways *ways)
{
    PyObject *one = NULL, *two = NULL, *made = NULL;
    Py_ssize_t size = (Py_ssize_t)sizeof(uint32_t) * ways->count;
    uint32_t *keys = malloc((size_t)size + 1), *numbers = malloc((size_t)size + 1);
    for (Py_ssize_t n = 0; keys != NULL && numbers != NULL && n < ways->count; n++) {
        keys[n] = (uint32_t)(ways->each[n] >> 32);
        numbers[n] = (uint32_t)ways->each[n];
    }
    if (keys == NULL || numbers == NULL)
        PyErr_NoMemory();
    else
        one = arrayed("I", keys, size);
    if (one != NULL)
        two = arrayed("I", numbers, size);
    if (two != NULL)
        made = PyTuple_Pack(2, one, two);
    Py_XDECREF(one);
    Py_XDECREF(two);
    free(keys);
    free(numbers);
    return made;
}

/* See `retired.arranged`. */
PyObject *
loops_arranged(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *keys_, *numbers_, *loose, *records, *made = NULL;
    Column keys = NO_COLUMN, numbers = NO_COLUMN;
    Table held = {NULL, NULL, 0, 0, 0};
    Ways ways = {NULL, 0, 0};
    if (!PyArg_ParseTuple(args, "OOO!O!", &keys_, &numbers_, &PyDict_Type, &loose, &PyDict_Type,
                          &records))
        return NULL;
    int failed = hold(&keys, keys_, 'I') < 0 || hold(&numbers, numbers_, 'I') < 0 ||
                 records_held(&held, records) < 0 ||
                 ways_made(&ways, shorter(&keys, &numbers), loose) < 0;
    for (Py_ssize_t n = 0; !failed && n < shorter(&keys, &numbers); n++)
        failed = way_added(&ways, &held, U32(keys)[n], U32(numbers)[n]) < 0;
    if (!failed && loose_added(&ways, &held, loose) == 0) {
        qsort(ways.each, (size_t)ways.count, sizeof(uint64_t), by_key);
        made = as_columns(&ways);
    }
    let_go(&keys);
    let_go(&numbers);
    table_freed(&held);
    free(ways.each);
    return made;
}
