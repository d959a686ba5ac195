/* What is left of a score that deserves doubt. See `doubt.py`. */
#include "loops.h"

/* See `doubt.Doubt`. */
typedef struct {
    double enough, names, one_word, two_words, broad, power, per, shown, common, nameless, others;
    double own_names, theirs, most, unit;
} Doubt;

/* A feature with what it weighs in the story (-1: it has it not) and in the thread (or the row). */
typedef struct {
    uint32_t feature;
    int64_t own, held;
    int times; /* in how many of the thread's stories it is */
} Shared;

/* What is compared, and by which words. */
typedef struct {
    Column features, weights, places;          /* of the stories held */
    Column own_features, own_weights;          /* of the one that is compared */
    Column channels, as_names, in_stories;     /* of every feature */
    PyObject *surfaces, *names, *ask;
    Table own; /* the story's features: the mark is the weight */
    Doubt by;
} Asking;

/* Whether a feature is a name, be it as a word; -1 with an error set. */
static int
named(const Asking *all, uint32_t feature)
{
    if (feature >= all->channels.size || feature >= all->as_names.size ||
        feature >= all->in_stories.size)
        return outside();
    char channel = ((const char *)all->channels.view.buf)[feature];
    if (channel != 'w')
        return channel == '@';
    int32_t as;
    if (name_of(&all->as_names, feature, all->ask, &as) < 0)
        return -1;
    if (as >= all->in_stories.size)
        return outside();
    return as >= 0 && I32(all->in_stories)[as] >= all->by.shown * I32(all->in_stories)[feature];
}

/* Whether a feature tells events of one kind apart: a name or a number; -1 with an error set. */
static int
telling(const Asking *all, uint32_t feature)
{
    int found = named(all, feature);
    return found ? found : ((const char *)all->channels.view.buf)[feature] == '#';
}

/* How people write a feature; NULL with an error set. */
static PyObject *
surface_of(const Asking *all, uint32_t feature)
{
    PyObject *surface = PyList_GetItem(all->surfaces, feature);
    PyObject *name = surface == NULL ? NULL : PyList_GetItem(all->names, feature);
    if (name == NULL)
        return NULL;
    if (!PyUnicode_Check(surface) || !PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "a name is a string");
        return NULL;
    }
    return PyUnicode_GetLength(surface) ? Py_NewRef(surface)
                                        : PyUnicode_Substring(name, 1, PY_SSIZE_T_MAX);
}

/* Where the features of a row begin and end. */
static int
row_of(const Asking *all, long long row, Py_ssize_t *begin, Py_ssize_t *end)
{
    return span_of(&all->places, row, shorter(&all->features, &all->weights), begin, end);
}

/* The features of a row that the story has, too. */
static int
both_of(const Asking *all, long long row, Shared **both, Py_ssize_t *count)
{
    Py_ssize_t begin, end;
    *count = 0;
    if (row_of(all, row, &begin, &end) < 0)
        return -1;
    *both = malloc(sizeof(Shared) * (size_t)(end - begin + 1));
    if (*both == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (; begin < end; begin++) {
        const Entry *own = table_get(&all->own, U32(all->features)[begin]);
        if (own != NULL)
            (*both)[(*count)++] = (Shared){.feature = U32(all->features)[begin],
                                           .own = own->mark,
                                           .held = U16(all->weights)[begin]};
    }
    return 0;
}

/* What is left by how much of what two stories share is no name. */
static int
unnamed(const Asking *all, const Shared *both, Py_ssize_t count, double *score)
{
    int64_t other = 0;
    for (Py_ssize_t n = 0; n < count; n++) {
        int name = named(all, both[n].feature);
        if (name < 0)
            return -1;
        if (!name)
            other += both[n].held * both[n].own;
    }
    double share = (double)other / (all->by.unit * all->by.unit);
    if (share < all->by.enough)
        *score *= 1 - all->by.names * (1 - share / all->by.enough);
    return 0;
}

/* How many words some features are, at most three: of one writing, but for capitals, are one. */
static int
words_of(const Asking *all, const Shared *both, Py_ssize_t count)
{
    PyObject *words[3];
    int found = 0, failed = 0;
    for (Py_ssize_t n = 0; !failed && found < 3 && n < count; n++) {
        PyObject *surface = surface_of(all, both[n].feature);
        PyObject *word = surface == NULL ? NULL : PyObject_CallMethod(surface, "casefold", NULL);
        Py_XDECREF(surface);
        failed = word == NULL;
        int known = 0;
        for (int other = 0; !failed && !known && other < found; other++)
            known = PyUnicode_Compare(words[other], word) == 0;
        if (failed || known)
            Py_XDECREF(word);
        else
            words[found++] = word;
    }
    int count_ = found;
    while (found)
        Py_DECREF(words[--found]);
    return failed || PyErr_Occurred() ? -1 : count_;
}

/* What is left by how many words two stories share. */
static int
enough(const Asking *all, const Shared *both, Py_ssize_t count, int own, double *score)
{
    int words = words_of(all, both, count);
    if (words < 0)
        return -1;
    if (words < 2)
        *score *= all->by.one_word;
    if (words != 2 || !own)
        return 0;
    for (Py_ssize_t n = 0; n < count; n++) {
        int tells = telling(all, both[n].feature);
        if (tells)
            return tells < 0 ? -1 : 0;
    }
    *score *= all->by.two_words;
    return 0;
}

/* The story's features, and behind them the others of a small thread: what each weighs in both. */
static int
held_of(const Asking *all, PyObject *members, Table *places, Shared *held, Py_ssize_t room,
        Py_ssize_t *count)
{
    for (Py_ssize_t n = 0; n < PyList_Size(members); n++) {
        long long row = PyLong_AsLongLong(PyList_GetItem(members, n));
        Py_ssize_t begin, end;
        if ((row == -1 && PyErr_Occurred()) || row_of(all, row, &begin, &end) < 0)
            return -1;
        for (; begin < end; begin++) {
            uint32_t feature = U32(all->features)[begin];
            Entry *entry = table_at(places, feature);
            if (entry == NULL)
                return -1;
            if (entry->mark < 0) {
                const Entry *own = table_get(&all->own, feature);
                if (*count == room)
                    return outside();
                entry->mark = *count;
                held[(*count)++] = (Shared){.feature = feature, .own = own ? own->mark : -1};
            }
            held[entry->mark].held += U16(all->weights)[begin];
            held[entry->mark].times++;
        }
    }
    return 0;
}

/* A part of a likeness, and the word that it is. */
typedef struct {
    PyObject *word;
    Py_hash_t hash;
    double part;
} Part;

/* Add what a feature adds to the likeness to the part of its word. */
static int
part_added(const Asking *all, uint32_t feature, double part, Part *parts, Py_ssize_t *count)
{
    PyObject *word = surface_of(all, feature);
    Py_hash_t hash = word == NULL ? -1 : PyObject_Hash(word);
    if (hash == -1) {
        Py_XDECREF(word);
        return -1;
    }
    Py_ssize_t n = 0;
    while (n < *count && (parts[n].hash != hash || PyUnicode_Compare(parts[n].word, word) != 0))
        n++;
    if (n == *count)
        parts[(*count)++] = (Part){.word = word, .hash = hash};
    else
        Py_DECREF(word);
    parts[n].part += part;
    return PyErr_Occurred() ? -1 : 0;
}

/* What is left by how many words the story shares with the thread; `total`: the sum of a large one,
 * NULL for a small one, of which `held` and `places` are. */
static int
broad(const Asking *all, PyObject *total, const Table *places, const Shared *held, double *score)
{
    Py_ssize_t count = 0, size = all->own.count;
    Part *parts = malloc(sizeof(Part) * (size + 1));
    int failed = parts == NULL;
    if (failed)
        PyErr_NoMemory();
    for (Py_ssize_t n = 0; !failed && n < size; n++) {
        uint32_t feature = (uint32_t)all->own.entries[n].key;
        int64_t weight = 0;
        if (total == NULL) {
            const Entry *entry = table_get(places, feature);
            if (entry == NULL)
                continue;
            weight = held[entry->mark].held;
        }
        else {
            PyObject *key = PyLong_FromUnsignedLong(feature);
            PyObject *found = key == NULL ? NULL : PyDict_GetItemWithError(total, key);
            Py_XDECREF(key);
            if (found == NULL && !PyErr_Occurred())
                continue;
            weight = found == NULL ? 0 : PyLong_AsLongLong(found);
            failed = PyErr_Occurred() != NULL;
        }
        double part = (double)((uint64_t)all->own.entries[n].mark * (uint64_t)weight);
        failed = failed || part_added(all, feature, part, parts, &count) < 0;
    }
    double whole = 0.0, squares = 0.0;
    for (Py_ssize_t n = 0; n < count; n++) {
        whole += parts[n].part;
        squares += parts[n].part * parts[n].part;
        Py_DECREF(parts[n].word);
    }
    free(parts);
    double shared = squares > 0.0 ? whole * whole / squares : 0.0;
    double wanted = (double)size / all->by.per;
    wanted = all->by.broad < wanted ? all->by.broad : wanted;
    if (shared > 0.0)
        *score *= pow(shared / wanted < 1.0 ? shared / wanted : 1.0, all->by.power);
    return failed ? -1 : 0;
}

/* What is taken away where the story and a small thread share no name and no number. */
static int
conflict(const Asking *all, const Table *places, const Shared *held, Py_ssize_t count,
         Py_ssize_t members, double length, double *taken)
{
    const Doubt *by = &all->by;
    double shared = 0.0, own = 0.0, theirs = 0.0;
    for (Py_ssize_t n = 0; n < all->own.count; n++) {
        const Entry *one = &all->own.entries[n], *entry = table_get(places, one->key);
        int tells = entry == NULL ? 0 : telling(all, (uint32_t)one->key);
        if (tells < 0)
            return -1;
        if (tells)
            shared += (double)((uint64_t)one->mark * (uint64_t)held[entry->mark].held) / length /
                      by->unit;
    }
    *taken = 0.0;
    if (shared >= by->common)
        return 0;
    for (Py_ssize_t n = 0; n < all->own.count; n++) {
        const Entry *one = &all->own.entries[n];
        int tells = table_get(places, one->key) ? 0 : telling(all, (uint32_t)one->key);
        if (tells < 0)
            return -1;
        if (tells)
            own += ((double)one->mark / by->unit) * ((double)one->mark / by->unit);
    }
    *taken = by->nameless;
    if (own <= by->own_names)
        return 0;
    for (Py_ssize_t n = 0; n < count; n++) {
        if (held[n].times < by->most * (double)members || held[n].own >= 0)
            continue;
        int tells = telling(all, held[n].feature);
        if (tells < 0)
            return -1;
        if (tells)
            theirs += ((double)held[n].held / length) * ((double)held[n].held / length);
    }
    if (theirs > by->theirs)
        *taken = by->others;
    return 0;
}

/* What is left by what the story shares with the thread. */
static int
with_thread(const Asking *all, PyObject *members, PyObject *total, double length, double most,
            double *score)
{
    Py_ssize_t size = PyList_Size(members), room = 0, count = 0;
    Table places = {NULL, NULL, 0, 0, 0};
    for (Py_ssize_t n = 0; n < size; n++) {
        Py_ssize_t begin, end;
        long long row = PyLong_AsLongLong(PyList_GetItem(members, n));
        if ((row == -1 && PyErr_Occurred()) || row_of(all, row, &begin, &end) < 0)
            return -1;
        room += end - begin;
    }
    Shared *held = malloc(sizeof(Shared) * (room + 1));
    int failed = held == NULL;
    if (failed)
        PyErr_NoMemory();
    failed = failed || table_made(&places, room) < 0 ||
             held_of(all, members, &places, held, room, &count) < 0 ||
             broad(all, size ? NULL : total, &places, held, score) < 0;
    if (!failed && size) {
        double taken = 0.0;
        failed = conflict(all, &places, held, count, size, length, &taken) < 0;
        *score *= 1 - (taken < most ? taken : most);
    }
    table_freed(&places);
    free(held);
    return failed ? -1 : 0;
}

/* Take hold of what is compared, and of what features are. */
static int
asking_held(Asking *all, PyObject *told, PyObject *columns, PyObject *words, PyObject *measure)
{
    Column *own[] = {&all->own_features, &all->own_weights};
    Column *held[] = {&all->features, &all->weights, &all->places};
    Column *known[] = {&all->channels, &all->as_names, &all->in_stories};
    double by[15];
    if (hold_all(own, told, "IH") < 0 || hold_all(held, columns, "IHI") < 0 ||
        hold_all(known, words, "Bii") < 0 || numbers_of(measure, 0, by, 15) < 0)
        return -1;
    all->surfaces = PyTuple_GetItem(words, 3);
    all->names = PyTuple_GetItem(words, 4);
    all->ask = PyTuple_GetItem(words, 5);
    if (all->surfaces == NULL || all->names == NULL || all->ask == NULL)
        return -1;
    all->by = (Doubt){by[0], by[1], by[2],  by[3],  by[4],  by[5],  by[6], by[7],
                      by[8], by[9], by[10], by[11], by[12], by[13], by[14]};
    return table_filled(&all->own, &all->own_features, &all->own_weights);
}

/* See `doubt.doubted`. */
PyObject *
loops_doubted(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *told, *columns, *members, *total, *words, *measure, *left = NULL;
    double score, length, most;
    long long closest;
    int alone;
    Asking all;
    memset(&all, 0, sizeof(all));
    if (!PyArg_ParseTuple(args, "dpOOLO!O!dOdO", &score, &alone, &told, &columns, &closest,
                          &PyList_Type, &members, &PyDict_Type, &total, &length, &words, &most,
                          &measure))
        return NULL;
    Shared *both = NULL;
    Py_ssize_t count;
    if (asking_held(&all, told, columns, words, measure) == 0 &&
        both_of(&all, closest, &both, &count) == 0 && unnamed(&all, both, count, &score) == 0 &&
        enough(&all, both, count, alone, &score) == 0 &&
        with_thread(&all, members, total, length, most, &score) == 0)
        left = PyFloat_FromDouble(score);
    free(both);
    table_freed(&all.own);
    Column *held[] = {&all.features, &all.weights, &all.places, &all.own_features,
                      &all.own_weights, &all.channels, &all.as_names, &all.in_stories};
    for (size_t n = 0; n < sizeof(held) / sizeof(held[0]); n++)
        let_go(held[n]);
    return left;
}
