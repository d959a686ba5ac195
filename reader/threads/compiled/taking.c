/* What the tokens of a text count for. See `textloops.py`. */
#include "text.h"

/* ------------------------------------------------------------------ see */

int
text_seen(PyObject *word, PyObject *weights, PyObject *seen, PyObject *weight, double again)
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

/* See `textloops.see`. */
PyObject *
text_see(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *word, *weights, *seen, *weight;
    double again;
    if (!PyArg_ParseTuple(args, "O!O!O!O!d", &PyTuple_Type, &word, &PyDict_Type, &weights,
                          &PyDict_Type, &seen, &PyFloat_Type, &weight, &again) ||
        text_seen(word, weights, seen, weight, again) < 0)
        return NULL;
    Py_RETURN_NONE;
}

/* ------------------------------------------------------------------ take */

/* What `take` is given; `letter` is the token that is one, `before` the features of the name that
 * stands right before, each NULL for none. Both are held, the rest is borrowed. */
typedef struct {
    PyObject *raw, *known, *look, *lettered, *counted, *weights, *seen, *given, *place;
    const char *signs;
    Py_ssize_t size;
    double again, weighs;
    int cased;
    PyObject *letter, *before;
} Taking;

/* Count words, each with its share of what the place weighs behind it. */
static int
put(const Taking *taking, PyObject *puts)
{
    Py_ssize_t size = PyTuple_Size(puts);
    for (Py_ssize_t n = 0; n + 1 < size; n += 2) {
        double share = PyFloat_AsDouble(PyTuple_GetItem(puts, n + 1));
        if (PyErr_Occurred())
            return -1;
        PyObject *weight = PyFloat_FromDouble(share * taking->weighs);
        int failed = weight == NULL || text_seen(PyTuple_GetItem(puts, n), taking->weights,
                                                 taking->seen, weight, taking->again) < 0;
        Py_XDECREF(weight);
        if (failed)
            return -1;
    }
    return size < 0 ? -1 : 0;
}

/* Count what a function says, which is let go of. */
static int
put_told(const Taking *taking, PyObject *puts)
{
    int failed = puts == NULL || put(taking, puts) < 0;
    Py_XDECREF(puts);
    return failed ? -1 : 0;
}

/* What is known of a token, held; NULL with an error set. */
static PyObject *
known_of(const Taking *taking, PyObject *token, int kind)
{
    PyObject *found = PyDict_GetItemWithError(taking->known, token);
    if (found == NULL)
        return PyErr_Occurred() ? NULL
                                : PyObject_CallFunction(taking->look, "Oi", token, kind);
    Py_INCREF(found);
    return found;
}

/* Note the features of the name before that are there. */
static int
noted(const Taking *taking)
{
    Py_ssize_t size = PyTuple_Size(taking->before);
    for (Py_ssize_t n = 0; n < size; n++) {
        PyObject *feature = PyTuple_GetItem(taking->before, n);
        int there = PyDict_Contains(taking->weights, feature);
        if (there < 0 || (there && PySet_Add(taking->given, feature) < 0))
            return -1;
    }
    return size < 0 ? -1 : 0;
}

/* A capital that may be a name with the word behind it. */
static int
is_lettered(PyObject *token, int sign)
{
    if (!(sign & CAPITAL) || sign & BRACKET || PyUnicode_GetLength(token) != 1)
        return 0;
    Py_UCS4 code = PyUnicode_ReadChar(token, 0);
    return code > 0 && code < 128 && strchr("BCDFGHJKLMPQRTUVXZ", (int)code) != NULL;
}

static void
set(PyObject **held, PyObject *value)
{
    PyObject *old = *held;
    Py_XINCREF(value);
    *held = value;
    Py_XDECREF(old);
}

/* Take in a word of which is `known` more than one weight: four things, see `textloops.Known`. */
static int
full_taken(Taking *taking, PyObject *known, int kind, int sign)
{
    int first = taking->cased || sign & FIRST;
    PyObject *puts = PyTuple_GetItem(known, first ? 1 : 0), *names = PyTuple_GetItem(known, 2);
    PyObject *rare = PyTuple_GetItem(known, 3);
    if (rare == NULL || put(taking, puts) < 0)
        return -1;
    if (kind != WORD || taking->cased || !(sign & CAPITAL)) {
        set(&taking->before, NULL);
        return 0;
    }
    if (taking->before != NULL && sign & SPACE && rare == Py_True && noted(taking) < 0)
        return -1;
    set(&taking->before, names);
    return 0;
}

static int
taken(Taking *taking, Py_ssize_t at, PyObject *token)
{
    int sign = (unsigned char)taking->signs[at], kind = sign & KIND;
    if (kind == NUMBER || kind == CLOCKED) {
        set(&taking->letter, NULL);
        set(&taking->before, NULL);
        return put_told(taking, PyObject_CallFunction(taking->counted, "Oni", taking->raw, at,
                                                      kind == CLOCKED));
    }
    if (taking->letter != NULL && kind == WORD && sign & JOINT && sign & CAPITAL &&
        PyUnicode_GetLength(token) > 1 &&
        put_told(taking, PyObject_CallFunction(taking->lettered, "OO", taking->letter, token)) < 0)
        return -1;
    set(&taking->letter, kind == WORD && is_lettered(token, sign) ? token : NULL);
    PyObject *known = known_of(taking, token, kind);
    int failed = known == NULL;
    Py_ssize_t size = failed ? -1 : PyTuple_Size(known);
    if (size == 4)
        failed = full_taken(taking, known, kind, sign) < 0;
    else {
        set(&taking->before, NULL);
        if (size == 3)
            failed = text_seen(known, taking->weights, taking->seen, taking->place,
                               taking->again) < 0;
        else if (size != 0)
            failed = 1;
    }
    Py_XDECREF(known);
    if (failed && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "a word is known by none, three or four things");
    return failed ? -1 : 0;
}

/* See `textloops.take`. */
PyObject *
text_take(PyObject *Py_UNUSED(self), PyObject *args)
{
    Taking taking = {.letter = NULL, .before = NULL};
    if (!PyArg_ParseTuple(args, "O!y#O!OOOO!O!O!O!dp", &PyList_Type, &taking.raw, &taking.signs,
                          &taking.size, &PyDict_Type, &taking.known, &taking.look,
                          &taking.lettered, &taking.counted, &PyDict_Type, &taking.weights,
                          &PyDict_Type, &taking.seen, &PySet_Type, &taking.given, &PyFloat_Type,
                          &taking.place, &taking.again, &taking.cased))
        return NULL;
    taking.weighs = PyFloat_AsDouble(taking.place);
    int failed = 0;
    for (Py_ssize_t at = 0; !failed && at < taking.size; at++) {
        PyObject *token = PyList_GetItem(taking.raw, at);
        Py_XINCREF(token);
        if (token != NULL && !PyUnicode_Check(token))
            PyErr_SetString(PyExc_TypeError, "a token is a text");
        failed = PyErr_Occurred() != NULL || taken(&taking, at, token) < 0;
        Py_XDECREF(token);
    }
    Py_XDECREF(taking.letter);
    Py_XDECREF(taking.before);
    if (failed)
        return NULL;
    Py_RETURN_NONE;
}

/* ------------------------------------------------------------------ columns */

/* Whether a feature is written as its name says, without its channel; -1 with an error set. */
static int
is_named(PyObject *name, PyObject *surface)
{
    if (!PyUnicode_Check(name) || !PyUnicode_Check(surface)) {
        PyErr_SetString(PyExc_TypeError, "a feature is a text, and so is how it is written");
        return -1;
    }
    Py_ssize_t size = PyUnicode_GetLength(name), length = PyUnicode_GetLength(surface);
    if (length == 0)
        return size < 2;
    return size == length + 1 ? (int)PyUnicode_Tailmatch(name, surface, 1, size, -1) : 0;
}

/* Put a feature into the columns, each a tuple. */
static int
column_put(PyObject *const *columns, Py_ssize_t at, PyObject *word, PyObject *weight,
           PyObject *none)
{
    PyObject *values[] = {PyTuple_GetItem(word, 0), NULL, weight, NULL};
    values[1] = values[0] == NULL ? NULL : PyTuple_GetItem(word, 1);
    values[3] = values[1] == NULL ? NULL : PyTuple_GetItem(word, 2);
    int named = values[3] == NULL ? -1 : is_named(values[0], values[1]);
    if (named < 0)
        return -1;
    values[1] = named ? none : values[1];
    for (int n = 0; n < 4; n++) {
        Py_INCREF(values[n]);
        if (PyTuple_SetItem(columns[n], at, values[n]) < 0)
            return -1;
    }
    return 0;
}

/* See `textloops.in_columns`. */
PyObject *
text_in_columns(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *weights, *seen, *columns[4] = {NULL}, *told = NULL, *name, *word, *weight;
    Py_ssize_t place = 0, at = 0;
    if (!PyArg_ParseTuple(args, "O!O!", &PyDict_Type, &weights, &PyDict_Type, &seen))
        return NULL;
    PyObject *none = PyUnicode_FromStringAndSize("", 0);
    for (int n = 0; n < 4; n++)
        if ((columns[n] = PyTuple_New(PyDict_Size(seen))) == NULL)
            goto end;
    while (none != NULL && PyDict_Next(seen, &place, &name, &word)) {
        weight = PyDict_GetItemWithError(weights, name);
        if (weight == NULL) {
            if (!PyErr_Occurred())
                PyErr_SetObject(PyExc_KeyError, name);
            goto end;
        }
        if (column_put(columns, at++, word, weight, none) < 0)
            goto end;
    }
    if (none != NULL)
        told = PyTuple_Pack(4, columns[0], columns[1], columns[2], columns[3]);
end:
    for (int n = 0; n < 4; n++)
        Py_XDECREF(columns[n]);
    Py_XDECREF(none);
    return told;
}
