/* What a name is called, whatever language wrote it. See `textloops.py`. */
#include "text.h"

/* Letters a name keeps at least, see `textloops.plain_name`. */
#define KEPT 4

/* Some letters that are one sound, of which those that stand first are tried first, and how it is
 * written; the last is one only where none of `unless` stands behind. */
typedef struct {
    const char *signs[12], *written, *unless;
} Sound;

static const Sound sounds[] = {
    {{"tsch", "sch", "tch", "szcz", "sh", "ch", "cz", "sz", "rz", "zh", "kh"}, "h", NULL},
    {{"ck", "qu", "q", "c"}, "k", "eiyh"},
    {{"ph"}, "f", NULL},
    {{"th"}, "t", NULL},
    {{"w"}, "v", NULL},
    {{"x"}, "ks", NULL},
    {{"tz", "ts", "z", "c"}, "s", NULL},
    {{"ou", "oe"}, "u", NULL},
    {{"j", "y"}, "i", NULL},
};

/* How many letters a sign has that stands at a place, 0 when another does. A zero ends the name. */
static Py_ssize_t
sign_at(const Py_UCS4 *at, const char *sign)
{
    Py_ssize_t length = 0;
    for (; sign[length]; length++)
        if (at[length] != (unsigned char)sign[length])
            return 0;
    return length;
}

static int
is_among(Py_UCS4 code, const char *letters)
{
    return code > 0 && code < 128 && strchr(letters, (int)code) != NULL;
}

/* How many letters of a sound stand at a place. */
static Py_ssize_t
sound_at(const Py_UCS4 *at, const Sound *sound)
{
    for (int n = 0; n < 12 && sound->signs[n] != NULL; n++) {
        Py_ssize_t length = sign_at(at, sound->signs[n]);
        int last = n == 11 || sound->signs[n + 1] == NULL;
        if (length && !(last && sound->unless != NULL && is_among(at[length], sound->unless)))
            return length;
    }
    return 0;
}

/* Write a name as it sounds, from one place to another; its length. */
static Py_ssize_t
sounded(const Py_UCS4 *name, Py_UCS4 *found, const Sound *sound)
{
    Py_ssize_t size = 0;
    while (*name) {
        Py_ssize_t length = sound_at(name, sound);
        if (!length) {
            found[size++] = *name++;
            continue;
        }
        for (const char *letter = sound->written; *letter; letter++)
            found[size++] = (unsigned char)*letter;
        name += length;
    }
    found[size] = 0;
    return size;
}

/* Set each run of one letter once; the length. */
static Py_ssize_t
undoubled(Py_UCS4 *name, Py_ssize_t size)
{
    Py_ssize_t left = 0;
    for (Py_ssize_t at = 0; at < size; at++)
        if (left == 0 || name[at] != name[left - 1])
            name[left++] = name[at];
    name[left] = 0;
    return left;
}

/* The length of a name without an ending, of which the longer come first; -1 where it has none. */
static Py_ssize_t
without(const Py_UCS4 *name, Py_ssize_t size, const char *const *endings)
{
    for (; *endings != NULL; endings++) {
        Py_ssize_t length = (Py_ssize_t)strlen(*endings);
        if (length <= size && sign_at(name + size - length, *endings))
            return size - length;
    }
    return -1;
}

/* What is left of a name without its endings; the length. */
static Py_ssize_t
ended(Py_UCS4 *name, Py_ssize_t size, int cases)
{
    static const char *const of_cases[] = {
        "owskiego", "owskiemu", "owskim", "iego", "iemu", "iem", "owi", "ego", "emu", "ami",
        "ach", "em", "om", "ie", NULL,
    };
    static const char *const russian[] = {"iev", "iov", "ev", "ov", NULL};
    Py_ssize_t left = cases ? without(name, size, of_cases) : -1;
    size = left >= KEPT ? left : size;
    left = without(name, size, russian);
    if (left >= 0) {
        name[left] = 'o';
        name[left + 1] = 'v';
        size = left + 2;
    }
    size -= size > KEPT && name[size - 1] == 's';
    for (left = size; left > 0 && is_among(name[left - 1], "aeiouy");)
        left--;
    return left >= KEPT ? left : size;
}

PyObject *
plain_name(PyObject *given, int cases)
{
    PyObject *told = NULL;
    int alpha = 1;
    Letters letters;
    if (letters_held(&letters, given) < 0)
        return NULL;
    Py_ssize_t size = letters.size;
    for (Py_ssize_t at = 0; at < size; at++)
        alpha = alpha && letters.are[at] & ALPHA;
    /* One sound of one letter is written with two, and none is longer that way twice. */
    Py_UCS4 few[1024], *name = few;
    if (2 * size + 1 > 512)
        name = malloc(sizeof(Py_UCS4) * 2 * (2 * (size_t)size + 1));
    if (name == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    Py_UCS4 *other = name + 2 * size + 1, *first = name;
    memcpy(name, letters.codes, sizeof(Py_UCS4) * (size_t)(size + 1));
    if (alpha) {
        for (size_t n = 0; n < sizeof(sounds) / sizeof(sounds[0]); n++) {
            Py_UCS4 *before = name;
            size = sounded(before, other, &sounds[n]);
            name = other;
            other = before;
        }
        size = undoubled(name, size);
    }
    told = letters_text(name, ended(name, size, cases));
    if (first != few)
        free(first);
end:
    letters_let_go(&letters);
    return told;
}

/* See `textloops.plain_name`. */
PyObject *
text_plain_name(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *given;
    int cases;
    return PyArg_ParseTuple(args, "Up", &given, &cases) ? plain_name(given, cases) : NULL;
}
