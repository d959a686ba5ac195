/* What a story says in every language. See `loops.py`. */
#include "loops.h"

/* In a table of a language: not asked yet. */
#define UNASKED -2

/* See `loops.told`. */
PyObject *
loops_told(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *features_, *weights_, *places_, *channels, *concepts_, *as_names_, *in_stories_;
    PyObject *names, *keys, *list = NULL;
    Py_ssize_t number;
    double shown, name;
    if (!PyArg_ParseTuple(args, "OOOnO!OOOO!O!dd", &features_, &weights_, &places_, &number,
                          &PyByteArray_Type, &channels, &concepts_, &as_names_, &in_stories_,
                          &PyList_Type, &names, &PyList_Type, &keys, &shown, &name))
        return NULL;
    Column features = NO_COLUMN, weights = NO_COLUMN, places = NO_COLUMN, concepts = NO_COLUMN;
    Column as_names = NO_COLUMN, in_stories = NO_COLUMN;
    if (hold(&features, features_, 'I') < 0 || hold(&weights, weights_, 'H') < 0 ||
        hold(&places, places_, 'I') < 0 || hold(&concepts, concepts_, 'i') < 0 ||
        hold(&as_names, as_names_, 'i') < 0 || hold(&in_stories, in_stories_, 'i') < 0)
        goto end;
    const char *channel = PyByteArray_AsString(channels);
    Py_ssize_t known = PyByteArray_Size(channels);
    if (number < 0 || number + 1 >= places.size || U32(places)[number + 1] > features.size ||
        U32(places)[number + 1] > weights.size || known > concepts.size || known > as_names.size ||
        known > in_stories.size || known > PyList_Size(names)) {
        outside();
        goto end;
    }
    uint32_t begin = U32(places)[number], end = U32(places)[number + 1];
    list = PyList_New(0);
    for (uint32_t place = begin; list != NULL && place < end; place++) {
        uint32_t feature = U32(features)[place];
        if (feature >= known) {
            outside();
            Py_CLEAR(list);
            break;
        }
        double weight = U16(weights)[place];
        PyObject *key;
        if (channel[feature] != 'w')
            key = PyList_GetItem(names, feature);
        else if (I32(concepts)[feature] >= 0)
            key = PyList_GetItem(keys, I32(concepts)[feature]);
        else if (I32(concepts)[feature] == UNASKED || I32(as_names)[feature] == UNASKED) {
            Py_DECREF(list);
            list = Py_NewRef(Py_None);
            break;
        }
        else {
            int32_t as = I32(as_names)[feature];
            if (as < 0 || as >= known ||
                I32(in_stories)[as] < shown * I32(in_stories)[feature])
                continue;
            uint32_t other = begin;
            while (other < end && U32(features)[other] != (uint32_t)as)
                other++;
            if (other < end)
                continue;
            weight *= name;
            key = PyList_GetItem(names, as);
        }
        PyObject *pair = key == NULL ? NULL : Py_BuildValue("(Od)", key, weight);
        if (pair == NULL || PyList_Append(list, pair) < 0)
            Py_CLEAR(list);
        Py_XDECREF(pair);
    }
end:
    let_go(&features);
    let_go(&weights);
    let_go(&places);
    let_go(&concepts);
    let_go(&as_names);
    let_go(&in_stories);
    return list;
}
