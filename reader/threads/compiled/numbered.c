/* The features of a story as columns: whether they are sound, and which numbers they go by. See
 * `loops.py` and `numbered.py`. */
#include "loops.h"

/* See `loops.columns`. */
PyObject *
loops_columns(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *names, *surfaces, *weights, *zipfs;
    if (!PyArg_ParseTuple(args, "O!O!O!O!", &PyTuple_Type, &names, &PyTuple_Type, &surfaces,
                          &PyTuple_Type, &weights, &PyTuple_Type, &zipfs))
        return NULL;
    Py_ssize_t count = PyTuple_Size(names);
    int sound = PyTuple_Size(surfaces) == count && PyTuple_Size(weights) == count &&
                PyTuple_Size(zipfs) == count;
    for (Py_ssize_t n = 0; sound && n < count; n++) {
        PyObject *name = PyTuple_GetItem(names, n);
        sound = PyUnicode_CheckExact(name) && PyUnicode_GetLength(name) > 0 &&
                PyUnicode_CheckExact(PyTuple_GetItem(surfaces, n)) &&
                PyFloat_CheckExact(PyTuple_GetItem(weights, n)) &&
                PyFloat_CheckExact(PyTuple_GetItem(zipfs, n));
    }
    return PyBool_FromLong(sound);
}

/* Whether a feature is written, and as common, as what a number stands for; -1 with an error set. */
static int
is_known(PyObject *surfaces, const Column *zipfs, long long number, PyObject *surface, double zipf)
{
    PyObject *known = PyList_GetItem(surfaces, (Py_ssize_t)number);
    if (known == NULL)
        return -1;
    if (number >= zipfs->size)
        return outside();
    if (F64(*zipfs)[number] != zipf)
        return 0;
    if (known == surface)
        return 1;
    int order = PyUnicode_Compare(known, surface);
    return order == -1 && PyErr_Occurred() ? -1 : order == 0;
}

/* The number of the feature at a place of the columns, -1 where it has none; -2 with an error set. */
static long long
told_as(PyObject *const columns[3], Py_ssize_t place, PyObject *by_name, PyObject *surfaces,
        const Column *zipfs)
{
    PyObject *name = PyTuple_GetItem(columns[0], place);
    PyObject *surface = PyTuple_GetItem(columns[1], place);
    double zipf = PyFloat_AsDouble(PyTuple_GetItem(columns[2], place));
    PyObject *found = PyErr_Occurred() ? NULL : PyDict_GetItemWithError(by_name, name);
    if (found == NULL)
        return PyErr_Occurred() ? -2 : -1;
    long long number = PyLong_AsLongLong(found);
    if (number == -1 && PyErr_Occurred())
        return -2;
    if (number < 0 || number > UINT32_MAX) {
        outside();
        return -2;
    }
    int same = is_known(surfaces, zipfs, number, surface, zipf);
    return same < 0 ? -2 : same ? number : -1;
}

/* See `numbered.numbers_of`. */
PyObject *
loops_numbers_of(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *columns[3], *by_name, *surfaces, *commons, *made = NULL;
    if (!PyArg_ParseTuple(args, "O!O!O!O!O!O", &PyTuple_Type, &columns[0], &PyTuple_Type,
                          &columns[1], &PyTuple_Type, &columns[2], &PyDict_Type, &by_name,
                          &PyList_Type, &surfaces, &commons))
        return NULL;
    Py_ssize_t count = PyTuple_Size(columns[0]);
    if (PyTuple_Size(columns[1]) != count || PyTuple_Size(columns[2]) != count) {
        PyErr_SetString(PyExc_ValueError, "the columns are not of one length");
        return NULL;
    }
    Column zipfs = NO_COLUMN;
    PyObject *unknown = PyList_New(0), *told = NULL;
    uint32_t *numbers = malloc(sizeof(uint32_t) * (count + 1));
    if (numbers == NULL)
        PyErr_NoMemory();
    if (unknown == NULL || numbers == NULL || hold(&zipfs, commons, 'd') < 0)
        goto end;
    for (Py_ssize_t n = 0; n < count; n++) {
        long long number = told_as(columns, n, by_name, surfaces, &zipfs);
        if (number < -1)
            goto end;
        numbers[n] = number < 0 ? 0 : (uint32_t)number;
        if (number < 0) {
            PyObject *place = PyLong_FromSsize_t(n);
            int failed = place == NULL || PyList_Append(unknown, place) < 0;
            Py_XDECREF(place);
            if (failed)
                goto end;
        }
    }
    told = arrayed("I", numbers, sizeof(uint32_t) * count);
    made = told == NULL ? NULL : PyTuple_Pack(2, told, unknown);
end:
    let_go(&zipfs);
    free(numbers);
    Py_XDECREF(told);
    Py_XDECREF(unknown);
    return made;
}
