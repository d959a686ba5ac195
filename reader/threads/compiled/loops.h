/* All loops; each is called with the arguments that `loops.py` gives it. */
#ifndef CLEW_LOOPS_H
#define CLEW_LOOPS_H

#include "columns.h"
#include "text.h"

PyObject *loops_alike(PyObject *self, PyObject *args);
PyObject *loops_arranged(PyObject *self, PyObject *args);
PyObject *loops_channelled(PyObject *self, PyObject *args);
PyObject *loops_columns(PyObject *self, PyObject *args);
PyObject *loops_dots(PyObject *self, PyObject *args);
PyObject *loops_doubted(PyObject *self, PyObject *args);
PyObject *loops_elsewhere(PyObject *self, PyObject *args);
PyObject *loops_entered(PyObject *self, PyObject *args);
PyObject *loops_fits(PyObject *self, PyObject *args);
PyObject *loops_heaviest_of(PyObject *self, PyObject *args);
PyObject *loops_names_one(PyObject *self, PyObject *args);
PyObject *loops_near(PyObject *self, PyObject *args);
PyObject *loops_numbers_of(PyObject *self, PyObject *args);
PyObject *loops_product(PyObject *self, PyObject *args);
PyObject *loops_products(PyObject *self, PyObject *args);
PyObject *loops_rare(PyObject *self, PyObject *args);
PyObject *loops_recorded(PyObject *self, PyObject *args);
PyObject *loops_repeated(PyObject *self, PyObject *args);
PyObject *loops_sharing(PyObject *self, PyObject *args);
PyObject *loops_silent(PyObject *self, PyObject *args);
PyObject *loops_sought_by(PyObject *self, PyObject *args);
PyObject *loops_summed(PyObject *self, PyObject *args);
PyObject *loops_told(PyObject *self, PyObject *args);
PyObject *loops_total(PyObject *self, PyObject *args);
PyObject *loops_vectors(PyObject *self, PyObject *args);
PyObject *loops_weighed(PyObject *self, PyObject *args);
PyObject *loops_weighed_told(PyObject *self, PyObject *args);

/* The class `array.array`, from `inside_ready` on. */
extern PyObject *array_type;

/* An array of a kind with what is in a buffer: so many bytes. */
PyObject *arrayed(const char *kind, const void *items, Py_ssize_t size);

/* Rows, and where the features of each begin and end. */
typedef struct {
    Py_ssize_t row, begin, end;
} Span;

typedef struct {
    Span *each; /* to be freed */
    Py_ssize_t count, total;
} Spans;

/* The spans of the rows of a list, of columns of which the shortest has so many; 0, or -1 with an
 * error set. */
int spans_of(Spans *spans, PyObject *rows, const Column *places, Py_ssize_t size);

/* The heaviest features of a table whose marks are weights, of equal ones the first numbers first;
 * how many. */
Py_ssize_t heaviest(const Table *vector, Py_ssize_t most, const Entry *widest[]);

/* What `near` looks at, see `loops.Bounds`; `at` is held by whoever made this. */
typedef struct {
    PyObject *postings;
    Column at;
    long long since, low, high;
    long long candidates, tail, looked, many;
    double mass, met, least;
} Near;

/* Take `loops.Bounds`; -1 with an error set. */
int bounded(Near *near, PyObject *bounds);

/* Most rows that can be asked for. */
#define MOST_CANDIDATES 1024

/* The nearest rows, the best first, as `loops.near` has it, to be freed; NULL with an error set. */
Entry *nearest(const Near *near, const Column *features, const Column *weights, Py_ssize_t *count);

/* Which of the rows of features are looked at, and how they count, see `loops.sharing`. */
typedef struct {
    Column thread, language;
    long long since;    /* the first row */
    Py_ssize_t back;    /* how many of each feature, the newest */
    int once;           /* a thread counts once for each feature */
    int own[64], owned; /* languages whose rows are passed over */
} Way;

/* Add the weight of a feature, the `number`th, to the threads of its rows; -1 with an error set. */
int shared_by(Table *found, const Way *way, PyObject *postings, Py_ssize_t feature, double weight,
              Py_ssize_t number);

/* What must be made once, when the module is loaded; -1 with an error set. */
int inside_ready(void);
int entered_ready(void); /* behind `inside_ready` */
int threads_ready(void);

#endif
