/* Which languages know some words. See `textloops.py`. */
#include "loops.h"

/* Most languages there may be. */
#define LANGUAGES 64

/* Letters as they are written one behind the other. */
typedef struct {
    Py_UCS4 few[512], *codes;
    Py_ssize_t size, room;
} Written;

/* Write the letters of a text behind those that are there; -1 with an error set. */
static int
written(Written *to, PyObject *text)
{
    Py_ssize_t size = PyUnicode_Check(text) ? PyUnicode_GetLength(text) : -1;
    if (size < 0) {
        PyErr_SetString(PyExc_TypeError, "a letter is written as a text");
        return -1;
    }
    if (to->room - to->size <= size) {
        Py_ssize_t room = 2 * (to->size + size) + 64;
        Py_UCS4 *codes = malloc(sizeof(Py_UCS4) * (size_t)room);
        if (codes == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        memcpy(codes, to->codes, sizeof(Py_UCS4) * (size_t)to->size);
        if (to->codes != to->few)
            free(to->codes);
        to->codes = codes;
        to->room = room;
    }
    for (Py_ssize_t n = 0; n < size; n++)
        to->codes[to->size++] = PyUnicode_ReadChar(text, n);
    return 0;
}

/* How a letter that is not plain is written, held; NULL with an error set. */
static PyObject *
plain_of(Py_UCS4 code, PyObject *letters)
{
    PyObject *key = PyLong_FromUnsignedLong(code);
    PyObject *found = key == NULL ? NULL : PyDict_GetItemWithError(letters, key);
    if (found != NULL)
        Py_INCREF(found);
    else if (key != NULL && !PyErr_Occurred())
        found = PyObject_GetItem(letters, key); /* which may find it now */
    Py_XDECREF(key);
    return found;
}

/* A text of which not all letters are plain, as `letters` write them. */
static PyObject *
translated(PyObject *text, PyObject *letters)
{
    Letters from;
    Written to = {.size = 0, .room = 512};
    to.codes = to.few;
    if (letters_held(&from, text) < 0)
        return NULL;
    int failed = 0;
    for (Py_ssize_t n = 0; n < from.size && !failed; n++) {
        Py_UCS4 code = from.codes[n];
        PyObject *plain = NULL;
        if (code < 128 && to.room - to.size > 1) {
            to.codes[to.size++] = code >= 'A' && code <= 'Z' ? code + 32 : code;
            continue;
        }
        plain = plain_of(code, letters);
        failed = plain == NULL || written(&to, plain) < 0;
        Py_XDECREF(plain);
    }
    PyObject *found = failed ? NULL : letters_text(to.codes, to.size);
    letters_let_go(&from);
    if (to.codes != to.few)
        free(to.codes);
    return found;
}

/* A text in lower case without accents, held. */
static PyObject *
folded(PyObject *word, PyObject *letters)
{
    Py_ssize_t size, at = 0;
    if (!PyUnicode_Check(word)) {
        PyErr_SetString(PyExc_TypeError, "a word is a text");
        return NULL;
    }
    const char *bytes = PyUnicode_AsUTF8AndSize(word, &size);
    if (bytes == NULL)
        PyErr_Clear(); /* half of a pair of UTF-16 */
    if (bytes == NULL || size != PyUnicode_GetLength(word))
        return translated(word, letters);
    while (at < size && !(bytes[at] >= 'A' && bytes[at] <= 'Z'))
        at++;
    if (at == size) {
        Py_INCREF(word);
        return word;
    }
    char few[256], *low = size <= (Py_ssize_t)sizeof(few) ? few : malloc((size_t)size);
    if (low == NULL)
        return PyErr_NoMemory();
    for (at = 0; at < size; at++)
        low[at] = (char)(bytes[at] >= 'A' && bytes[at] <= 'Z' ? bytes[at] + 32 : bytes[at]);
    PyObject *found = PyUnicode_FromStringAndSize(low, size);
    if (low != few)
        free(low);
    return found;
}

/* See `textloops.folded`. */
PyObject *
text_folded(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *text, *letters;
    if (!PyArg_ParseTuple(args, "UO!", &text, &PyDict_Type, &letters))
        return NULL;
    return folded(text, letters);
}

/* So many sums, as a list. */
static PyObject *
listed(const uint32_t *sums, Py_ssize_t width)
{
    PyObject *list = PyList_New(width);
    for (Py_ssize_t n = 0; list != NULL && n < width; n++) {
        PyObject *one = PyLong_FromUnsignedLong(sums[n]);
        if (one == NULL || PyList_SetItem(list, n, one) < 0)
            Py_CLEAR(list);
    }
    return list;
}

/* ------------------------------------------------------------------ voted */

/* The place of a word, -1 for none, -2 with an error set. */
static Py_ssize_t
place_of(PyObject *word, PyObject *letters, PyObject *places)
{
    PyObject *low = folded(word, letters);
    if (low == NULL)
        return -2;
    PyObject *found = PyDict_GetItemWithError(places, low);
    Py_ssize_t place = found == NULL ? -1 : PyLong_AsSsize_t(found);
    Py_DECREF(low);
    return PyErr_Occurred() ? -2 : place;
}

/* See `textloops.voted`. */
PyObject *
text_voted(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *words, *letters, *places, *told = NULL, *list = NULL;
    const unsigned char *values;
    Py_ssize_t size, width, count = 0;
    uint32_t sums[LANGUAGES] = {0};
    if (!PyArg_ParseTuple(args, "O!O!O!y#n", &PyList_Type, &words, &PyDict_Type, &letters,
                          &PyDict_Type, &places, &values, &size, &width))
        return NULL;
    if (width < 1 || width > LANGUAGES) {
        PyErr_SetString(PyExc_ValueError, "so many languages are none or too many");
        return NULL;
    }
    uint8_t *met = calloc((size_t)(size / width) / 8 + 1, 1);
    if (met == NULL)
        return PyErr_NoMemory();
    for (Py_ssize_t n = 0; n < PyList_Size(words); n++) {
        PyObject *word = PyList_GetItem(words, n);
        Py_INCREF(word);
        Py_ssize_t place = place_of(word, letters, places);
        Py_DECREF(word);
        if (place == -1)
            continue;
        if (place == -2 && PyErr_Occurred())
            goto end;
        if (place < 0 || place >= size / width) {
            outside();
            goto end;
        }
        if (met[place >> 3] >> (place & 7) & 1)
            continue;
        met[place >> 3] |= (uint8_t)(1 << (place & 7));
        count++;
        for (Py_ssize_t one = 0; one < width; one++)
            sums[one] += values[place * width + one];
    }
    list = listed(sums, width);
    told = list == NULL ? NULL : Py_BuildValue("nO", count, list);
    Py_XDECREF(list);
end:
    free(met);
    return told;
}

/* ------------------------------------------------------------------ met */

/* A bit for each key there can be. */
#define KEYS (1 << 24)

/* See `textloops.any_of`. */
PyObject *
text_any_of(PyObject *Py_UNUSED(self), PyObject *tables)
{
    if (!PyList_Check(tables)) {
        PyErr_SetString(PyExc_TypeError, "tables are a list");
        return NULL;
    }
    uint8_t *bits = calloc(KEYS / 8, 1);
    PyObject *told = NULL;
    if (bits == NULL)
        return PyErr_NoMemory();
    for (Py_ssize_t n = 0; n < PyList_Size(tables); n++) {
        PyObject *keys_, *values;
        Column keys = NO_COLUMN;
        int failed = !PyArg_ParseTuple(PyList_GetItem(tables, n), "OO", &keys_, &values) ||
                     hold(&keys, keys_, 'I') < 0;
        for (Py_ssize_t at = 0; !failed && at < keys.size; at++)
            if (U32(keys)[at] < KEYS)
                bits[U32(keys)[at] >> 3] |= (uint8_t)(1 << (U32(keys)[at] & 7));
        let_go(&keys);
        if (failed)
            goto end;
    }
    told = PyBytes_FromStringAndSize((const char *)bits, KEYS / 8);
end:
    free(bits);
    return told;
}

/* What is counted of some words: for each language the sum of what stands beside those that it
 * knows, and how many these are. */
typedef struct {
    uint32_t sums[LANGUAGES], known[LANGUAGES];
} Counts;

/* Count some keys in the `n`th table; -1 with an error set. */
static int
counted_in(PyObject *table, Py_ssize_t n, const uint32_t *wanted, Py_ssize_t many, Counts *counts)
{
    Column keys = NO_COLUMN;
    PyObject *keys_ = table == NULL ? NULL : PyTuple_GetItem(table, 0);
    PyObject *values = keys_ == NULL ? NULL : PyTuple_GetItem(table, 1);
    const char *bytes = values == NULL ? NULL : PyBytes_AsString(values);
    int failed = bytes == NULL || hold(&keys, keys_, 'I') < 0;
    Py_ssize_t size = failed ? 0 : PyBytes_Size(values);
    for (Py_ssize_t one = 0; !failed && one < many; one++) {
        Py_ssize_t at = place_in(&keys, wanted[one]);
        if (at < 0)
            continue;
        failed = at >= size && outside();
        unsigned char value = failed ? 0 : (unsigned char)bytes[at];
        counts->sums[n] += value;
        counts->known[n] += value > 0;
    }
    let_go(&keys);
    return failed ? -1 : 0;
}

/* A word that was counted already. */
static int
is_again(PyObject *const *met, const uint32_t *hashes, Py_ssize_t count)
{
    for (Py_ssize_t n = 0; n < count; n++)
        if (hashes[n] == hashes[count] && PyUnicode_Compare(met[n], met[count]) == 0)
            return 1;
    return 0;
}

#define MOST 64

/* See `textloops.met`. */
PyObject *
text_met(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *words, *letters, *tables, *met[MOST + 1], *told = NULL;
    Py_ssize_t most, size, width, count = 0;
    const unsigned char *bits;
    uint32_t hashes[MOST + 1], wanted[MOST];
    Py_ssize_t many = 0;
    Counts counts = {{0}, {0}};
    if (!PyArg_ParseTuple(args, "O!O!nO!y#", &PyList_Type, &words, &PyDict_Type, &letters,
                          &most, &PyList_Type, &tables, &bits, &size))
        return NULL;
    width = PyList_Size(tables); /* to fold a word may run any code, which may change the list */
    if (most > MOST || width > LANGUAGES || size != KEYS / 8) {
        PyErr_SetString(PyExc_ValueError, "too many words or languages, or other keys");
        return NULL;
    }
    for (Py_ssize_t n = 0; count < most && n < PyList_Size(words); n++) {
        Py_ssize_t length;
        PyObject *word = PyList_GetItem(words, n);
        Py_INCREF(word);
        PyObject *low = folded(word, letters);
        Py_DECREF(word);
        const char *bytes = low == NULL ? NULL : PyUnicode_AsUTF8AndSize(low, &length);
        met[count] = low;
        if (bytes == NULL) {
            Py_XDECREF(low);
            goto end;
        }
        hashes[count] = crc_32(bytes, length);
        if (is_again(met, hashes, count)) {
            Py_DECREF(low);
            continue;
        }
        count++;
    }
    for (Py_ssize_t n = 0; n < count; n++) { /* by itself, as each waits long for its bit */
        uint32_t key = hashes[n] >> 8;
        if (bits[key >> 3] >> (key & 7) & 1)
            wanted[many++] = key;
    }
    for (Py_ssize_t n = 0; many > 0 && n < width && n < PyList_Size(tables); n++)
        if (counted_in(PyList_GetItem(tables, n), n, wanted, many, &counts) < 0)
            goto end;
    PyObject *sums = listed(counts.sums, width);
    PyObject *known = listed(counts.known, width);
    if (sums != NULL && known != NULL)
        told = Py_BuildValue("nOO", count, sums, known);
    Py_XDECREF(sums);
    Py_XDECREF(known);
end:
    while (count-- > 0)
        Py_DECREF(met[count]);
    return told;
}

/* ------------------------------------------------------------------ zipf */

/* The place of what stands for a word among keys, -1 for none; -2 with an error set. */
static Py_ssize_t
found_at(const Column *keys, PyObject *word)
{
    Py_ssize_t size;
    const char *bytes = PyUnicode_AsUTF8AndSize(word, &size);
    if (bytes == NULL)
        return -2;
    return place_in(keys, crc_32(bytes, size) >> 8);
}

/* See `textloops.zipf`. */
PyObject *
text_zipf(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *keys_, *form, *family;
    const unsigned char *own, *more;
    Py_ssize_t size, length;
    double scale;
    Column keys = NO_COLUMN;
    if (!PyArg_ParseTuple(args, "(Oy#y#)dUU", &keys_, &own, &size, &more, &length, &scale, &form,
                          &family))
        return NULL;
    Py_ssize_t at = hold(&keys, keys_, 'I') < 0 ? -2 : found_at(&keys, form);
    if (at == -1 && PyUnicode_GetLength(family) > 0)
        at = found_at(&keys, family);
    let_go(&keys);
    if (at >= size || at >= length)
        outside();
    if (at < -1 || PyErr_Occurred())
        return NULL;
    if (at < 0)
        return Py_BuildValue("dd", 0.0, 0.0);
    return Py_BuildValue("dd", own[at] / scale, (own[at] + more[at]) / scale);
}

/* See `textloops.unpacked`. */
PyObject *
text_unpacked(PyObject *Py_UNUSED(self), PyObject *args)
{
    const unsigned char *gaps;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "y#", &gaps, &size))
        return NULL;
    Py_ssize_t count = size / 3;
    uint32_t *keys = malloc(sizeof(uint32_t) * ((size_t)count + 1)), last = 0;
    if (keys == NULL)
        return PyErr_NoMemory();
    for (Py_ssize_t n = 0; n < count; n++) {
        last += gaps[n] | (uint32_t)gaps[count + n] << 8 | (uint32_t)gaps[2 * count + n] << 16;
        keys[n] = last;
    }
    PyObject *array = arrayed("I", keys, (Py_ssize_t)sizeof(uint32_t) * count);
    free(keys);
    return array;
}
