/* What is kept of threads that went silent. See `records.py`. */
#include "loops.h"

/* Most features and stories that a record has room for. */
#define MOST 255

/* ------------------------------------------------------------------ the heaviest features */

/* A feature and what it weighs. */
typedef struct {
    uint32_t feature;
    int64_t weight;
} Weighed;

/* The stories of a thread among all that are held. */
typedef struct {
    Column features, weights, places;
    Spans rows;
} Told;

#define NO_STORIES {.features = NO_COLUMN, .weights = NO_COLUMN, .places = NO_COLUMN}

static int
told_held(Told *told, PyObject *columns, PyObject *rows)
{
    Column *held[] = {&told->features, &told->weights, &told->places};
    if (hold_all(held, columns, "IHI") < 0)
        return -1;
    return spans_of(&told->rows, rows, &told->places, shorter(&told->features, &told->weights));
}

static void
told_let_go(Told *told)
{
    free(told->rows.each);
    let_go(&told->features);
    let_go(&told->weights);
    let_go(&told->places);
}

/* See `loops.h`. */
int
spans_of(Spans *spans, PyObject *rows, const Column *places, Py_ssize_t size)
{
    Py_ssize_t count = PyList_Size(rows);
    spans->count = spans->total = 0;
    spans->each = count < 0 ? NULL : malloc(sizeof(Span) * ((size_t)count + 1));
    if (spans->each == NULL)
        return PyErr_Occurred() ? -1 : (PyErr_NoMemory(), -1);
    for (; spans->count < count; spans->count++) {
        PyObject *number = PyList_GetItem(rows, spans->count);
        Span *one = &spans->each[spans->count];
        /* What is no whole number is asked for one, and could change the list meanwhile. */
        if (number == NULL || !PyLong_Check(number)) {
            PyErr_SetString(PyExc_TypeError, "a row is a whole number");
            return -1;
        }
        one->row = PyLong_AsSsize_t(number);
        if ((one->row == -1 && PyErr_Occurred()) ||
            span_of(places, one->row, size, &one->begin, &one->end) < 0)
            return -1;
        spans->total += one->end - one->begin;
    }
    return 0;
}

/* What all features of some stories weigh together, as the marks of a table. */
static int
total_of(const Told *told, Table *total)
{
    if (table_made(total, told->rows.total < 4096 ? told->rows.total : 4096) < 0)
        return -1;
    for (Py_ssize_t n = 0; n < told->rows.count; n++) {
        const Span *row = &told->rows.each[n];
        for (Py_ssize_t place = row->begin; place < row->end; place++) {
            Entry *entry = table_at(total, U32(told->features)[place]);
            if (entry == NULL)
                return -1;
            entry->mark = (entry->mark < 0 ? 0 : entry->mark) + U16(told->weights)[place];
        }
    }
    return 0;
}

/* See `loops.total`. */
PyObject *
loops_total(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *columns, *rows, *dict = NULL;
    Told told = NO_STORIES;
    Table total = {NULL, NULL, 0, 0, 0};
    if (!PyArg_ParseTuple(args, "OO!", &columns, &PyList_Type, &rows))
        return NULL;
    if (told_held(&told, columns, rows) == 0 && total_of(&told, &total) == 0)
        dict = PyDict_New();
    for (Py_ssize_t n = 0; dict != NULL && n < total.count; n++) {
        PyObject *feature = PyLong_FromLongLong(total.entries[n].key);
        PyObject *weight = PyLong_FromLongLong(total.entries[n].mark);
        if (feature == NULL || weight == NULL || PyDict_SetItem(dict, feature, weight) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(feature);
        Py_XDECREF(weight);
    }
    told_let_go(&told);
    table_freed(&total);
    return dict;
}

/* The heaviest features of several stories together. */
static int
of_several(const Told *told, Py_ssize_t most, Weighed *found, Py_ssize_t *count)
{
    Table total = {NULL, NULL, 0, 0, 0};
    const Entry *widest[MOST];
    int failed = total_of(told, &total) < 0;
    *count = failed ? 0 : heaviest(&total, most, widest);
    for (Py_ssize_t n = 0; n < *count; n++)
        found[n] = (Weighed){(uint32_t)widest[n]->key, widest[n]->mark};
    table_freed(&total);
    return failed ? -1 : 0;
}

/* The heaviest features of some stories, at most `MOST`; of one alone in its own order. */
static int
weighed_of(const Told *told, Py_ssize_t most, Weighed *found, Py_ssize_t *count)
{
    *count = 0;
    if (most < 0 || most > MOST) {
        PyErr_SetString(PyExc_ValueError, "too many features");
        return -1;
    }
    if (told->rows.count != 1)
        return of_several(told, most, found, count);
    const Span *row = &told->rows.each[0];
    for (Py_ssize_t place = row->begin; place < row->end && *count < most; place++)
        found[(*count)++] = (Weighed){U32(told->features)[place], U16(told->weights)[place]};
    return 0;
}

/* See `records.heaviest_of`. */
PyObject *
loops_heaviest_of(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *columns, *rows, *list = NULL;
    Py_ssize_t most, count;
    Told told = NO_STORIES;
    Weighed found[MOST];
    if (!PyArg_ParseTuple(args, "OO!n", &columns, &PyList_Type, &rows, &most))
        return NULL;
    if (told_held(&told, columns, rows) == 0 && weighed_of(&told, most, found, &count) == 0)
        list = PyList_New(count);
    for (Py_ssize_t n = 0; list != NULL && n < count; n++) {
        PyObject *pair = Py_BuildValue("(kL)", (unsigned long)found[n].feature,
                                       (long long)found[n].weight);
        if (pair == NULL || PyList_SetItem(list, n, pair) < 0)
            Py_CLEAR(list);
    }
    told_let_go(&told);
    return list;
}

/* A list of the first `most` of some keys, each once. */
static PyObject *
each_once(const uint32_t *keys, Py_ssize_t count, Py_ssize_t most)
{
    PyObject *list = PyList_New(0);
    for (Py_ssize_t n = 0; list != NULL && n < count && PyList_Size(list) < most; n++) {
        Py_ssize_t before = 0;
        while (before < n && keys[before] != keys[n])
            before++;
        PyObject *key = before < n ? NULL : PyLong_FromUnsignedLong(keys[n]);
        if (before == n && (key == NULL || PyList_Append(list, key) < 0))
            Py_CLEAR(list);
        Py_XDECREF(key);
    }
    return list;
}

/* See `records.sought_by`. */
PyObject *
loops_sought_by(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *columns, *rows, *hashes_, *list = NULL;
    Py_ssize_t most, enough, count = 0;
    Told told = NO_STORIES;
    Column hashes = NO_COLUMN;
    Weighed found[MOST];
    uint32_t keys[MOST];
    if (!PyArg_ParseTuple(args, "OO!Onn", &columns, &PyList_Type, &rows, &hashes_, &most, &enough))
        return NULL;
    if (told_held(&told, columns, rows) < 0 || hold(&hashes, hashes_, 'I') < 0 ||
        weighed_of(&told, most, found, &count) < 0)
        goto end;
    for (Py_ssize_t n = 0; n < count; n++) {
        if ((Py_ssize_t)found[n].feature >= hashes.size) {
            outside();
            goto end;
        }
        keys[n] = U32(hashes)[found[n].feature];
    }
    list = each_once(keys, count, enough);
end:
    let_go(&hashes);
    told_let_go(&told);
    return list;
}

/* ------------------------------------------------------------------ records */

/* What a record is made of. */
typedef struct {
    Told told;
    Column channels, hashes;  /* of every feature */
    Column story, feed, at;   /* of every story */
    long long thread, last, by[4];
    double length;
    uint32_t keys[MOST];
    uint16_t weights[MOST];
    Py_ssize_t names, count;
} Kept;

/* The heaviest features as a record has them: names and numbers before words. */
static int
features_kept(Kept *kept)
{
    Weighed found[MOST];
    if (weighed_of(&kept->told, (Py_ssize_t)kept->by[0], found, &kept->count) < 0)
        return -1;
    Py_ssize_t place = 0;
    for (int words = 0; words < 2; words++) {
        for (Py_ssize_t n = 0; n < kept->count; n++) {
            if ((Py_ssize_t)found[n].feature >= shorter(&kept->channels, &kept->hashes))
                return outside();
            int word = ((const char *)kept->channels.view.buf)[found[n].feature] == 'w';
            if (word != words)
                continue;
            double weight = (double)found[n].weight / kept->length;
            kept->keys[place] = U32(kept->hashes)[found[n].feature];
            kept->weights[place++] =
                (uint16_t)(weight < (double)kept->by[3] ? weight : (double)kept->by[3]);
        }
        if (!words)
            kept->names = place;
    }
    return 0;
}

/* The heaviest of a record's features, of equally heavy ones the highest first, each once. */
static PyObject *
ways_to(const Kept *kept)
{
    uint64_t best[MOST];
    uint32_t keys[MOST];
    for (Py_ssize_t n = 0; n < kept->count; n++) {
        uint64_t one = (uint64_t)kept->weights[n] << 32 | kept->keys[n];
        Py_ssize_t place = n;
        for (; place > 0 && best[place - 1] < one; place--)
            best[place] = best[place - 1];
        best[place] = one;
    }
    Py_ssize_t count = kept->count < kept->by[1] ? kept->count : (Py_ssize_t)kept->by[1];
    for (Py_ssize_t n = 0; n < count; n++)
        keys[n] = (uint32_t)best[n];
    return each_once(keys, count, count);
}

/* A story by its time and its row. */
typedef struct {
    int64_t at;
    Py_ssize_t row;
} Member;

static int
by_time(const void *one, const void *other)
{
    const Member *a = one, *b = other;
    return a->at != b->at ? (a->at < b->at ? -1 : 1) : (a->row > b->row) - (a->row < b->row);
}

/* The stories of a thread, the oldest first; to be freed, NULL with an error set. */
static Member *
members_of(const Kept *kept)
{
    Py_ssize_t count = kept->told.rows.count, held = shorter(&kept->story, &kept->feed);
    held = kept->at.size < held ? kept->at.size : held;
    Member *members = malloc(sizeof(Member) * ((size_t)count + 1));
    if (members == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t n = 0; n < count; n++) {
        Py_ssize_t row = kept->told.rows.each[n].row;
        if (row >= held) {
            free(members);
            outside();
            return NULL;
        }
        members[n] = (Member){I64(kept->at)[row], row};
    }
    qsort(members, (size_t)count, sizeof(Member), by_time);
    return members;
}

/* Put a number down, the lowest byte first. */
static char *
put(char *into, long long number)
{
    for (int n = 0; n < 8; n++)
        *into++ = (char)((unsigned long long)number >> 8 * n);
    return into;
}

/* A record as bytes. */
static PyObject *
packed(const Kept *kept)
{
    char record[2 * 8 + 3 + MOST * (sizeof(uint32_t) + sizeof(uint16_t) + 2 * sizeof(int64_t))];
    Member *members = members_of(kept);
    if (members == NULL)
        return NULL;
    Py_ssize_t all = kept->told.rows.count, most = (Py_ssize_t)kept->by[2];
    Py_ssize_t count = all < most ? all : most;
    char *into = put(put(record, kept->thread), kept->last);
    *into++ = (char)kept->names;
    *into++ = (char)kept->count;
    *into++ = (char)count;
    memcpy(into, kept->keys, sizeof(uint32_t) * (size_t)kept->count);
    into += sizeof(uint32_t) * (size_t)kept->count;
    memcpy(into, kept->weights, sizeof(uint16_t) * (size_t)kept->count);
    into += sizeof(uint16_t) * (size_t)kept->count;
    const Column *columns[] = {&kept->story, &kept->feed};
    for (int column = 0; column < 2; column++)
        for (Py_ssize_t n = all - count; n < all; n++, into += sizeof(int64_t))
            memcpy(into, &I64(*columns[column])[members[n].row], sizeof(int64_t));
    free(members);
    return PyBytes_FromStringAndSize(record, into - record);
}

/* See `records.recorded`. */
PyObject *
loops_recorded(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *columns, *rows, *known, *about, *by, *record = NULL, *keys = NULL, *made = NULL;
    Kept kept;
    memset(&kept, 0, sizeof(kept));
    if (!PyArg_ParseTuple(args, "OO!OOLLdO", &columns, &PyList_Type, &rows, &known, &about,
                          &kept.thread, &kept.last, &kept.length, &by))
        return NULL;
    Column *features[] = {&kept.channels, &kept.hashes};
    Column *stories[] = {&kept.story, &kept.feed, &kept.at};
    if (told_held(&kept.told, columns, rows) < 0 || hold_all(features, known, "BI") < 0 ||
        hold_all(stories, about, "qqq") < 0 || wholes_of(by, 0, kept.by, 4) < 0)
        goto end;
    if (!(kept.length > 0.0) || kept.by[1] < 0 || kept.by[2] < 0 || kept.by[2] > MOST ||
        kept.by[3] < 0 || kept.by[3] > UINT16_MAX) {
        PyErr_SetString(PyExc_ValueError, "a record cannot be made so");
        goto end;
    }
    if (features_kept(&kept) < 0)
        goto end;
    record = packed(&kept);
    keys = record == NULL ? NULL : ways_to(&kept);
    if (keys != NULL)
        made = PyTuple_Pack(2, record, keys);
    Py_XDECREF(record);
    Py_XDECREF(keys);
end:
    told_let_go(&kept.told);
    let_go(&kept.channels);
    let_go(&kept.hashes);
    let_go(&kept.story);
    let_go(&kept.feed);
    let_go(&kept.at);
    return made;
}
