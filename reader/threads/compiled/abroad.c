/* Whether a story names what is sought. See `abroad.py`. */
#include "loops.h"

/* The features of a row, and what every feature is. */
typedef struct {
    Column features, places, channels, as_names, in_stories, sought;
    Py_ssize_t begin, end;
    double shown;
    long long most;
    PyObject *ask;
} Naming;

/* Take hold of the columns, and see that they are long enough for a row. */
static int
naming_held(Naming *all, PyObject *columns, long long row, PyObject *known)
{
    Column *held[] = {&all->features, &all->places};
    Column *about[] = {&all->channels, &all->as_names, &all->in_stories, &all->sought};
    if (hold_all(held, columns, "II") < 0 || hold_all(about, known, "BiiB") < 0)
        return -1;
    Py_ssize_t count = all->channels.size;
    if (span_of(&all->places, row, all->features.size, &all->begin, &all->end) < 0)
        return -1;
    if (count > all->as_names.size || count > all->in_stories.size || count > all->sought.size)
        return outside();
    for (Py_ssize_t place = all->begin; place < all->end; place++)
        if ((Py_ssize_t)U32(all->features)[place] >= count)
            return outside();
    return 0;
}

/* Whether a word is shown as a name that is sought; -1 with an error set. */
static int
shown(const Naming *all, uint32_t word)
{
    double least = all->shown * I32(all->in_stories)[word];
    if (least > (double)all->most)
        return 0;
    int32_t name;
    if (name_of(&all->as_names, word, all->ask, &name) < 0)
        return -1;
    if (name < 0)
        return 0;
    if (name >= all->sought.size || name >= all->in_stories.size)
        return outside();
    return ((const char *)all->sought.view.buf)[name] && I32(all->in_stories)[name] >= least;
}

/* See `abroad.names_one`. */
PyObject *
loops_names_one(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *columns, *known;
    long long row;
    Naming all;
    memset(&all, 0, sizeof(all));
    if (!PyArg_ParseTuple(args, "OLOdLO", &columns, &row, &known, &all.shown, &all.most, &all.ask))
        return NULL;
    int found = naming_held(&all, columns, row, known);
    for (Py_ssize_t place = all.begin; found == 0 && place < all.end; place++) {
        uint32_t feature = U32(all.features)[place];
        if (((const char *)all.channels.view.buf)[feature] == 'w')
            found = shown(&all, feature);
        else
            found = ((const char *)all.sought.view.buf)[feature] != 0;
    }
    Column *held[] = {&all.features, &all.places,     &all.channels,
                      &all.as_names, &all.in_stories, &all.sought};
    for (size_t n = 0; n < sizeof(held) / sizeof(held[0]); n++)
        let_go(held[n]);
    return found < 0 ? NULL : PyBool_FromLong(found);
}
