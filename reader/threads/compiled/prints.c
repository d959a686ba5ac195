/* Fingerprints of a text, and which words are in it. See `textloops.py`. */
#include "text.h"

/* ------------------------------------------------------------------ prints */

/* CRC-32 of each byte, as zlib has it. */
static uint32_t crc_of[256];

uint32_t
crc_32(const char *bytes, Py_ssize_t size)
{
    uint32_t crc = 0xFFFFFFFFu;
    for (Py_ssize_t at = 0; at < size; at++)
        crc = crc_of[(crc ^ (unsigned char)bytes[at]) & 0xFF] ^ (crc >> 8);
    return crc ^ 0xFFFFFFFFu;
}

int
prints_ready(void)
{
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t crc = n;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
        crc_of[n] = crc;
    }
    return 0;
}

static int
by_size(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return one < other ? -1 : one > other;
}

/* See `textloops.prints`. */
PyObject *
text_prints(PyObject *Py_UNUSED(self), PyObject *args)
{
    const char *text;
    Py_ssize_t size, run, most, count = 0;
    if (!PyArg_ParseTuple(args, "y#nn", &text, &size, &run, &most))
        return NULL;
    Py_ssize_t *begins = malloc(sizeof(Py_ssize_t) * (size + 2));
    uint32_t *found = malloc(sizeof(uint32_t) * (size + 2));
    PyObject *list = NULL;
    if (begins == NULL || found == NULL || run < 1) {
        PyErr_NoMemory();
        goto end;
    }
    begins[count++] = 0;
    for (Py_ssize_t place = 0; place < size; place++)
        if (text[place] == ' ')
            begins[count++] = place + 1;
    begins[count] = size + 1;
    Py_ssize_t runs = 0;
    for (Py_ssize_t n = 0; n + run <= count; n++) {
        found[runs++] = crc_32(text + begins[n], begins[n + run] - 1 - begins[n]);
    }
    qsort(found, runs, sizeof(uint32_t), by_size);
    list = PyList_New(0);
    for (Py_ssize_t n = 0; list != NULL && n < runs && PyList_Size(list) < most; n++) {
        if (n > 0 && found[n] == found[n - 1])
            continue;
        PyObject *one = PyLong_FromUnsignedLong(found[n]);
        if (one == NULL || PyList_Append(list, one) < 0)
            Py_CLEAR(list);
        Py_XDECREF(one);
    }
end:
    free(begins);
    free(found);
    return list;
}

/* ------------------------------------------------------------------ among */

/* Which pairs of bytes stand next to each other in a text: hardly any word is looked for whose own
 * pairs do not. */
typedef struct {
    const char *text;
    Py_ssize_t size;
    uint8_t pairs[65536 / 8];
} Text;

static unsigned
pair_at(const char *bytes)
{
    return (unsigned)(unsigned char)bytes[0] << 8 | (unsigned char)bytes[1];
}

static int
has_pair(const Text *text, const char *bytes)
{
    return text->pairs[pair_at(bytes) >> 3] >> (pair_at(bytes) & 7) & 1;
}

/* Whether a word is in a text, both in UTF-8. */
static int
within(const Text *text, const char *word, Py_ssize_t length)
{
    if (length == 0)
        return 1;
    if (length > text->size ||
        (length > 1 && !(has_pair(text, word) && has_pair(text, word + length - 2))))
        return 0;
    const char *at = text->text, *last = text->text + text->size - length;
    while (at <= last && (at = memchr(at, word[0], last - at + 1)) != NULL) {
        if (memcmp(at, word, length) == 0)
            return 1;
        at++;
    }
    return 0;
}

/* Whether a word is in a text; -1 with an error set. What is no UTF-8 (half of a pair of UTF-16)
 * is looked for as Python does. */
static int
found_in(PyObject *word, PyObject *whole, const Text *text)
{
    Py_ssize_t length;
    const char *bytes = text->text == NULL ? NULL : PyUnicode_AsUTF8AndSize(word, &length);
    if (bytes != NULL)
        return within(text, bytes, length);
    PyErr_Clear();
    return PyUnicode_Contains(whole, word);
}

/* See `textloops.among`. */
PyObject *
text_among(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *words, *whole;
    if (!PyArg_ParseTuple(args, "O!U", &PyList_Type, &words, &whole))
        return NULL;
    Text text = {.size = 0};
    text.text = PyUnicode_AsUTF8AndSize(whole, &text.size);
    PyErr_Clear();
    for (Py_ssize_t n = 0; text.text != NULL && n + 1 < text.size; n++)
        text.pairs[pair_at(text.text + n) >> 3] |= 1 << (pair_at(text.text + n) & 7);
    PyObject *list = PyList_New(0);
    for (Py_ssize_t n = 0; list != NULL && n < PyList_Size(words); n++) {
        int found = found_in(PyList_GetItem(words, n), whole, &text);
        PyObject *place = found > 0 ? PyLong_FromSsize_t(n) : NULL;
        if (found < 0 || (found && (place == NULL || PyList_Append(list, place) < 0)))
            Py_CLEAR(list);
        Py_XDECREF(place);
    }
    return list;
}
