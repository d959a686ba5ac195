/* The letters of a text, and what Python says of each, which it is asked when one is first met. */
#include "text.h"

/* All letters there are, by pages of 256; those of none that was met are missing. */
static uint8_t *pages[0x110000 >> 8];

/* The methods of `str` that tell, and what each tells. */
static const struct {
    const char *method;
    uint8_t is;
} questions[] = {
    {"isalpha", ALPHA}, {"isalnum", ALNUM}, {"isdecimal", DECIMAL},
    {"isspace", BLANK}, {"isupper", UPPER},
};
/* That Python was asked of a letter. */
#define ASKED 128
#define QUESTIONS (sizeof(questions) / sizeof(questions[0]))

/* What Python says of one letter; -1 with an error set. */
static int
asked(Py_UCS4 code)
{
    int found = 0, failed = 0;
    PyObject *letter = PyUnicode_FromOrdinal((int)code);
    if (letter == NULL)
        return -1;
    for (size_t n = 0; n < QUESTIONS && !failed; n++) {
        PyObject *told = PyObject_CallMethod(letter, questions[n].method, NULL);
        int yes = told == NULL ? -1 : PyObject_IsTrue(told);
        Py_XDECREF(told);
        failed = yes < 0;
        found |= yes > 0 ? questions[n].is : 0;
    }
    Py_DECREF(letter);
    return failed ? -1 : found;
}

/* What is known of a letter; -1 with an error set. */
static int
known(Py_UCS4 code)
{
    uint8_t *page = pages[code >> 8];
    if (page == NULL) {
        page = pages[code >> 8] = calloc(256, 1);
        if (page == NULL) {
            PyErr_NoMemory();
            return -1;
        }
    }
    if (!page[code & 255]) {
        int found = asked(code);
        if (found < 0)
            return -1;
        page[code & 255] = (uint8_t)(found | ASKED);
    }
    return page[code & 255];
}

int
letters_ready(void)
{
    for (Py_UCS4 code = 0; code < 128; code++)
        if (known(code) < 0)
            return -1;
    return 0;
}

static int
told(Letters *letters)
{
    const uint8_t *first = pages[0];
    Py_UCS4 every = 0;
    for (Py_ssize_t n = 0; n < letters->size; n++)
        every |= letters->codes[n];
    letters->ascii = every < 128;
    for (Py_ssize_t n = 0; n < letters->size; n++) {
        Py_UCS4 code = letters->codes[n];
        int is = code < 128 ? first[code] : known(code);
        if (is < 0)
            return -1;
        letters->are[n] = (uint8_t)is;
    }
    letters->are[letters->size] = 0;
    return 0;
}

int
letters_held(Letters *letters, PyObject *text)
{
    letters->codes = letters->few;
    letters->are = letters->few_are;
    letters->size = PyUnicode_GetLength(text);
    if (letters->size < 0)
        return -1;
    if (letters->size >= (Py_ssize_t)(sizeof(letters->few) / sizeof(letters->few[0]))) {
        /* Python counts the bytes of a text without overflow, and four a letter. */
        letters->codes = malloc(sizeof(Py_UCS4) * ((size_t)letters->size + 1));
        letters->are = malloc((size_t)letters->size + 1);
        if (letters->codes == NULL || letters->are == NULL) {
            letters_let_go(letters);
            PyErr_NoMemory();
            return -1;
        }
    }
    if (PyUnicode_AsUCS4(text, letters->codes, letters->size + 1, 1) == NULL || told(letters) < 0) {
        letters_let_go(letters);
        return -1;
    }
    return 0;
}

void
letters_let_go(Letters *letters)
{
    if (letters->codes != letters->few)
        free(letters->codes);
    if (letters->are != letters->few_are)
        free(letters->are);
    letters->codes = letters->few;
    letters->are = letters->few_are;
}

PyObject *
letters_text(const Py_UCS4 *codes, Py_ssize_t size)
{
    char few[256];
    Py_ssize_t at = 0;
    while (at < size && at < (Py_ssize_t)sizeof(few) && codes[at] < 128) {
        few[at] = (char)codes[at];
        at++;
    }
    if (at == size)
        return PyUnicode_FromStringAndSize(few, size);
    int order = PY_LITTLE_ENDIAN ? -1 : 1;
    return PyUnicode_DecodeUTF32((const char *)codes, (Py_ssize_t)sizeof(Py_UCS4) * size,
                                 "surrogatepass", &order);
}

