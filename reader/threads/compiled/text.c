/* The loops over text of the module. See `textloops.py`. */
#include "text.h"

static PyMethodDef methods[] = {
    {"among", text_among, METH_VARARGS, NULL},
    {"any_of", text_any_of, METH_O, NULL},
    {"cut", text_cut, METH_O, NULL},
    {"first_of", text_first_of, METH_VARARGS, NULL},
    {"folded", text_folded, METH_VARARGS, NULL},
    {"met", text_met, METH_VARARGS, NULL},
    {"plain_name", text_plain_name, METH_VARARGS, NULL},
    {"prints", text_prints, METH_VARARGS, NULL},
    {"sought", text_sought, METH_O, NULL},
    {"tally", text_tally, METH_VARARGS, NULL},
    {"unpacked", text_unpacked, METH_VARARGS, NULL},
    {"voted", text_voted, METH_VARARGS, NULL},
    {"worded", text_worded, METH_VARARGS, NULL},
    {"zipf", text_zipf, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

int
text_ready(PyObject *module)
{
    return letters_ready() < 0 || prints_ready() < 0 ? -1 : PyModule_AddFunctions(module, methods);
}
