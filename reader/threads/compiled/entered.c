/* A story is taken in among those that are held. See `strides.py`. */
#include "loops.h"

/* What puts a number behind those of an array. */
static PyObject *append;

int
entered_ready(void)
{
    append = PyObject_GetAttrString(array_type, "append");
    return append == NULL ? -1 : 0;
}

/* Put a row behind those that have a feature. */
static int
posted(PyObject *postings, uint32_t feature, PyObject *number)
{
    PyObject *found = PyList_GetItem(postings, feature), *made = NULL;
    if (found == NULL)
        return -1;
    if (!PyLong_Check(found)) {
        made = PyObject_CallFunctionObjArgs(append, found, number, NULL);
        Py_XDECREF(made);
        return made == NULL ? -1 : 0;
    }
    long row = PyLong_AsLong(found);
    if (row == -1 && PyErr_Occurred())
        return -1;
    /* Made of a pair, it takes no more room than it needs: most never have a third row. */
    made = row < 0 ? Py_NewRef(number)
                   : PyObject_CallFunction(array_type, "s(OO)", "I", found, number);
    return made == NULL ? -1 : PyList_SetItem(postings, feature, made);
}

/* Count one more of a feature; 0, or -1 with an error set. */
static int
counted(const Column *counts, uint32_t feature)
{
    int32_t *count = &((int32_t *)counts->view.buf)[feature];
    if (*count == INT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "no more can be counted");
        return -1;
    }
    ++*count;
    return 0;
}

/* See `strides.entered`. */
PyObject *
loops_entered(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *postings, *features_, *weights_, *number, *known, *in_stories_, *in_threads_;
    PyObject *made = NULL;
    if (!PyArg_ParseTuple(args, "O!OOO!OOO", &PyList_Type, &postings, &features_, &weights_,
                          &PyLong_Type, &number, &known, &in_stories_, &in_threads_))
        return NULL;
    uint64_t square = 0;
    Column weights = NO_COLUMN, features = NO_COLUMN, in_stories = NO_COLUMN, in_threads = NO_COLUMN;
    int some = PyObject_IsTrue(known);
    if (some < 0 || hold(&features, features_, 'I') < 0 ||
        hold(&weights, weights_, 'H') < 0 ||
        hold_to(&in_stories, in_stories_, 'i', PyBUF_WRITABLE) < 0 ||
        hold_to(&in_threads, in_threads_, 'i', PyBUF_WRITABLE) < 0)
        goto end;
    for (Py_ssize_t n = 0; n < features.size; n++) {
        uint32_t feature = U32(features)[n];
        if ((Py_ssize_t)feature >= in_stories.size || (Py_ssize_t)feature >= in_threads.size) {
            outside();
            goto end;
        }
        if (posted(postings, feature, number) < 0)
            goto end;
        int there = 0;
        if (some) {
            PyObject *key = PyLong_FromUnsignedLong(feature);
            there = key == NULL ? -1 : PySequence_Contains(known, key);
            Py_XDECREF(key);
            if (there < 0)
                goto end;
        }
        if (counted(&in_stories, feature) < 0 || (!there && counted(&in_threads, feature) < 0))
            goto end;
    }
    for (Py_ssize_t n = 0; n < weights.size; n++)
        square += (uint64_t)U16(weights)[n] * U16(weights)[n];
    made = PyLong_FromUnsignedLongLong(square);
end:
    let_go(&weights);
    let_go(&features);
    let_go(&in_stories);
    let_go(&in_threads);
    return made;
}
