/* What a word of plain letters is. See `textloops.worded`. */
#include "text.h"

/* Letters of a word that is looked at here at most. */
#define LONGEST 200

/* What is asked of a word's language; all borrowed. */
typedef struct {
    PyObject *keys, *names, *synonyms, *stem, *empty, *calendar;
    const unsigned char *own, *more;
    Py_ssize_t size, length;
    double scale, stop, rare, unknown, word, name, left;
    int cases;
} Tongue;

/* What is found of a word. `form` and what is below is held. */
typedef struct {
    char letters[LONGEST];
    Py_ssize_t size;
    int lower, upper, first, second, ordinal, later;
    double zipf, family;
    PyObject *form, *stem, *common, *table, *other;
} Found;

static void
found_let_go(Found *found)
{
    Py_XDECREF(found->form);
    Py_XDECREF(found->stem);
    Py_XDECREF(found->common);
    Py_XDECREF(found->table);
    Py_XDECREF(found->other);
}

/* Look at the letters of a token; 0 when they are not all plain ones, or too many. */
static int
looked_at(Found *found, PyObject *token)
{
    Py_ssize_t size;
    const char *bytes = PyUnicode_AsUTF8AndSize(token, &size);
    PyErr_Clear(); /* half of a pair of UTF-16 */
    if (bytes == NULL || size < 1 || size > LONGEST)
        return 0;
    found->size = size;
    found->lower = found->upper = found->ordinal = 1;
    found->later = 0;
    for (Py_ssize_t at = 0; at < size; at++) {
        char letter = bytes[at];
        int capital = letter >= 'A' && letter <= 'Z';
        if (!capital && !(letter >= 'a' && letter <= 'z'))
            return 0;
        found->letters[at] = (char)(capital ? letter + 32 : letter);
        found->lower &= !capital;
        found->upper &= capital;
        found->later |= capital && at > 0;
        found->ordinal &= letter == 'I' || letter == 'V' || letter == 'X';
    }
    found->first = bytes[0] <= 'Z';
    found->second = size > 1 && bytes[1] <= 'Z';
    return 1;
}

/* Say how common a word is; -1 with an error set. */
static int
measured(Found *found, const Tongue *tongue)
{
    Column keys = NO_COLUMN;
    int failed = hold(&keys, tongue->keys, 'I') < 0;
    Py_ssize_t at = failed ? -1 : place_in(&keys, crc_32(found->letters, found->size) >> 8);
    found->zipf = found->family = 0.0;
    if (at >= 0) {
        failed = (at >= tongue->size || at >= tongue->length) && outside();
        if (!failed) {
            found->zipf = tongue->own[at] / tongue->scale;
            found->family = (tongue->own[at] + tongue->more[at]) / tongue->scale;
        }
    }
    let_go(&keys);
    return failed ? -1 : 0;
}

/* A feature: a channel and what it is called; "let go of" is what it is called. */
static PyObject *
feature(const char *channel, PyObject *called)
{
    PyObject *made = NULL;
    if (called != NULL && !PyUnicode_Check(called))
        PyErr_SetString(PyExc_TypeError, "what a word is called is a text");
    else if (called != NULL)
        made = PyUnicode_FromFormat("%s%U", channel, called);
    if (made != NULL)
        PyUnicode_InternInPlace(&made);
    Py_XDECREF(called);
    return made;
}

/* Find the stem, and what stands for it; -1 with an error set. */
static int
stemmed(Found *found, const Tongue *tongue)
{
    PyObject *stem = PyObject_CallFunctionObjArgs(tongue->stem, found->form, NULL);
    PyObject *one = stem == NULL ? NULL : PyDict_GetItemWithError(tongue->synonyms, stem);
    if (one != NULL) {
        PyObject *other = PyTuple_GetItem(one, 0), *zipf = PyTuple_GetItem(one, 1);
        if (zipf == NULL) {
            Py_DECREF(stem);
            return -1;
        }
        Py_INCREF(other);
        Py_INCREF(zipf);
        Py_DECREF(stem);
        stem = other;
        found->common = zipf;
    }
    else if (stem != NULL && !PyErr_Occurred())
        found->common = PyFloat_FromDouble(found->family);
    found->stem = feature("w", stem);
    return found->stem == NULL || found->common == NULL ? -1 : 0;
}

/* Find the name that the table knows a word by; -1 with an error set. */
static int
tabled(Found *found, const Tongue *tongue)
{
    if (found->size <= 3 && !found->upper)
        return 0;
    PyObject *name = PyDict_GetItemWithError(tongue->names, found->form);
    if (name == NULL || PyUnicode_GetLength(name) == 0)
        return PyErr_Occurred() ? -1 : 0;
    Py_INCREF(name);
    found->table = feature("@", name);
    return found->table == NULL ? -1 : 0;
}

/* Whether a word is a name in the middle of a sentence, and at the start of one. */
static int
is_name(const Found *found, double most)
{
    return (found->first || found->second) && !found->ordinal &&
           (found->later || found->zipf < most);
}

/* How a feature is written, held: "" where its name says it. */
static PyObject *
written(PyObject *name, PyObject *form)
{
    if (is_named(name, form))
        return PyUnicode_FromStringAndSize("", 0);
    Py_INCREF(form);
    return form;
}

/* A word and behind it its share of what the place weighs, and so a name where it is one. */
static PyObject *
puts_of(const Found *found, PyObject *word, PyObject *name, double share, double of_name)
{
    if (name == NULL)
        return Py_BuildValue("Od", word, share);
    PyObject *other = Py_BuildValue("ONd", name, written(name, found->form), found->zipf);
    PyObject *made = other == NULL ? NULL : Py_BuildValue("OdOd", word, share, other, of_name);
    Py_XDECREF(other);
    return made;
}

/* What is found of a word that is more than one, as `textloops.Known`. */
static PyObject *
told(const Found *found, const Tongue *tongue, double left)
{
    PyObject *name = found->table, *made = NULL, *names;
    if (name == NULL && is_name(found, tongue->rare))
        name = found->other;
    PyObject *word =
        Py_BuildValue("ONO", found->stem, written(found->stem, found->form), found->common);
    double share = tongue->word * left, of_name = tongue->name * left;
    PyObject *middle = word == NULL ? NULL : puts_of(found, word, name, share, of_name);
    PyObject *start = middle;
    if (found->table != NULL || is_name(found, tongue->unknown))
        Py_XINCREF(start);
    else
        start = middle == NULL ? NULL : puts_of(found, word, NULL, share, of_name);
    if (!found->first)
        names = PyTuple_New(0);
    else if (found->table != NULL)
        names = PyTuple_Pack(3, found->stem, found->table, found->other);
    else
        names = PyTuple_Pack(2, found->stem, found->other);
    if (start != NULL && names != NULL)
        made = PyTuple_Pack(4, middle, start, names,
                            found->zipf < tongue->rare ? Py_True : Py_False);
    Py_XDECREF(word);
    Py_XDECREF(middle);
    Py_XDECREF(start);
    Py_XDECREF(names);
    return made;
}

/* Find all that is to be told; what is told of a stop word or a word that is no more, else NULL,
 * with an error set or without. */
static PyObject *
found_out(Found *found, const Tongue *tongue, PyObject *token, double *left)
{
    if (measured(found, tongue) < 0)
        return NULL;
    found->form = token;
    if (found->lower)
        Py_INCREF(token);
    else if ((found->form = PyUnicode_FromStringAndSize(found->letters, found->size)) == NULL)
        return NULL;
    int loud = found->upper && found->size >= 2 && found->size <= 5;
    int empty = PySet_Contains(tongue->empty, found->form);
    if (empty < 0)
        return NULL;
    if ((found->zipf >= tongue->stop && !loud) || empty || found->size < 2)
        return PyTuple_New(0);
    if (stemmed(found, tongue) < 0 || tabled(found, tongue) < 0)
        return NULL;
    if (found->lower && found->table == NULL)
        return Py_BuildValue("ONO", found->stem, written(found->stem, found->form), found->common);
    if (found->first || found->second)
        found->other = feature("@", plain_name(found->form, tongue->cases));
    int calendar = PySet_Contains(tongue->calendar, found->form);
    *left = calendar > 0 ? tongue->left : 1.0;
    return NULL;
}

/* See `textloops.worded`. */
PyObject *
text_worded(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *token;
    Tongue tongue;
    Found found = {.form = NULL};
    double left = 1.0;
    if (!PyArg_ParseTuple(args, "U(Oy#y#)(ddddddd)O!O!OOOp", &token, &tongue.keys, &tongue.own,
                          &tongue.size, &tongue.more, &tongue.length, &tongue.scale, &tongue.stop,
                          &tongue.rare, &tongue.unknown, &tongue.word, &tongue.name, &tongue.left,
                          &PyDict_Type, &tongue.names, &PyDict_Type, &tongue.synonyms,
                          &tongue.stem, &tongue.empty, &tongue.calendar, &tongue.cases))
        return NULL;
    if (!looked_at(&found, token))
        Py_RETURN_NONE;
    PyObject *made = found_out(&found, &tongue, token, &left);
    if (made == NULL && !PyErr_Occurred())
        made = told(&found, &tongue, left);
    found_let_go(&found);
    return made;
}
