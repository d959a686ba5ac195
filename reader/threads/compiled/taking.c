/* What the tokens of a story count for. See `textloops.py`. */
#include "text.h"

/* ------------------------------------------------------------------ what was counted */

/* A feature: what is known of it as a word, how common it is said to be, what it weighs, and whether
 * it is that of a first name or a title. Word and Zipf value are held. */
typedef struct {
    PyObject *word, *zipf;
    Py_hash_t hash;
    double weight;
    int given;
} Counted;

/* All that was counted, in the order in which it came. */
typedef struct {
    Counted *all;
    int32_t *slots; /* a feature's place + 1, 0: free */
    Py_ssize_t count, room;
    size_t mask;
    double again;
} Counts;

static void
counts_freed(Counts *counts)
{
    for (Py_ssize_t n = 0; n < counts->count; n++) {
        Py_DECREF(counts->all[n].word);
        Py_DECREF(counts->all[n].zipf);
    }
    free(counts->all);
    free(counts->slots);
}

/* Make room for twice as much; -1 with an error set. */
static int
counts_grown(Counts *counts)
{
    Py_ssize_t room = counts->room ? 2 * counts->room : 64;
    Counted *all = room < INT32_MAX / 4 ? realloc(counts->all, sizeof(Counted) * (size_t)room) : NULL;
    if (all != NULL)
        counts->all = all;
    int32_t *slots = all == NULL ? NULL : calloc(4 * (size_t)room, sizeof(int32_t));
    if (slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    free(counts->slots);
    counts->slots = slots;
    counts->room = room;
    counts->mask = 4 * (size_t)room - 1;
    for (Py_ssize_t n = 0; n < counts->count; n++) {
        size_t at = (size_t)counts->all[n].hash & counts->mask;
        while (slots[at])
            at = (at + 1) & counts->mask;
        slots[at] = (int32_t)(n + 1);
    }
    return 0;
}

static PyObject *
feature_of(const Counted *one)
{
    return PyTuple_GetItem(one->word, 0);
}

/* The slot of a feature of a hash, or the free one where it would stand. */
static size_t
slot_of(const Counts *counts, PyObject *feature, Py_hash_t hash)
{
    size_t at = (size_t)hash & counts->mask;
    for (; counts->slots[at]; at = (at + 1) & counts->mask) {
        const Counted *one = &counts->all[counts->slots[at] - 1];
        PyObject *other = feature_of(one);
        if (other == feature || (one->hash == hash && PyUnicode_Compare(other, feature) == 0))
            break;
    }
    return at;
}

/* What was counted of a feature; NULL for nothing, or with an error set. */
static Counted *
counted_of(const Counts *counts, PyObject *feature)
{
    if (!PyUnicode_CheckExact(feature)) {
        PyErr_SetString(PyExc_TypeError, "a feature is a text");
        return NULL;
    }
    if (counts->count == 0)
        return NULL;
    int32_t place = counts->slots[slot_of(counts, feature, PyObject_Hash(feature))];
    return place ? &counts->all[place - 1] : NULL;
}

/* Count one occurrence of a word, see `textloops.see`; -1 with an error set. */
static int
seen(Counts *counts, PyObject *word, double weight)
{
    PyObject *feature = PyTuple_GetItem(word, 0);
    PyObject *surface = feature == NULL ? NULL : PyTuple_GetItem(word, 1);
    PyObject *zipf = surface == NULL ? NULL : PyTuple_GetItem(word, 2);
    if (zipf == NULL)
        return -1;
    if (!PyUnicode_CheckExact(feature) || !PyUnicode_CheckExact(surface) || !PyFloat_Check(zipf)) {
        PyErr_SetString(PyExc_TypeError, "a word is two texts and a number");
        return -1;
    }
    if (counts->count == counts->room && counts_grown(counts) < 0)
        return -1;
    Py_hash_t hash = PyObject_Hash(feature);
    size_t at = slot_of(counts, feature, hash);
    if (!counts->slots[at]) {
        Py_INCREF(word);
        Py_INCREF(zipf);
        counts->all[counts->count++] = (Counted){word, zipf, hash, weight, 0};
        counts->slots[at] = (int32_t)counts->count;
        return 0;
    }
    Counted *one = &counts->all[counts->slots[at] - 1];
    double old = one->weight, again = counts->again;
    one->weight = weight > old ? weight + again * old : old + again * weight;
    if (PyFloat_AsDouble(zipf) > PyFloat_AsDouble(one->zipf)) {
        PyObject *less = one->zipf;
        Py_INCREF(zipf);
        one->zipf = zipf;
        Py_DECREF(less);
    }
    return 0;
}

/* Count words, behind each its share of what the place weighs. */
static int
put(Counts *counts, PyObject *puts, double place)
{
    Py_ssize_t size = PyTuple_Size(puts);
    for (Py_ssize_t n = 0; n + 1 < size; n += 2) {
        double share = PyFloat_AsDouble(PyTuple_GetItem(puts, n + 1));
        if (PyErr_Occurred() || seen(counts, PyTuple_GetItem(puts, n), share * place) < 0)
            return -1;
    }
    return size < 0 ? -1 : 0;
}

/* ------------------------------------------------------------------ tokens */

/* A text that is taken in; `letter` is the token that is one, `before` the features of the name that
 * stands right before, each NULL for none. Both are held, the rest is borrowed. */
typedef struct {
    PyObject *raw, *known, *look, *lettered, *counted;
    const char *signs;
    Py_ssize_t size;
    double place;
    int cased;
    PyObject *letter, *before;
    Counts *counts;
} Taking;

/* Count what a function says, which is let go of. */
static int
put_told(const Taking *taking, PyObject *puts)
{
    int failed = puts == NULL || put(taking->counts, puts, taking->place) < 0;
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
        Counted *one = counted_of(taking->counts, PyTuple_GetItem(taking->before, n));
        if (one != NULL)
            one->given = 1;
        else if (PyErr_Occurred())
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
    if (rare == NULL || put(taking->counts, puts, taking->place) < 0)
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
            failed = seen(taking->counts, known, taking->place) < 0;
        else if (size != 0)
            failed = 1;
    }
    Py_XDECREF(known);
    if (failed && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "a word is known by none, three or four things");
    return failed ? -1 : 0;
}

/* Take in a text: its tokens, or what it counts for already. */
static int
part_taken(Counts *counts, PyObject *part, PyObject *lettered, PyObject *counted)
{
    Taking taking = {.letter = NULL, .before = NULL, .counts = counts};
    PyObject *puts;
    taking.lettered = lettered;
    taking.counted = counted;
    if (!PyTuple_Check(part)) {
        PyErr_SetString(PyExc_TypeError, "a part is a tuple");
        return -1;
    }
    if (PyTuple_Size(part) == 2)
        return !PyArg_ParseTuple(part, "O!d", &PyTuple_Type, &puts, &taking.place) ||
                       put(counts, puts, taking.place) < 0
                   ? -1
                   : 0;
    if (!PyArg_ParseTuple(part, "O!y#O!Odp", &PyList_Type, &taking.raw, &taking.signs,
                          &taking.size, &PyDict_Type, &taking.known, &taking.look, &taking.place,
                          &taking.cased))
        return -1;
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
    return failed ? -1 : 0;
}

/* ------------------------------------------------------------------ tally */

/* Lower what first names and titles weigh, and those of some features that are there. */
static int
lowered(Counts *counts, double given, PyObject *names, double left)
{
    for (Py_ssize_t n = 0; n < counts->count; n++)
        if (counts->all[n].given)
            counts->all[n].weight *= given;
    for (Py_ssize_t n = 0; n < PyTuple_Size(names); n++) {
        Counted *one = counted_of(counts, PyTuple_GetItem(names, n));
        if (one != NULL)
            one->weight *= left;
        else if (PyErr_Occurred())
            return -1;
    }
    return 0;
}

/* Whether a feature is written as its name says, without its channel. */
int
is_named(PyObject *name, PyObject *surface)
{
    Py_ssize_t length = PyUnicode_GetLength(surface);
    if (length <= 0)
        return 0; /* "" says so itself */
    Py_ssize_t size = PyUnicode_GetLength(name);
    return size == length + 1 && PyUnicode_Tailmatch(name, surface, 1, size, -1) == 1;
}

/* Put what was counted into columns, each a tuple, and the features of first names into a list. */
static int
columns_filled(const Counts *counts, PyObject *const *columns, PyObject *given, PyObject *none)
{
    for (Py_ssize_t n = 0; n < counts->count; n++) {
        const Counted *one = &counts->all[n];
        PyObject *surface = PyTuple_GetItem(one->word, 1);
        PyObject *values[] = {feature_of(one), surface, PyFloat_FromDouble(one->weight), one->zipf};
        if (values[2] == NULL)
            return -1;
        values[1] = is_named(values[0], surface) ? none : surface;
        for (int m = 0; m < 4; m++) {
            if (m != 2)
                Py_INCREF(values[m]);
            PyTuple_SetItem(columns[m], n, values[m]);
        }
        if (one->given && PyList_Append(given, values[0]) < 0)
            return -1;
    }
    return 0;
}

static PyObject *
as_columns(const Counts *counts)
{
    PyObject *columns[4] = {NULL}, *told = NULL, *given = PyList_New(0);
    PyObject *none = PyUnicode_FromStringAndSize("", 0);
    int failed = given == NULL || none == NULL;
    for (int n = 0; n < 4 && !failed; n++)
        failed = (columns[n] = PyTuple_New(counts->count)) == NULL;
    if (!failed && columns_filled(counts, columns, given, none) == 0)
        told = PyTuple_Pack(5, columns[0], columns[1], columns[2], columns[3], given);
    for (int n = 0; n < 4; n++)
        Py_XDECREF(columns[n]);
    Py_XDECREF(given);
    Py_XDECREF(none);
    return told;
}

/* See `textloops.tally`. */
PyObject *
text_tally(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *parts, *lettered, *counted, *names, *more, *told = NULL;
    Counts counts = {.all = NULL, .slots = NULL, .count = 0, .room = 0};
    double given, left;
    if (!PyArg_ParseTuple(args, "O!OOddO!dO!", &PyList_Type, &parts, &lettered, &counted,
                          &counts.again, &given, &PyTuple_Type, &names, &left, &PyTuple_Type,
                          &more))
        return NULL;
    int failed = 0;
    for (Py_ssize_t n = 0; !failed && n < PyList_Size(parts); n++) {
        PyObject *part = PyList_GetItem(parts, n);
        Py_INCREF(part);
        failed = part_taken(&counts, part, lettered, counted) < 0;
        Py_DECREF(part);
    }
    if (!failed && lowered(&counts, given, names, left) == 0 && put(&counts, more, 1.0) == 0)
        told = as_columns(&counts);
    counts_freed(&counts);
    return told;
}
