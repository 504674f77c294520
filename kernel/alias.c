/* The tables of Walker's alias method in Vose's form; the twin is in netlogo/runtime/maths/alias.py. */
#include "kernel.h"

typedef struct {
    double *shares, *probability;
    Py_ssize_t *alias, *small, *large;
} Tables;

static void fill(Tables *t, Py_ssize_t size)
{
    double average = 1.0 / (double)size;
    Py_ssize_t small = 0, large = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        t->probability[i] = 0.0;
        t->alias[i] = 0;
        if (t->shares[i] < average)
            t->small[small++] = i;
        else
            t->large[large++] = i;
    }
    while (small > 0 && large > 0) {
        Py_ssize_t less = t->small[--small], more = t->large[--large];
        t->probability[less] = t->shares[less] * (double)size;
        t->alias[less] = more;
        t->shares[more] = t->shares[more] + t->shares[less] - average;
        if (t->shares[more] >= average)
            t->large[large++] = more;
        else
            t->small[small++] = more;
    }
    while (small > 0)
        t->probability[t->small[--small]] = 1.0;
    while (large > 0)
        t->probability[t->large[--large]] = 1.0;
}

/* alias_tables(shares): for each column the chance to stay in it, and where to go otherwise. */
static PyObject *alias_tables(PyObject *module, PyObject *shares)
{
    if (!PyList_CheckExact(shares))
        return PyErr_Format(PyExc_TypeError, "expected a list of numbers, got %R", shares);
    Py_ssize_t size = PyList_GET_SIZE(shares);
    char *memory = PyMem_Malloc((size + 1) * (2 * sizeof(double) + 3 * sizeof(Py_ssize_t)));
    if (memory == NULL)
        return PyErr_NoMemory();
    Tables t = {.shares = (double *)memory};
    t.probability = t.shares + size;
    t.alias = (Py_ssize_t *)(t.probability + size);
    t.small = t.alias + size;
    t.large = t.small + size;
    for (Py_ssize_t i = 0; i < size; i++)
        t.shares[i] = PyFloat_AsDouble(PyList_GET_ITEM(shares, i));
    PyObject *probability = NULL, *alias = NULL;
    if (!PyErr_Occurred()) {
        fill(&t, size);
        probability = PyList_New(size);
        alias = PyList_New(size);
    }
    for (Py_ssize_t i = 0; probability != NULL && alias != NULL && i < size; i++) {
        PyObject *chance = PyFloat_FromDouble(t.probability[i]), *other = PyLong_FromSsize_t(t.alias[i]);
        if (chance == NULL || other == NULL) {
            Py_XDECREF(chance);
            Py_XDECREF(other);
            Py_CLEAR(probability);
            break;
        }
        PyList_SET_ITEM(probability, i, chance);
        PyList_SET_ITEM(alias, i, other);
    }
    PyMem_Free(memory);
    PyObject *made = probability == NULL || alias == NULL ? NULL : PyTuple_Pack(2, probability, alias);
    Py_XDECREF(probability);
    Py_XDECREF(alias);
    return made;
}

PyMethodDef alias_functions[] = {
    {"alias_tables", alias_tables, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
