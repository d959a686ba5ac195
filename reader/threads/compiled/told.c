/* What a story says in every language. See `loops.py`. */
#include "loops.h"

/* The features of a row, and what every feature is. */
typedef struct {
    Column features, weights, places, channels, concepts, as_names, in_stories;
    PyObject *names, *keys;
    double shown, name, by[3]; /* what a name, a number and a concept weigh */
    Py_ssize_t begin, end;
} Telling;

/* Take hold of the columns, and see that they are long enough for a row. */
static int
telling_held(Telling *all, PyObject *columns, long long row, PyObject *tables, PyObject *by)
{
    Column *held[] = {&all->features, &all->weights, &all->places};
    Column *known[] = {&all->channels, &all->concepts, &all->as_names, &all->in_stories};
    double shares[5];
    if (hold_all(held, columns, "IHI") < 0 || hold_all(known, tables, "Biii") < 0 ||
        numbers_of(by, 0, shares, 5) < 0)
        return -1;
    all->shown = shares[0];
    all->name = shares[1];
    memcpy(all->by, &shares[2], sizeof(all->by));
    Py_ssize_t count = all->channels.size;
    if (count > all->concepts.size || count > all->as_names.size ||
        count > all->in_stories.size || count > PyList_Size(all->names))
        return outside();
    Py_ssize_t size = shorter(&all->features, &all->weights);
    if (span_of(&all->places, row, size, &all->begin, &all->end) < 0)
        return -1;
    for (Py_ssize_t place = all->begin; place < all->end; place++)
        if (U32(all->features)[place] >= count)
            return outside();
    return 0;
}

/* Whether the tables say of all words of the row what they are. */
static int
all_asked(const Telling *all)
{
    for (Py_ssize_t place = all->begin; place < all->end; place++) {
        uint32_t feature = U32(all->features)[place];
        if (((const char *)all->channels.view.buf)[feature] == 'w' &&
            I32(all->concepts)[feature] < 0 &&
            (I32(all->concepts)[feature] == UNASKED || I32(all->as_names)[feature] == UNASKED))
            return 0;
    }
    return 1;
}

/* The name that a word is shown as, which the row does not have itself; -1 for none. */
static long long
shown_as(const Telling *all, uint32_t word)
{
    int32_t name = I32(all->as_names)[word];
    if (name < 0 || name >= all->channels.size ||
        I32(all->in_stories)[name] < all->shown * I32(all->in_stories)[word])
        return -1;
    for (Py_ssize_t place = all->begin; place < all->end; place++)
        if (U32(all->features)[place] == (uint32_t)name)
            return -1;
    return name;
}

/* What a feature of a place says in every language (borrowed), and its weight; NULL where it says
 * nothing, or with an error set. */
static PyObject *
said(const Telling *all, Py_ssize_t place, double *weight)
{
    uint32_t feature = U32(all->features)[place];
    char channel = ((const char *)all->channels.view.buf)[feature];
    *weight = U16(all->weights)[place];
    if (channel != 'w') {
        *weight *= all->by[channel == '@' ? 0 : 1];
        return PyList_GetItem(all->names, feature);
    }
    if (I32(all->concepts)[feature] >= 0) {
        *weight *= all->by[2];
        return PyList_GetItem(all->keys, I32(all->concepts)[feature]);
    }
    long long name = shown_as(all, feature);
    *weight = *weight * all->name * all->by[0];
    return name < 0 ? NULL : PyList_GetItem(all->names, name);
}

/* See `loops.told`. */
PyObject *
loops_told(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *columns, *tables, *by, *total, *found = NULL;
    long long row;
    Telling all;
    memset(&all, 0, sizeof(all));
    if (!PyArg_ParseTuple(args, "OLOO!O!OO!", &columns, &row, &tables, &PyList_Type, &all.names,
                          &PyList_Type, &all.keys, &by, &PyDict_Type, &total))
        return NULL;
    int failed = telling_held(&all, columns, row, tables, by) < 0;
    int asked = !failed && all_asked(&all);
    for (Py_ssize_t place = all.begin; asked && !failed && place < all.end; place++) {
        double weight;
        PyObject *key = said(&all, place, &weight);
        if (key == NULL) {
            failed = PyErr_Occurred() != NULL;
            continue;
        }
        PyObject *old = PyDict_GetItemWithError(total, key);
        PyObject *sum = PyErr_Occurred() ? NULL : PyFloat_FromDouble(
            (old == NULL ? 0.0 : PyFloat_AsDouble(old)) + weight);
        failed = sum == NULL || PyErr_Occurred() || PyDict_SetItem(total, key, sum) < 0;
        Py_XDECREF(sum);
    }
    if (!failed)
        found = PyBool_FromLong(asked);
    Column *held[] = {&all.features, &all.weights, &all.places, &all.channels,
                      &all.concepts, &all.as_names, &all.in_stories};
    for (size_t n = 0; n < sizeof(held) / sizeof(held[0]); n++)
        let_go(held[n]);
    return found;
}
