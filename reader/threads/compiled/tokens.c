/* The tokens of a text: what the expressions of `textloops.cut` find, by hand. */
#include "text.h"

/* A letter that is no figure, which words are made of; a letter or figure; a figure. */
static int
is_letter(const Letters *t, Py_ssize_t at)
{
    return (t->are[at] & (ALNUM | DECIMAL)) == ALNUM;
}

static int
is_sign(const Letters *t, Py_ssize_t at)
{
    return t->are[at] & ALNUM;
}

static int
is_figure(const Letters *t, Py_ssize_t at)
{
    return t->are[at] & DECIMAL;
}

static Py_ssize_t
letters_end(const Letters *t, Py_ssize_t at)
{
    while (is_letter(t, at))
        at++;
    return at;
}

static Py_ssize_t
figures_end(const Letters *t, Py_ssize_t at)
{
    while (is_figure(t, at))
        at++;
    return at;
}

/* ------------------------------------------------------------------ numbers */

static int
three(const Letters *t, Py_ssize_t at)
{
    return is_figure(t, at) && is_figure(t, at + 1) && is_figure(t, at + 2);
}

/* Where a fraction that begins at a place ends; the place itself when there is none. */
static Py_ssize_t
fraction_end(const Letters *t, Py_ssize_t at)
{
    if ((t->codes[at] == '.' || t->codes[at] == ',') && is_figure(t, at + 1))
        return figures_end(t, at + 1);
    return at;
}

/* The length of a unit that stands at a place with nothing behind, 0 for none. */
static Py_ssize_t
unit_at(const Letters *t, Py_ssize_t at, const char *const *units)
{
    for (; *units != NULL; units++) {
        Py_ssize_t length = 0;
        while ((*units)[length] && t->codes[at + length] == (unsigned char)(*units)[length])
            length++;
        if (!(*units)[length] && !is_sign(t, at + length))
            return length;
    }
    return 0;
}

/* (?i:k|mn?|bn?|tn), with nothing behind. */
static Py_ssize_t
short_unit(const Letters *t, Py_ssize_t at)
{
    Py_UCS4 one = t->codes[at] | 32, other;
    int kelvin = t->codes[at] == 0x212A;
    if (!kelvin && t->codes[at] != 'k' && t->codes[at] != 'K' && one != 'm' && one != 'b' &&
        one != 't')
        return 0;
    other = kelvin || one == 'k' ? 0 : t->codes[at + 1] | 32;
    Py_ssize_t length = other == 'n' ? 2 : 1;
    if (length == 1 && one == 't')
        return 0;
    return is_sign(t, at + length) ? 0 : length;
}

/* Where "$1.5bn" ends whose figures begin at a place; 0 when it is none. */
static Py_ssize_t
price_end(const Letters *t, Py_ssize_t begin)
{
    Py_ssize_t first = figures_end(t, begin), at = first;
    if (first == begin)
        return 0;
    while (t->codes[at] == ',' && three(t, at + 1))
        at += 4;
    for (;; at -= 4) {
        Py_ssize_t end = fraction_end(t, at), length = end > at ? short_unit(t, end) : 0;
        if (length)
            return end + length;
        length = short_unit(t, at);
        if (length)
            return at + length;
        if (at == first)
            return 0;
    }
}

/* Where "10bn" or "10k" ends; 0 when it is none. */
static Py_ssize_t
counted_end(const Letters *t, Py_ssize_t begin)
{
    static const char *const units[] = {"bn", "tn", "mln", "mio", "mrd", "mila", NULL};
    static const char *const thousand[] = {"k", "K", NULL};
    Py_ssize_t first = figures_end(t, begin), end = fraction_end(t, first);
    Py_ssize_t length = unit_at(t, end, units);
    if (length)
        return end + length;
    length = first - begin > 1 ? unit_at(t, first, thousand) : 0;
    return length ? first + length : 0;
}

static int
is_between(Py_UCS4 code)
{
    return code == '.' || code == ',' || code == ' ' || code == 0xA0 || code == 0x202F;
}

/* \s, of which a text in plain letters has fewer. */
static int
is_blank(const Letters *t, Py_ssize_t at)
{
    Py_UCS4 code = t->codes[at];
    return t->ascii ? code == ' ' || (code >= '\t' && code <= '\r') : t->are[at] & BLANK;
}

/* Where a plain number ends whose figures begin at a place; 0 when it is none. */
static Py_ssize_t
plain_end(const Letters *t, Py_ssize_t begin)
{
    Py_ssize_t first = figures_end(t, begin), at = first, end;
    if (first == begin)
        return 0;
    while (is_between(t->codes[at]) && three(t, at + 1))
        at += 4;
    for (;; at -= 4) {
        end = fraction_end(t, at);
        if (!is_sign(t, end))
            break;
        end = at;
        if (!is_sign(t, end))
            break;
        if (at == first)
            return 0;
    }
    if (is_blank(t, end))
        end++;
    return t->codes[end] == '%' ? end + 1 : end;
}

static Py_ssize_t
number_end(const Letters *t, Py_ssize_t at)
{
    Py_UCS4 code = t->codes[at];
    int money = code == '$' || code == 0x20AC || code == 0xA3;
    Py_ssize_t end = money ? price_end(t, at + 1) : 0;
    if (!end && is_figure(t, at))
        end = counted_end(t, at);
    return end ? end : plain_end(t, at + (money || code == '#'));
}

/* ------------------------------------------------------------------ tokens */

/* Where the token that begins at a place ends, and of which kind it is; 0 for none. */
static Py_ssize_t
token_end(const Letters *t, Py_ssize_t begin, int *kind)
{
    Py_ssize_t letters = letters_end(t, begin), end = begin, count = 0;
    Py_UCS4 next = t->codes[letters];
    *kind = WORD;
    if (letters > begin && !is_sign(t, letters) && next != '_' && next != '\'' && next != '.' &&
        next != '-')
        return letters;
    if (letters == begin && (end = number_end(t, begin)) > 0) {
        *kind = NUMBER;
        return end;
    }
    for (end = begin; is_letter(t, end) && t->codes[end + 1] == '.'; end += 2)
        count++;
    if (count > 1) {
        *kind = DOTTED;
        return end;
    }
    if (letters > begin && next == '-' && is_figure(t, letters + 1)) {
        *kind = MODEL;
        end = figures_end(t, letters + 1);
        while (is_sign(t, end))
            end++;
        return end;
    }
    for (end = begin; is_sign(t, end);)
        end++;
    if (end > begin)
        while (t->codes[end] == '\'' && is_letter(t, end + 1))
            end = letters_end(t, end + 1);
    return end > begin ? end : 0;
}

/* Whether a letter is of a script that sets no space between words. */
static int
is_run(Py_UCS4 code)
{
    return (code >= 0x3040 && code <= 0x9FFF) || (code >= 0xAC00 && code <= 0xD7AF);
}

/* What stands between two tokens. */
static int
between(const Letters *t, Py_ssize_t last, Py_ssize_t begin, int *clock)
{
    int found = 0, signs = 0, stop = 0;
    for (Py_ssize_t at = last; at < begin; at++) {
        Py_UCS4 code = t->codes[at];
        found |= code == '(' ? BRACKET : 0;
        stop |= code == '.' || code == '!' || code == '?' || code == ':';
    }
    if (begin == last + 1) {
        Py_UCS4 code = t->codes[last];
        found |= code == ' ' ? SPACE | JOINT : code == '.' || code == '-' ? JOINT : 0;
    }
    while (last < begin && t->are[last] & BLANK)
        last++;
    while (last < begin && t->are[begin - 1] & BLANK)
        begin--;
    signs = begin == last + 1;
    *clock = signs && (t->codes[last] == ':' || t->codes[last] == '/');
    return found | (stop ? FIRST : 0);
}

/* Where the long words of a text are counted, and those of them with a capital. */
typedef struct {
    Py_ssize_t words, capitals;
} Long;

static void
counted_long(const Letters *t, Py_ssize_t begin, Py_ssize_t end, Long *counts)
{
    if (end - begin <= 3)
        return;
    for (Py_ssize_t at = begin; at < end; at++)
        if (!(t->are[at] & ALPHA))
            return;
    counts->words++;
    counts->capitals += (t->are[begin] & UPPER) != 0;
}

/* Find all tokens, each put into the list, with what it is into the array. */
static int
found_all(const Letters *t, PyObject *text, PyObject *raw, uint8_t *signs, Long *counts)
{
    Py_ssize_t count = 0, last = 0;
    for (Py_ssize_t begin = 0; begin < t->size;) {
        int kind, clock;
        Py_ssize_t end = token_end(t, begin, &kind);
        if (!end) {
            begin++;
            continue;
        }
        int sign = last ? between(t, last, begin, &clock) : FIRST | between(t, 0, begin, &clock);
        if (kind == WORD && is_run(t->codes[begin]))
            kind = RUN;
        else if (kind == NUMBER && clock)
            kind = CLOCKED;
        signs[count++] = (uint8_t)(kind | sign | (t->are[begin] & UPPER ? CAPITAL : 0));
        counted_long(t, begin, end, counts);
        PyObject *token = PyUnicode_Substring(text, begin, end);
        if (token == NULL || PyList_Append(raw, token) < 0) {
            Py_XDECREF(token);
            return -1;
        }
        Py_DECREF(token);
        last = begin = end;
    }
    return 0;
}

/* See `textloops.cut`. */
PyObject *
text_cut(PyObject *Py_UNUSED(self), PyObject *text)
{
    Letters letters;
    Long counts = {0, 0};
    PyObject *told = NULL;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a text is needed");
        return NULL;
    }
    if (letters_held(&letters, text) < 0)
        return NULL;
    PyObject *raw = PyList_New(0);
    uint8_t *signs = malloc((size_t)letters.size + 1);
    if (raw == NULL || signs == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    if (found_all(&letters, text, raw, signs, &counts) < 0)
        goto end;
    PyObject *are = PyBytes_FromStringAndSize((const char *)signs, PyList_Size(raw));
    int titled = counts.words >= 3 && counts.capitals > 0.7 * counts.words;
    told = are == NULL ? NULL : PyTuple_Pack(3, raw, are, titled ? Py_True : Py_False);
    Py_XDECREF(are);
end:
    letters_let_go(&letters);
    free(signs);
    Py_XDECREF(raw);
    return told;
}
