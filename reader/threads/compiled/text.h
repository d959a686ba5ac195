/* The loops over text; each is called with the arguments that `textloops.py` gives it. */
#ifndef CLEW_TEXT_H
#define CLEW_TEXT_H

#include "columns.h"

PyObject *text_among(PyObject *self, PyObject *args);
PyObject *text_any_of(PyObject *self, PyObject *tables);
PyObject *text_cut(PyObject *self, PyObject *text);
PyObject *text_first_of(PyObject *self, PyObject *args);
PyObject *text_folded(PyObject *self, PyObject *args);
PyObject *text_met(PyObject *self, PyObject *args);
PyObject *text_plain_name(PyObject *self, PyObject *args);
PyObject *text_prints(PyObject *self, PyObject *args);
PyObject *text_sought(PyObject *self, PyObject *words);
PyObject *text_tally(PyObject *self, PyObject *args);
PyObject *text_unpacked(PyObject *self, PyObject *args);
PyObject *text_voted(PyObject *self, PyObject *args);
PyObject *text_worded(PyObject *self, PyObject *args);
PyObject *text_zipf(PyObject *self, PyObject *args);

/* What must be made once, when the module is loaded; -1 with an error set. */
int text_ready(PyObject *module);
int letters_ready(void);
int prints_ready(void);

/* What a name is called, see `textloops.plain_name`; NULL with an error set. */
PyObject *plain_name(PyObject *given, int cases);

/* Whether a feature is written as its name says, without its channel. */
int is_named(PyObject *name, PyObject *surface);

/* CRC-32, as zlib has it. */
uint32_t crc_32(const char *bytes, Py_ssize_t size);

/* Bits of a key, which is of a CRC-32. */
#define KEY_BITS 24

/* The first place of a key among sorted ones, -1 for none. Such keys lie evenly, so that it stands
 * near where its share of all keys tells: it is looked for from there, in steps twice as far each. */
static inline Py_ssize_t
place_in(const Column *column, uint32_t key)
{
    const uint32_t *keys = U32(*column);
    Py_ssize_t size = column->size, near = (Py_ssize_t)((double)size / (1 << KEY_BITS) * key);
    Py_ssize_t step = 32, first = near < size ? near : size, last = first;
    if (first < size && keys[first] < key) {
        for (last = first + step; last < size && keys[last] < key; last += step *= 2)
            first = last;
        last = last < size ? last : size;
    } else {
        for (first -= step; first >= 0 && keys[first] >= key; first -= step *= 2)
            last = first;
        first = first < 0 ? 0 : first;
    }
    while (first < last) {
        Py_ssize_t middle = first + (last - first) / 2;
        if (keys[middle] < key)
            first = middle + 1;
        else
            last = middle;
    }
    return first < size && keys[first] == key ? first : -1;
}

/* ------------------------------------------------------------------ what `cut` says of a token */

enum { WORD, RUN, NUMBER, CLOCKED, DOTTED, MODEL };
enum { KIND = 7, FIRST = 8, SPACE = 16, JOINT = 32, BRACKET = 64, CAPITAL = 128 };

/* ------------------------------------------------------------------ letters */

/* What Python says of a letter. */
enum { ALPHA = 1, ALNUM = 2, DECIMAL = 4, BLANK = 8, UPPER = 16 };

/* A text as letters, with what each is. Behind the last stands a zero, which is nothing. */
typedef struct {
    Py_UCS4 *codes;
    uint8_t *are;
    Py_ssize_t size;
    int ascii;
    Py_UCS4 few[1024];
    uint8_t few_are[1024];
} Letters;

/* -1 with an error set. What was held is let go of in either case. */
int letters_held(Letters *letters, PyObject *text);
void letters_let_go(Letters *letters);

/* Letters as a text; NULL with an error set. */
PyObject *letters_text(const Py_UCS4 *codes, Py_ssize_t size);

#endif
