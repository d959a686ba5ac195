/* The stories of one thread, weighed within it. See `loops.py`. */
#include "loops.h"

PyObject *array_type;

int
inside_ready(void)
{
    PyObject *array = PyImport_ImportModule("array");
    array_type = array == NULL ? NULL : PyObject_GetAttrString(array, "array");
    Py_XDECREF(array);
    return array_type == NULL ? -1 : 0;
}

/* See `loops.h`. */
PyObject *
arrayed(const char *kind, const void *items, Py_ssize_t size)
{
    return PyObject_CallFunction(array_type, "sy#", kind, (const char *)items, size);
}

/* Put a story behind those that are there, by the words of it that are rare. */
static int
put(PyObject *story, PyObject *rare, uint32_t *places, double *values, Py_ssize_t room,
    Py_ssize_t *count)
{
    Py_ssize_t place = 0, first = *count;
    PyObject *key, *number;
    double square = 0.0;
    while (PyDict_Next(story, &place, &key, &number)) {
        long long feature, weight;
        if (pair_of(key, number, &feature, &weight) < 0)
            return -1;
        PyObject *found = PyDict_GetItemWithError(rare, key);
        if (found == NULL) {
            if (PyErr_Occurred())
                return -1;
            continue;
        }
        unsigned long where = PyLong_AsUnsignedLong(PyTuple_GetItem(found, 0));
        double value = (double)weight * PyFloat_AsDouble(PyTuple_GetItem(found, 1));
        if (PyErr_Occurred() || *count == room)
            return PyErr_Occurred() ? -1 : outside();
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
PyObject *
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
        if (put(PyList_GetItem(stories, n), rare, places, values, size, &count) < 0)
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
    return span_of(&vectors->starts, story, shorter(&vectors->places, &vectors->values), begin,
                   end);
}

/* See `loops.summed`. */
PyObject *
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
    double *total = size < 0 ? NULL : calloc((size_t)size + 1, sizeof(double));
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
PyObject *
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
