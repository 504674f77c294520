/* A copy of an agent, slot by slot; the twin is in netlogo/runtime/agents/members.py. */
#include "kernel.h"

PyObject *copy_of_turtle(PyObject *agent)
{
    PyTypeObject *type = Py_TYPE(agent);
    if (!IS_TURTLE(agent) || type->tp_dictoffset != 0 || type->tp_weaklistoffset != 0)
        return PyErr_Format(PyExc_TypeError, "expected a turtle, got %R", agent);
    PyObject *copy = type->tp_alloc(type, 0);
    for (Py_ssize_t at = sizeof(PyObject); copy != NULL && at < type->tp_basicsize; at += sizeof(PyObject *))
        SLOT(copy, at) = Py_XNewRef(SLOT(agent, at));
    return copy;
}

static PyObject *copy_of(PyObject *module, PyObject *agent)
{
    return copy_of_turtle(agent);
}

PyMethodDef birth_functions[] = {
    {"copy_of", copy_of, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
