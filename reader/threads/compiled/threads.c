/* What is asked of threads. See `threads.h`. */
#include "threads.h"

/* What threads are asked for, made once. */
static PyObject *rows_name, *square_name, *first_name, *last_name;

int
threads_ready(void)
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

int
thread_rows(PyObject *thread, Asked *found)
{
    found->rows = PyObject_GetAttr(thread, rows_name);
    if (found->rows == NULL)
        return -1;
    found->size = PyList_Size(found->rows);
    if (found->size < 0)
        Py_CLEAR(found->rows);
    return found->rows == NULL ? -1 : 0;
}

int
thread_asked(PyObject *thread, double unit, Asked *found)
{
    long long square;
    if (thread_rows(thread, found) < 0)
        return -1;
    if (asked(thread, square_name, &square) < 0 ||
        asked(thread, first_name, &found->first) < 0 ||
        asked(thread, last_name, &found->last) < 0) {
        Py_CLEAR(found->rows);
        return -1;
    }
    if (square < 0) {
        PyErr_SetString(PyExc_ValueError, "the square of a length is less than nothing");
        Py_CLEAR(found->rows);
        return -1;
    }
    found->length = sqrt((double)square) / unit;
    return 0;
}

int
has_length(const Asked *thread)
{
    if (thread->length > 0.0)
        return 0;
    PyErr_SetString(PyExc_ZeroDivisionError, "a thread that says nothing is like no other");
    return -1;
}

double
gap_between(const Asked *thread, double first, double last)
{
    double before = (double)thread->first - last, after = first - (double)thread->last;
    double gap = before > after ? before : after;
    return gap > 0.0 ? gap : 0.0;
}

int
age_of(PyObject *thread, long long *age)
{
    PyObject *rows = PyObject_GetAttr(thread, rows_name);
    PyObject *row = rows == NULL ? NULL : PyList_GetItem(rows, 0);
    *age = row == NULL ? -1 : PyLong_AsLongLong(row);
    Py_XDECREF(rows);
    return *age == -1 && PyErr_Occurred() ? -1 : 0;
}

PyObject *
thread_of(PyObject *threads, long long id)
{
    PyObject *name = PyLong_FromLongLong(id);
    PyObject *thread = name == NULL ? NULL : PyDict_GetItemWithError(threads, name);
    if (thread == NULL && name != NULL && !PyErr_Occurred())
        PyErr_SetObject(PyExc_KeyError, name);
    Py_XDECREF(name);
    return Py_XNewRef(thread);
}
