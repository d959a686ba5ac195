/* Threads that share features. See `loops.py`. */
#include "loops.h"

/* ------------------------------------------------------------------ sharing */

/* Whether a row is told in a language that is passed over. */
static int
passed_over(const Way *way, uint32_t row)
{
    for (int n = 0; n < way->owned; n++)
        if (U16(way->language)[row] == way->own[n])
            return 1;
    return 0;
}

/* See `loops.h`. */
int
shared_by(Table *found, const Way *way, PyObject *postings, Py_ssize_t feature, double weight,
          Py_ssize_t number)
{
    Posting posting;
    if (posting_held(&posting, postings, feature) < 0)
        return -1;
    int failed = 0;
    Py_ssize_t back = way->back > 0 ? way->back : 0;
    Py_ssize_t place = posting.size > back ? posting.size - back : 0;
    place = from(posting.rows, place, posting.size, way->since);
    for (; !failed && place < posting.size; place++) {
        uint32_t row = posting.rows[place];
        if ((Py_ssize_t)row >= way->thread.size ||
            (way->owned && (Py_ssize_t)row >= way->language.size)) {
            failed = outside();
            break;
        }
        if (passed_over(way, row))
            continue;
        Entry *entry = table_at(found, I64(way->thread)[row]);
        if (entry == NULL)
            failed = -1;
        else if (!way->once || entry->mark != number) {
            entry->sum += weight;
            entry->mark = number;
        }
    }
    let_go(&posting.column);
    return failed;
}

/* [(thread, sum)] in the order in which the threads came. */
static PyObject *
gathered(const Way *way, PyObject *postings, PyObject *features, PyObject *weights)
{
    Table found = {NULL, NULL, 0, 0, 0};
    PyObject *list = NULL;
    if (table_made(&found, 256) < 0)
        goto end;
    for (Py_ssize_t n = 0; n < PyList_Size(features); n++) {
        Py_ssize_t feature = PyLong_AsSsize_t(PyList_GetItem(features, n));
        PyObject *weight_ = PyList_GetItem(weights, n);
        double weight = weight_ == NULL ? -1.0 : PyFloat_AsDouble(weight_);
        if (PyErr_Occurred() || shared_by(&found, way, postings, feature, weight, n) < 0)
            goto end;
    }
    list = PyList_New(found.count);
    for (Py_ssize_t n = 0; list != NULL && n < found.count; n++) {
        PyObject *pair = Py_BuildValue("(Ld)", found.entries[n].key, found.entries[n].sum);
        if (pair == NULL || PyList_SetItem(list, n, pair) < 0)
            Py_CLEAR(list);
    }
end:
    table_freed(&found);
    return list;
}

/* See `loops.sharing`. */
PyObject *
loops_sharing(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *postings, *features, *weights, *thread, *list = NULL;
    Way way = {.thread = NO_COLUMN, .language = NO_COLUMN};
    if (!PyArg_ParseTuple(args, "O!O!O!OLnp", &PyList_Type, &postings, &PyList_Type, &features,
                          &PyList_Type, &weights, &thread, &way.since, &way.back, &way.once))
        return NULL;
    if (hold(&way.thread, thread, 'q') == 0)
        list = gathered(&way, postings, features, weights);
    let_go(&way.thread);
    return list;
}

/* See `loops.elsewhere`. */
PyObject *
loops_elsewhere(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *postings, *features, *weights, *thread, *language, *languages, *list = NULL;
    Way way = {.thread = NO_COLUMN, .language = NO_COLUMN};
    if (!PyArg_ParseTuple(args, "O!O!O!OOO!n", &PyList_Type, &postings, &PyList_Type, &features,
                          &PyList_Type, &weights, &thread, &language, &PyList_Type, &languages,
                          &way.back))
        return NULL;
    Py_ssize_t owned = PyList_Size(languages);
    if (owned > (Py_ssize_t)(sizeof(way.own) / sizeof(way.own[0]))) {
        PyErr_SetString(PyExc_ValueError, "too many languages");
        return NULL;
    }
    for (way.owned = 0; way.owned < owned; way.owned++)
        way.own[way.owned] = (int)PyLong_AsLong(PyList_GetItem(languages, way.owned));
    if (!PyErr_Occurred() && hold(&way.thread, thread, 'q') == 0 &&
        hold(&way.language, language, 'H') == 0)
        list = gathered(&way, postings, features, weights);
    let_go(&way.thread);
    let_go(&way.language);
    return list;
}

/* ------------------------------------------------------------------ silent */

/* See `loops.silent`. */
PyObject *
loops_silent(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *keys_, *numbers_, *loose, *records, *sought, *list = NULL;
    Py_ssize_t common, most;
    if (!PyArg_ParseTuple(args, "OOO!O!O!nn", &keys_, &numbers_, &PyDict_Type, &loose,
                          &PyDict_Type, &records, &PyList_Type, &sought, &common, &most))
        return NULL;
    Column keys = NO_COLUMN, numbers = NO_COLUMN;
    Table found = {NULL, NULL, 0, 0, 0};
    if (hold(&keys, keys_, 'I') < 0 || hold(&numbers, numbers_, 'I') < 0 ||
        table_made(&found, 256) < 0)
        goto end;
    for (Py_ssize_t n = 0; n < PyList_Size(sought); n++) {
        PyObject *key_ = PyList_GetItem(sought, n);
        PyObject *more = PyDict_GetItemWithError(loose, key_);
        long long key = PyLong_AsLongLong(key_);
        Py_ssize_t further = more == NULL ? 0 : PyList_Size(more);
        if (PyErr_Occurred())
            goto end;
        Py_ssize_t first = from(U32(keys), 0, keys.size, key), last = first;
        while (last < keys.size && U32(keys)[last] == key && last - first <= common)
            last++;
        if (last - first + further > common)
            continue;
        if (last > numbers.size) {
            outside();
            goto end;
        }
        for (Py_ssize_t place = first; place < last; place++) {
            Entry *entry = table_at(&found, U32(numbers)[place]);
            if (entry == NULL)
                goto end;
            entry->sum += 1;
        }
        for (Py_ssize_t place = 0; place < further; place++) {
            long long number = PyLong_AsLongLong(PyList_GetItem(more, place));
            Entry *entry = PyErr_Occurred() ? NULL : table_at(&found, number);
            if (entry == NULL)
                goto end;
            entry->sum += 1;
        }
    }
    list = PyList_New(0);
    for (Py_ssize_t times = PyList_Size(sought); list != NULL && times > 1; times--)
        for (Py_ssize_t n = 0; list != NULL && n < found.count; n++) {
            if (found.entries[n].sum != (double)times || PyList_Size(list) >= most)
                continue;
            PyObject *number = PyLong_FromLongLong(found.entries[n].key);
            int there = number == NULL ? -1 : PyDict_Contains(records, number);
            if (there < 0 || (there && PyList_Append(list, number) < 0))
                Py_CLEAR(list);
            Py_XDECREF(number);
        }
end:
    let_go(&keys);
    let_go(&numbers);
    table_freed(&found);
    return list;
}

/* ------------------------------------------------------------------ names */

/* See `loops.channelled`. */
PyObject *
loops_channelled(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *columns, *numbers, *channels_, *one = NULL, *two = NULL, *made = NULL;
    int channel;
    if (!PyArg_ParseTuple(args, "OO!Oi", &columns, &PyList_Type, &numbers, &channels_, &channel))
        return NULL;
    Column features = NO_COLUMN, weights = NO_COLUMN, places = NO_COLUMN, channels = NO_COLUMN;
    Column *held[] = {&features, &weights, &places};
    Spans rows = {NULL, 0, 0};
    uint32_t *found = NULL, *weighing = NULL;
    Py_ssize_t count = 0;
    if (hold_all(held, columns, "IHI") < 0 || hold(&channels, channels_, 'B') < 0 ||
        spans_of(&rows, numbers, &places, shorter(&features, &weights)) < 0)
        goto end;
    found = malloc(sizeof(uint32_t) * (size_t)(rows.total + 1));
    weighing = malloc(sizeof(uint32_t) * (size_t)(rows.total + 1));
    if (found == NULL || weighing == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    for (Py_ssize_t n = 0; n < rows.count; n++) {
        for (Py_ssize_t begin = rows.each[n].begin; begin < rows.each[n].end; begin++) {
            uint32_t feature = U32(features)[begin];
            if ((Py_ssize_t)feature >= channels.size) {
                outside();
                goto end;
            }
            if (((const unsigned char *)channels.view.buf)[feature] != channel)
                continue;
            found[count] = feature;
            weighing[count++] = U16(weights)[begin];
        }
    }
    one = arrayed("I", found, (Py_ssize_t)sizeof(uint32_t) * count);
    two = arrayed("I", weighing, (Py_ssize_t)sizeof(uint32_t) * count);
    if (one != NULL && two != NULL)
        made = PyTuple_Pack(2, one, two);
    Py_XDECREF(one);
    Py_XDECREF(two);
end:
    free(rows.each);
    free(found);
    free(weighing);
    let_go(&features);
    let_go(&weights);
    let_go(&places);
    let_go(&channels);
    return made;
}

/* ------------------------------------------------------------------ rare */

/* See `loops.rare`. */
PyObject *
loops_rare(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *features_, *weights_, *in_threads_, *dict = NULL;
    if (!PyArg_ParseTuple(args, "OOO", &features_, &weights_, &in_threads_))
        return NULL;
    Column features = NO_COLUMN, weights = NO_COLUMN, in_threads = NO_COLUMN;
    Table found = {NULL, NULL, 0, 0, 0};
    if (hold(&features, features_, 'I') < 0 || hold(&weights, weights_, 'I') < 0 ||
        hold(&in_threads, in_threads_, 'i') < 0 || table_made(&found, features.size) < 0)
        goto end;
    for (Py_ssize_t n = 0; n < features.size && n < weights.size; n++) {
        uint32_t feature = U32(features)[n];
        Entry *entry = (Py_ssize_t)feature < in_threads.size ? table_at(&found, feature)
                                                             : (outside(), NULL);
        if (entry == NULL)
            goto end;
        entry->sum += U32(weights)[n] / log(2.0 + I32(in_threads)[feature]);
    }
    double length = 0.0;
    for (Py_ssize_t n = 0; n < found.count; n++)
        length += found.entries[n].sum * found.entries[n].sum;
    length = length > 0.0 ? sqrt(length) : 1.0;
    dict = PyDict_New();
    for (Py_ssize_t n = 0; dict != NULL && n < found.count; n++) {
        PyObject *feature = PyLong_FromLongLong(found.entries[n].key);
        PyObject *weight = PyFloat_FromDouble(found.entries[n].sum / length);
        if (feature == NULL || weight == NULL || PyDict_SetItem(dict, feature, weight) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(feature);
        Py_XDECREF(weight);
    }
end:
    let_go(&features);
    let_go(&weights);
    let_go(&in_threads);
    table_freed(&found);
    return dict;
}
