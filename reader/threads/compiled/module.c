/* The module `reader.threads._loops`. See `loops.py` and `textloops.py`. */
#include "loops.h"

static PyMethodDef methods[] = {
    {"alike", loops_alike, METH_VARARGS, NULL},
    {"arranged", loops_arranged, METH_VARARGS, NULL},
    {"channelled", loops_channelled, METH_VARARGS, NULL},
    {"columns", loops_columns, METH_VARARGS, NULL},
    {"dots", loops_dots, METH_VARARGS, NULL},
    {"doubted", loops_doubted, METH_VARARGS, NULL},
    {"elsewhere", loops_elsewhere, METH_VARARGS, NULL},
    {"entered", loops_entered, METH_VARARGS, NULL},
    {"fits", loops_fits, METH_VARARGS, NULL},
    {"heaviest_of", loops_heaviest_of, METH_VARARGS, NULL},
    {"names_one", loops_names_one, METH_VARARGS, NULL},
    {"near", loops_near, METH_VARARGS, NULL},
    {"numbers_of", loops_numbers_of, METH_VARARGS, NULL},
    {"product", loops_product, METH_VARARGS, NULL},
    {"products", loops_products, METH_VARARGS, NULL},
    {"rare", loops_rare, METH_VARARGS, NULL},
    {"recorded", loops_recorded, METH_VARARGS, NULL},
    {"repeated", loops_repeated, METH_VARARGS, NULL},
    {"sharing", loops_sharing, METH_VARARGS, NULL},
    {"silent", loops_silent, METH_VARARGS, NULL},
    {"sought_by", loops_sought_by, METH_VARARGS, NULL},
    {"summed", loops_summed, METH_VARARGS, NULL},
    {"told", loops_told, METH_VARARGS, NULL},
    {"total", loops_total, METH_VARARGS, NULL},
    {"vectors", loops_vectors, METH_VARARGS, NULL},
    {"weighed", loops_weighed, METH_VARARGS, NULL},
    {"weighed_told", loops_weighed_told, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int
ready(PyObject *module)
{
    if (inside_ready() < 0 || entered_ready() < 0 || threads_ready() < 0 || text_ready(module) < 0)
        return -1;
    return PyModule_AddIntConstant(module, "SOURCES", (long)LOOPS_SOURCES);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, ready},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "reader.threads._loops", NULL, 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit__loops(void)
{
    return PyModuleDef_Init(&definition);
}
