/* Fingerprints of a text, and which words are in it. See `textloops.py`. */
#include "text.h"

/* ------------------------------------------------------------------ prints */

/* CRC-32 of each byte with none to three zeros behind it, as zlib has it. */
static uint32_t crc_of[4][256];

uint32_t
crc_32(const char *bytes, Py_ssize_t size)
{
    const unsigned char *at = (const unsigned char *)bytes, *end = at + size;
    uint32_t crc = 0xFFFFFFFFu;
    for (; end - at > 3; at += 4) {
        crc ^= at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
        crc = crc_of[3][crc & 0xFF] ^ crc_of[2][crc >> 8 & 0xFF] ^ crc_of[1][crc >> 16 & 0xFF] ^
              crc_of[0][crc >> 24];
    }
    while (at < end)
        crc = crc_of[0][(crc ^ *at++) & 0xFF] ^ (crc >> 8);
    return crc ^ 0xFFFFFFFFu;
}

int
prints_ready(void)
{
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t crc = n;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
        crc_of[0][n] = crc;
    }
    for (int zeros = 1; zeros < 4; zeros++)
        for (int n = 0; n < 256; n++) {
            uint32_t before = crc_of[zeros - 1][n];
            crc_of[zeros][n] = crc_of[0][before & 0xFF] ^ (before >> 8);
        }
    return 0;
}

/* Write a letter in UTF-8, halves of pairs too; where it ends. */
static char *
encoded(char *at, Py_UCS4 code)
{
    if (code < 0x80) {
        *at++ = (char)code;
        return at;
    }
    if (code < 0x800)
        *at++ = (char)(0xC0 | code >> 6);
    else {
        if (code < 0x10000)
            *at++ = (char)(0xE0 | code >> 12);
        else {
            *at++ = (char)(0xF0 | code >> 18);
            *at++ = (char)(0x80 | (code >> 12 & 0x3F));
        }
        *at++ = (char)(0x80 | (code >> 6 & 0x3F));
    }
    *at++ = (char)(0x80 | (code & 0x3F));
    return at;
}

/* Write the words of a text with a space behind each, and where each begins, and the last ends;
 * how many there are. */
static Py_ssize_t
words_of(const Letters *letters, char *bytes, Py_ssize_t *begins)
{
    Py_ssize_t count = 0;
    char *at = bytes;
    for (Py_ssize_t n = 0; n < letters->size;) {
        if (letters->are[n] & BLANK) {
            n++;
            continue;
        }
        begins[count++] = at - bytes;
        while (n < letters->size && !(letters->are[n] & BLANK))
            at = encoded(at, letters->codes[n++]);
        *at++ = ' ';
    }
    begins[count] = at - bytes;
    return count;
}

/* Put a number among the smallest, each once, in order; how many there are. */
static Py_ssize_t
kept(uint32_t *smallest, Py_ssize_t count, Py_ssize_t most, uint32_t one)
{
    Py_ssize_t at = count;
    if (count == most && (most == 0 || one >= smallest[count - 1]))
        return count;
    while (at > 0 && smallest[at - 1] > one)
        at--;
    if (at > 0 && smallest[at - 1] == one)
        return count;
    count -= count == most;
    memmove(smallest + at + 1, smallest + at, sizeof(uint32_t) * (size_t)(count - at));
    smallest[at] = one;
    return count + 1;
}

/* See `textloops.prints`. */
PyObject *
text_prints(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *text, *told = NULL;
    Py_ssize_t run, fewest, most, count = 0;
    Letters letters;
    if (!PyArg_ParseTuple(args, "Unnn", &text, &run, &fewest, &most))
        return NULL;
    if (run < 1 || most < 0 || most > 1024) {
        PyErr_SetString(PyExc_ValueError, "a run has a word, and there are at most 1024");
        return NULL;
    }
    if (letters_held(&letters, text) < 0)
        return NULL;
    uint32_t smallest[1024 + 1];
    /* A letter is four bytes at most, and a word has one. */
    char *bytes = malloc(5 * (size_t)letters.size + 1);
    Py_ssize_t *begins = malloc(sizeof(Py_ssize_t) * ((size_t)letters.size + 1));
    if (bytes == NULL || begins == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    Py_ssize_t words = words_of(&letters, bytes, begins);
    for (Py_ssize_t n = 0; words >= fewest && n + run <= words; n++)
        count = kept(smallest, count, most,
                     crc_32(bytes + begins[n], begins[n + run] - begins[n] - 1));
    told = PyBytes_FromStringAndSize((const char *)smallest,
                                     (Py_ssize_t)sizeof(uint32_t) * count);
end:
    letters_let_go(&letters);
    free(bytes);
    free(begins);
    return told;
}

/* ------------------------------------------------------------------ among */

/* Fewest bytes of a word that is told by its first four. */
#define LEAST 4

/* What `sought` makes of words: a bit for each number that four bytes with which one begins are
 * mixed to, and the four bytes and the place of each. */
typedef struct {
    uint8_t bits[65536 / 8];
    struct {
        uint32_t four, place;
    } begins[];
} Sought;

static unsigned
mixed(uint32_t four)
{
    return four * 2654435761u >> 16;
}

static uint32_t
four_at(const char *bytes)
{
    const unsigned char *at = (const unsigned char *)bytes;
    return at[3] | (uint32_t)at[2] << 8 | (uint32_t)at[1] << 16 | (uint32_t)at[0] << 24;
}

/* The bytes of a word, NULL with an error set or, where it is half of a pair of UTF-16, without. */
static const char *
bytes_of(PyObject *word, Py_ssize_t *size)
{
    const char *bytes = PyUnicode_AsUTF8AndSize(word, size);
    if (bytes == NULL && PyErr_ExceptionMatches(PyExc_UnicodeError))
        PyErr_Clear();
    return bytes;
}

/* See `textloops.sought`. */
PyObject *
text_sought(PyObject *Py_UNUSED(self), PyObject *words)
{
    Py_ssize_t size, count = 0, number = PyList_Check(words) ? PyList_Size(words) : -1;
    if (number < 0 || number > UINT16_MAX) {
        PyErr_SetString(PyExc_TypeError, "words are a list, and not too long");
        return NULL;
    }
    Sought *sought = calloc(1, sizeof(Sought) + sizeof(sought->begins[0]) * (size_t)number);
    if (sought == NULL)
        return PyErr_NoMemory();
    for (Py_ssize_t n = 0; n < number && !PyErr_Occurred(); n++) {
        const char *word = bytes_of(PyList_GetItem(words, n), &size);
        if (word != NULL && size >= LEAST) {
            uint32_t four = four_at(word);
            sought->bits[mixed(four) >> 3] |= (uint8_t)(1 << (mixed(four) & 7));
            sought->begins[count].four = four;
            sought->begins[count++].place = (uint32_t)n;
        }
    }
    PyObject *told = PyErr_Occurred() ? NULL
                                      : PyBytes_FromStringAndSize(
                                            (const char *)sought,
                                            (Py_ssize_t)(sizeof(Sought) +
                                                         sizeof(sought->begins[0]) * (size_t)count));
    free(sought);
    return told;
}

/* Note which of the words that begin with the four bytes at a place stand there. */
static int
found_there(const char *at, Py_ssize_t left, PyObject *words, const Sought *sought,
            Py_ssize_t count, uint8_t *found)
{
    uint32_t four = four_at(at);
    for (Py_ssize_t n = 0; n < count; n++) {
        Py_ssize_t size, place = sought->begins[n].place;
        if (sought->begins[n].four != four || place >= PyList_Size(words) || found[place])
            continue;
        const char *word = PyUnicode_AsUTF8AndSize(PyList_GetItem(words, place), &size);
        if (word == NULL)
            return -1;
        found[place] = size <= left && memcmp(at, word, (size_t)size) == 0;
    }
    return 0;
}

/* Note the words that stand in a text; those of few bytes, and of no bytes, as Python does. */
static int
found_in(PyObject *words, PyObject *whole, const Sought *sought, Py_ssize_t count, uint8_t *found)
{
    Py_ssize_t size = 0, length;
    const char *text = bytes_of(whole, &size);
    for (Py_ssize_t at = 0; text != NULL && at + LEAST <= size; at++) {
        unsigned bit = mixed(four_at(text + at));
        if (sought->bits[bit >> 3] >> (bit & 7) & 1 &&
            found_there(text + at, size - at, words, sought, count, found) < 0)
            return -1;
    }
    for (Py_ssize_t n = 0; n < PyList_Size(words); n++) {
        PyObject *word = PyList_GetItem(words, n);
        if (text != NULL && bytes_of(word, &length) != NULL && length >= LEAST)
            continue;
        int there = PyErr_Occurred() ? -1 : PyUnicode_Contains(whole, word);
        if (there < 0)
            return -1;
        found[n] = (uint8_t)there;
    }
    return 0;
}

/* See `textloops.among`. */
PyObject *
text_among(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *words, *ready, *whole;
    if (!PyArg_ParseTuple(args, "O!O!U", &PyList_Type, &words, &PyBytes_Type, &ready, &whole))
        return NULL;
    const Sought *sought = (const Sought *)PyBytes_AsString(ready);
    Py_ssize_t count = PyBytes_Size(ready) - (Py_ssize_t)sizeof(Sought);
    if (count < 0) {
        PyErr_SetString(PyExc_ValueError, "the words were not made ready");
        return NULL;
    }
    uint8_t *found = calloc((size_t)PyList_Size(words) + 1, 1);
    if (found == NULL)
        return PyErr_NoMemory();
    count /= (Py_ssize_t)sizeof(sought->begins[0]);
    PyObject *list = found_in(words, whole, sought, count, found) < 0 ? NULL : PyList_New(0);
    for (Py_ssize_t n = 0; list != NULL && n < PyList_Size(words); n++) {
        PyObject *place = found[n] ? PyLong_FromSsize_t(n) : NULL;
        if (found[n] && (place == NULL || PyList_Append(list, place) < 0))
            Py_CLEAR(list);
        Py_XDECREF(place);
    }
    free(found);
    return list;
}

/* ------------------------------------------------------------------ first_of */

/* See `textloops.first_of`. */
PyObject *
text_first_of(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *text, *letters;
    if (!PyArg_ParseTuple(args, "UU", &text, &letters))
        return NULL;
    Py_ssize_t first = -1, end = PyUnicode_GetLength(text), count = PyUnicode_GetLength(letters);
    for (Py_ssize_t n = 0; n < count; n++) {
        Py_ssize_t at = PyUnicode_FindChar(text, PyUnicode_ReadChar(letters, n), 0, end, 1);
        if (at == -2)
            return NULL;
        if (at >= 0)
            first = end = at;
    }
    return PyLong_FromSsize_t(first);
}
