/* Which story another repeats. See `repeats.py`. */
#include "loops.h"

/* The stories held, and the one that may repeat one of them. */
typedef struct {
    Column at, feed, titles, title_at, prints, print_at;
    Column title, own; /* the title and the fingerprints of the one */
    long long own_at, own_feed;
    long long within, fewest;
    double same_title, lengths, same_text;
    PyObject *alike; /* or None */
    int ascii;
    int16_t times[128]; /* how often the title has each letter */
} Repeats;

#define BYTES(column) ((const unsigned char *)(column).view.buf)

/* How many of some sorted numbers are not above a top. */
static Py_ssize_t
up_to(const uint32_t *marks, Py_ssize_t count, uint32_t top)
{
    while (count > 0 && marks[count - 1] > top)
        count--;
    return count;
}

/* Whether two texts are nearly one, by their fingerprints, which are sorted. */
static int
same_text(const Repeats *all, const uint32_t *marks, Py_ssize_t count)
{
    const uint32_t *own = U32(all->own);
    Py_ssize_t owned = all->own.size, both = 0;
    if (owned == 0 || count == 0)
        return 0;
    uint32_t top = own[owned - 1] < marks[count - 1] ? own[owned - 1] : marks[count - 1];
    Py_ssize_t mine = up_to(own, owned, top), theirs = up_to(marks, count, top);
    Py_ssize_t fewer = mine < theirs ? mine : theirs;
    double least = all->same_text * (double)(fewer > all->fewest ? fewer : all->fewest);
    if ((double)fewer < least)
        return 0;
    for (Py_ssize_t n = 0, m = 0; n < mine && m < theirs;) {
        both += own[n] == marks[m];
        if (own[n] == marks[m]) {
            n++;
            m++;
        }
        else if (own[n] < marks[m])
            n++;
        else
            m++;
    }
    return (double)both >= least;
}

/* Whether so many letters are other ones that two titles cannot be alike: what is in one alone must
 * be put in or taken out. Of letters of several bytes nothing is said. */
static int
too_different(const Repeats *all, const unsigned char *title, Py_ssize_t size)
{
    int16_t left[128];
    if (!all->ascii || size > INT16_MAX)
        return 0;
    memcpy(left, all->times, sizeof(left));
    for (Py_ssize_t n = 0; n < size; n++) {
        if (title[n] > 127)
            return 0;
        left[title[n]]--;
    }
    long long other = 0;
    for (int n = 0; n < 128; n++)
        other += left[n] < 0 ? -left[n] : left[n];
    /* One more than can be, so that nothing hangs on how the share is rounded. */
    return 100.0 * (double)other > (101.0 - all->same_title) * (double)(size + all->title.size);
}

/* Whether two headlines are one; -1 with an error set. */
static int
same_title(const Repeats *all, const unsigned char *title, Py_ssize_t size)
{
    Py_ssize_t own = all->title.size, more = own > size ? own : size;
    if (own == size && memcmp(BYTES(all->title), title, size) == 0)
        return 1;
    Py_ssize_t gap = own > size ? own - size : size - own;
    if ((double)gap > all->lengths * (double)more || too_different(all, title, size))
        return 0;
    PyObject *found = PyObject_CallFunction(all->alike, "y#y#", BYTES(all->title), own, title, size);
    int same = found == NULL ? -1 : PyObject_IsTrue(found);
    Py_XDECREF(found);
    return same;
}

/* Whether the story repeats a row; -1 with an error set. */
static int
repeats(const Repeats *all, long long row)
{
    Py_ssize_t begin, end, first, last;
    if (span_of(&all->title_at, row, all->titles.size, &begin, &end) < 0 ||
        span_of(&all->print_at, row, all->prints.size, &first, &last) < 0)
        return -1;
    if (row >= all->at.size || row >= all->feed.size)
        return outside();
    double gap = (double)I64(all->at)[row] - (double)all->own_at;
    if (fabs(gap) > (double)all->within || begin == end)
        return 0;
    const unsigned char *title = BYTES(all->titles) + begin;
    const uint32_t *marks = U32(all->prints) + first;
    Py_ssize_t size = end - begin, count = last - first;
    if (I64(all->feed)[row] != all->own_feed) {
        int same = same_text(all, marks, count);
        return same || all->alike == Py_None ? same : same_title(all, title, size);
    }
    return size == all->title.size && count == all->own.size &&
           memcmp(title, BYTES(all->title), size) == 0 &&
           (count == 0 || memcmp(marks, U32(all->own), sizeof(uint32_t) * count) == 0);
}

/* Take hold of what is compared. */
static int
repeats_held(Repeats *all, PyObject *columns, PyObject *told, PyObject *by)
{
    Column *held[] = {&all->at, &all->feed, &all->titles,
                      &all->title_at, &all->prints, &all->print_at};
    Column *own[] = {&all->title, &all->own};
    long long about[2], wholes[2];
    double shares[3];
    if (hold_all(held, columns, "qqBIII") < 0 || hold_all(own, told, "BI") < 0 ||
        wholes_of(told, 2, about, 2) < 0 || wholes_of(by, 0, wholes, 2) < 0 ||
        numbers_of(by, 2, shares, 3) < 0)
        return -1;
    all->own_at = about[0];
    all->own_feed = about[1];
    all->within = wholes[0];
    all->fewest = wholes[1];
    all->same_title = shares[0];
    all->lengths = shares[1];
    all->same_text = shares[2];
    all->ascii = all->title.size <= INT16_MAX;
    for (Py_ssize_t n = 0; all->ascii && n < all->title.size; n++) {
        if (BYTES(all->title)[n] > 127)
            all->ascii = 0;
        else
            all->times[BYTES(all->title)[n]]++;
    }
    return 0;
}

/* See `repeats.repeated`. */
PyObject *
loops_repeated(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *columns, *numbers, *told, *by, *found = NULL;
    Repeats all;
    memset(&all, 0, sizeof(all));
    if (!PyArg_ParseTuple(args, "OO!OOO", &columns, &PyList_Type, &numbers, &told, &all.alike,
                          &by))
        return NULL;
    long long first = -1;
    int failed = repeats_held(&all, columns, told, by) < 0;
    for (Py_ssize_t n = 0; !failed && first < 0 && n < PyList_Size(numbers); n++) {
        long long row = PyLong_AsLongLong(PyList_GetItem(numbers, n));
        int same = row == -1 && PyErr_Occurred() ? -1 : repeats(&all, row);
        failed = same < 0;
        if (same > 0)
            first = row;
    }
    if (!failed)
        found = PyLong_FromLongLong(first);
    Column *held[] = {&all.at,     &all.feed,     &all.titles, &all.title_at,
                      &all.prints, &all.print_at, &all.title,  &all.own};
    for (size_t n = 0; n < sizeof(held) / sizeof(held[0]); n++)
        let_go(held[n]);
    return found;
}
