/* All loops; each is called with the arguments that `loops.py` gives it. */
#ifndef CLEW_LOOPS_H
#define CLEW_LOOPS_H

#include "columns.h"

PyObject *loops_among(PyObject *self, PyObject *args);
PyObject *loops_dots(PyObject *self, PyObject *args);
PyObject *loops_elsewhere(PyObject *self, PyObject *args);
PyObject *loops_everywhere(PyObject *self, PyObject *args);
PyObject *loops_near(PyObject *self, PyObject *args);
PyObject *loops_prints(PyObject *self, PyObject *args);
PyObject *loops_product(PyObject *self, PyObject *args);
PyObject *loops_products(PyObject *self, PyObject *args);
PyObject *loops_rare(PyObject *self, PyObject *args);
PyObject *loops_ranked(PyObject *self, PyObject *args);
PyObject *loops_see(PyObject *self, PyObject *args);
PyObject *loops_seen(PyObject *self, PyObject *args);
PyObject *loops_sharing(PyObject *self, PyObject *args);
PyObject *loops_silent(PyObject *self, PyObject *args);
PyObject *loops_summed(PyObject *self, PyObject *args);
PyObject *loops_told(PyObject *self, PyObject *args);
PyObject *loops_vectors(PyObject *self, PyObject *args);
PyObject *loops_weighed(PyObject *self, PyObject *args);

/* An array of a kind with what is in a buffer: so many bytes. */
PyObject *arrayed(const char *kind, const void *items, Py_ssize_t size);

/* What must be made once, when the module is loaded; -1 with an error set. */
int ranked_ready(void);
int reading_ready(void);
int inside_ready(void);

#endif
