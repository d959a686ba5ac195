/* What the features of a story weigh. See `loops.py`. */
#include "loops.h"

/* One feature of a story that is weighed. */
typedef struct {
    double weight;
    long long number; /* by which equal ones are in order: an unknown one is behind all */
    Py_ssize_t place; /* among the story's */
} Weighed;

static int
heavier(const Weighed *one, const Weighed *other)
{
    return one->weight > other->weight ||
           (one->weight == other->weight && one->number < other->number);
}

/* Bring the heaviest to the front, in order: the halves in order first (into `room`, of the same
 * size), and then one of the two after the other. */
static void
sorted(Weighed *some, Py_ssize_t count, Weighed *room)
{
    if (count < 9) {
        for (Py_ssize_t n = 1; n < count; n++) {
            Weighed one = some[n];
            Py_ssize_t place = n;
            for (; place > 0 && heavier(&one, &some[place - 1]); place--)
                some[place] = some[place - 1];
            some[place] = one;
        }
        return;
    }
    Py_ssize_t middle = count / 2, first = 0, second = middle;
    sorted(some, middle, room);
    sorted(some + middle, count - middle, room);
    memcpy(room, some, sizeof(Weighed) * middle);
    for (Py_ssize_t n = 0; first < middle; n++)
        some[n] = second < count && heavier(&some[second], &room[first]) ? some[second++]
                                                                         : room[first++];
}

/* The threads of a feed's latest rows that have a feature, as bits: the n-th row's thread is bit n
 * of the first row that has it. */
typedef struct {
    Column features, places, thread;
    long long rows[64];
    Py_ssize_t count;
} Latest;

static int
latest_held(Latest *latest, PyObject *rows, PyObject *features, PyObject *places, PyObject *thread)
{
    latest->count = PyList_Size(rows);
    if (latest->count > 64) {
        PyErr_SetString(PyExc_ValueError, "too many rows of a feed");
        return -1;
    }
    if (hold(&latest->features, features, 'I') < 0 || hold(&latest->places, places, 'I') < 0 ||
        hold(&latest->thread, thread, 'q') < 0)
        return -1;
    for (Py_ssize_t n = 0; n < latest->count; n++) {
        long long row = PyLong_AsLongLong(PyList_GetItem(rows, n));
        if (row == -1 && PyErr_Occurred())
            return -1;
        Py_ssize_t begin, end;
        if (span_of(&latest->places, row, latest->features.size, &begin, &end) < 0)
            return -1;
        if (row >= latest->thread.size)
            return outside();
        latest->rows[n] = row;
    }
    return 0;
}

/* In how many threads of a feed's latest rows a feature is, for each of those in the table. */
static void
counted(const Latest *latest, Table *often)
{
    Some some = {{0}};
    for (Py_ssize_t n = 0; n < often->count; n++)
        some_added(&some, (uint32_t)often->entries[n].key);
    for (Py_ssize_t n = 0; n < latest->count; n++) {
        long long row = latest->rows[n];
        int64_t own = I64(latest->thread)[row];
        Py_ssize_t first = 0;
        while (I64(latest->thread)[latest->rows[first]] != own)
            first++;
        for (uint32_t place = U32(latest->places)[row]; place < U32(latest->places)[row + 1];
             place++) {
            uint32_t feature = U32(latest->features)[place];
            Entry *entry = some_may_have(&some, feature) ? table_get(often, feature) : NULL;
            if (entry != NULL)
                entry->mark |= (int64_t)((uint64_t)1 << first);
        }
    }
}

static int
bits(uint64_t set)
{
    int count = 0;
    for (; set; set &= set - 1)
        count++;
    return count;
}

/* What `weighed` was given to weigh, and by; of stories that are told by number (`numbers`, held
 * then) the names are those of all in a list, and the rest stands in columns. */
typedef struct {
    PyObject *names, *weights, *zipfs, *ids, *of_number;
    Column numbers, occurring, channels, commons, cached;
    Column in_threads, in_stories;
    long long known;
    double words, everywhere, background, by_threads, by_stories, floor, per, least, left;
    double poor, unit, seldom;
    long long habit, most;
} Scale;

/* Take `loops.Scale`, and the sizes. */
static int
scaled(Scale *scale, PyObject *sizes, PyObject *numbers)
{
    double size[2], first[6], last[2];
    if (wholes_of(sizes, 0, &scale->known, 1) < 0 || numbers_of(sizes, 1, size, 2) < 0 ||
        numbers_of(numbers, 0, first, 6) < 0 || wholes_of(numbers, 6, &scale->habit, 1) < 0 ||
        numbers_of(numbers, 7, &scale->left, 1) < 0 ||
        wholes_of(numbers, 8, &scale->most, 1) < 0 || numbers_of(numbers, 9, last, 2) < 0)
        return -1;
    scale->words = size[0];
    scale->everywhere = size[1];
    scale->background = first[0];
    scale->by_threads = first[1];
    scale->by_stories = first[2];
    scale->floor = first[3];
    scale->per = first[4];
    scale->least = first[5];
    scale->poor = last[0];
    scale->unit = last[1];
    /* A word so seldom is of the least share; what is near to that is worked out. */
    scale->seldom = 9.0 + log10(scale->floor / scale->per) - 1e-6;
    return 0;
}

/* The name of the feature at a place; NULL with an error set. */
static PyObject *
name_at(const Scale *scale, Py_ssize_t place)
{
    return scale->numbers.held ? PyList_GetItem(scale->names, U32(scale->numbers)[place])
                               : PyTuple_GetItem(scale->names, place);
}

/* How common it is; -1 perhaps with an error set. */
static double
zipf_at(const Scale *scale, Py_ssize_t place)
{
    return scale->numbers.held ? F64(scale->commons)[U32(scale->numbers)[place]]
                               : PyFloat_AsDouble(PyTuple_GetItem(scale->zipfs, place));
}

/* The first letter of its name; -1 perhaps with an error set. */
static Py_UCS4
channel_at(const Scale *scale, Py_ssize_t place)
{
    return scale->numbers.held
               ? ((const uint8_t *)scale->channels.view.buf)[U32(scale->numbers)[place]]
               : PyUnicode_ReadChar(PyTuple_GetItem(scale->names, place), 0);
}

/* How many of the background's stories hold a feature. */
static int
share_of(const Scale *scale, const Weighed *one, Py_UCS4 channel, double *share)
{
    if (channel == '#') {
        PyObject *name = name_at(scale, one->place);
        if (name == NULL)
            return -1;
        Py_INCREF(name);
        PyObject *found = PyObject_CallFunctionObjArgs(scale->of_number, name, NULL);
        Py_DECREF(name);
        *share = found == NULL ? -1.0 : PyFloat_AsDouble(found) * scale->background;
        Py_XDECREF(found);
        return PyErr_Occurred() ? -1 : 0;
    }
    double zipf = zipf_at(scale, one->place);
    if (zipf == -1.0 && PyErr_Occurred())
        return -1;
    double chance = zipf < scale->seldom ? 0.0 : scale->per * pow(10.0, zipf - 9.0);
    chance = chance > scale->floor ? chance : scale->floor;
    *share = (chance < 0.5 ? chance : 0.5) * scale->background;
    return 0;
}

/* Weigh one feature by how rare it is; its weight of occurrence is there already. */
static int
weighed_one(const Scale *scale, const Table *often, Weighed *one)
{
    Py_UCS4 channel = channel_at(scale, one->place);
    double share, df = 0.0;
    if ((channel == (Py_UCS4)-1 && PyErr_Occurred()) || share_of(scale, one, channel, &share) < 0)
        return -1;
    if (one->number < scale->known) {
        df = scale->by_threads * I32(scale->in_threads)[one->number] +
             scale->by_stories * I32(scale->in_stories)[one->number];
        Entry *entry = often->count ? table_get(often, one->number) : NULL;
        if (entry != NULL && bits((uint64_t)entry->mark) >= scale->habit)
            one->weight *= scale->left;
    }
    double rarity = log((channel == 'w' ? scale->words : scale->everywhere) / (share + df + 0.5));
    one->weight *= rarity > scale->least ? rarity : scale->least;
    return 0;
}

/* Which number the index has for the feature at a place (-1: none), and its weight of occurrence;
 * -1 with an error set. */
static int
number_at(const Scale *scale, Py_ssize_t place, long long *number, double *weight)
{
    int32_t *cached = NULL;
    if (scale->numbers.held) {
        cached = (int32_t *)scale->cached.view.buf + U32(scale->numbers)[place];
        *weight = F64(scale->occurring)[place];
        *number = *cached;
        if (*number >= 0)
            return 0;
    }
    else {
        *weight = PyFloat_AsDouble(PyTuple_GetItem(scale->weights, place));
        if (*weight == -1.0 && PyErr_Occurred())
            return -1;
    }
    PyObject *name = name_at(scale, place);
    PyObject *found = name == NULL ? NULL : PyDict_GetItemWithError(scale->ids, name);
    *number = found == NULL ? -1 : PyLong_AsLongLong(found);
    if (*number == -1 && PyErr_Occurred())
        return -1;
    if (found != NULL && (*number < 0 || *number >= scale->known))
        return outside();
    if (found != NULL && cached != NULL)
        *cached = (int32_t)*number;
    return 0;
}

/* The features of a story by number, and as a table those that may be a feed's habits. */
static int
numbered(const Scale *scale, Py_ssize_t count, Weighed *found, Table *often)
{
    long long unseen = scale->known;
    for (Py_ssize_t place = 0; place < count; place++, found++) {
        if (number_at(scale, place, &found->number, &found->weight) < 0)
            return -1;
        found->place = place;
        if (found->number < 0) {
            found->number = unseen++;
            continue;
        }
        if (found->number >= scale->known || found->number >= scale->in_threads.size ||
            found->number >= scale->in_stories.size)
            return outside();
        if (I32(scale->in_threads)[found->number] >= scale->habit) {
            Entry *entry = table_at(often, found->number);
            if (entry == NULL)
                return -1;
            entry->mark = 0;
        }
    }
    return 0;
}

/* The columns of what was weighed, and the places of what has no number yet. */
static PyObject *
as_columns(const Scale *scale, const Weighed *found, Py_ssize_t count)
{
    PyObject *one = NULL, *other = NULL, *made = NULL, *new = PyList_New(0);
    uint32_t *numbers = malloc(sizeof(uint32_t) * (count + 1));
    uint16_t *weights = malloc(sizeof(uint16_t) * (count + 1));
    if (new == NULL || numbers == NULL || weights == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    double square = 0.0;
    for (Py_ssize_t n = 0; n < count; n++)
        square += found[n].weight * found[n].weight;
    double length = sqrt(square), least = scale->unit / (length > scale->poor ? length : scale->poor);
    for (Py_ssize_t n = 0; n < count; n++) {
        double weight = found[n].weight * least;
        long long number = found[n].number;
        if (number >= scale->known) {
            PyObject *place = PyLong_FromSsize_t(found[n].place);
            number = scale->known + PyList_Size(new);
            int failed = place == NULL || PyList_Append(new, place) < 0;
            Py_XDECREF(place);
            if (failed)
                goto end;
        }
        if (!(weight > -1.0 && weight < 65536.0) || number > UINT32_MAX) {
            PyErr_SetString(PyExc_OverflowError, "a weight is beyond all bounds");
            goto end;
        }
        numbers[n] = (uint32_t)number;
        weights[n] = (uint16_t)weight;
    }
    one = arrayed("I", numbers, sizeof(uint32_t) * count);
    other = one == NULL ? NULL : arrayed("H", weights, sizeof(uint16_t) * count);
    made = other == NULL ? NULL : PyTuple_Pack(3, one, other, new);
end:
    Py_XDECREF(one);
    Py_XDECREF(other);
    Py_XDECREF(new);
    free(numbers);
    free(weights);
    return made;
}

/* What `weighed` is given beside the features of a story. */
typedef struct {
    PyObject *in_threads, *in_stories, *rows, *features, *places, *thread, *sizes, *numbers;
} Given;

/* Weigh so many features. */
static PyObject *
weighed_all(Scale *scale, const Given *given, Py_ssize_t count)
{
    PyObject *made = NULL;
    Latest latest = {.features = NO_COLUMN, .places = NO_COLUMN, .thread = NO_COLUMN};
    Table often = {NULL, NULL, 0, 0, 0};
    Weighed *found = malloc(sizeof(Weighed) * 2 * (count + 1));
    if (found == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    if (scaled(scale, given->sizes, given->numbers) < 0 ||
        hold(&scale->in_threads, given->in_threads, 'i') < 0 ||
        hold(&scale->in_stories, given->in_stories, 'i') < 0 ||
        latest_held(&latest, given->rows, given->features, given->places, given->thread) < 0 ||
        table_made(&often, count) < 0 || numbered(scale, count, found, &often) < 0)
        goto end;
    if (often.count)
        counted(&latest, &often);
    for (Py_ssize_t n = 0; n < count; n++)
        if (weighed_one(scale, &often, &found[n]) < 0)
            goto end;
    sorted(found, count, found + count + 1);
    Py_ssize_t most = scale->most < 0 ? 0 : scale->most;
    made = as_columns(scale, found, count < most ? count : most);
end:
    let_go(&scale->in_threads);
    let_go(&scale->in_stories);
    let_go(&latest.features);
    let_go(&latest.places);
    let_go(&latest.thread);
    table_freed(&often);
    free(found);
    return made;
}

/* See `loops.weighed`. */
PyObject *
loops_weighed(PyObject *Py_UNUSED(self), PyObject *args)
{
    Given given;
    Scale scale = {.numbers = NO_COLUMN};
    if (!PyArg_ParseTuple(args, "O!O!O!O!OOO!OOOOOO", &PyTuple_Type, &scale.names, &PyTuple_Type,
                          &scale.weights, &PyTuple_Type, &scale.zipfs, &PyDict_Type, &scale.ids,
                          &given.in_threads, &given.in_stories, &PyList_Type, &given.rows,
                          &given.features, &given.places, &given.thread, &scale.of_number,
                          &given.sizes, &given.numbers))
        return NULL;
    Py_ssize_t count = PyTuple_Size(scale.names);
    if (PyTuple_Size(scale.weights) != count || PyTuple_Size(scale.zipfs) != count) {
        PyErr_SetString(PyExc_ValueError, "the columns are not of one length");
        return NULL;
    }
    return weighed_all(&scale, &given, count);
}

/* Hold the columns of a story that is told by number, and of the table; 0, or -1 with an error. */
static int
told_held(Scale *scale, PyObject *numbers, PyObject *occurring, PyObject *table)
{
    if (hold(&scale->numbers, numbers, 'I') < 0 || hold(&scale->occurring, occurring, 'd') < 0 ||
        hold(&scale->channels, PyTuple_GetItem(table, 1), 'B') < 0 ||
        hold(&scale->commons, PyTuple_GetItem(table, 2), 'd') < 0 ||
        hold_to(&scale->cached, PyTuple_GetItem(table, 3), 'i', PyBUF_WRITABLE) < 0)
        return -1;
    Py_ssize_t most = PyList_Size(scale->names);
    if (scale->occurring.size != scale->numbers.size || scale->channels.size != most ||
        scale->commons.size != most || scale->cached.size != most) {
        PyErr_SetString(PyExc_ValueError, "the columns are not of one length");
        return -1;
    }
    for (Py_ssize_t n = 0; n < scale->numbers.size; n++)
        if (U32(scale->numbers)[n] >= most)
            return outside();
    return 0;
}

/* See `numbered.weighed_told`. */
PyObject *
loops_weighed_told(PyObject *Py_UNUSED(self), PyObject *args)
{
    Given given;
    Scale scale = {.numbers = NO_COLUMN};
    PyObject *numbers, *occurring, *table, *made = NULL;
    if (!PyArg_ParseTuple(args, "OOO!O!OOO!OOOOOO", &numbers, &occurring, &PyTuple_Type, &table,
                          &PyDict_Type, &scale.ids, &given.in_threads, &given.in_stories,
                          &PyList_Type, &given.rows, &given.features, &given.places,
                          &given.thread, &scale.of_number, &given.sizes, &given.numbers))
        return NULL;
    if (PyTuple_Size(table) != 4 || !PyList_Check(PyTuple_GetItem(table, 0))) {
        PyErr_SetString(PyExc_TypeError, "a table of names is needed");
        return NULL;
    }
    scale.names = PyTuple_GetItem(table, 0);
    if (told_held(&scale, numbers, occurring, table) == 0)
        made = weighed_all(&scale, &given, scale.numbers.size);
    let_go(&scale.numbers);
    let_go(&scale.occurring);
    let_go(&scale.channels);
    let_go(&scale.commons);
    let_go(&scale.cached);
    return made;
}
