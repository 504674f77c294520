/* `runresult` of an anonymous reporter; the twin is in netlogo/engine/engine.py. */
#include "kernel.h"

#define MOST_INPUTS 6

static PyTypeObject *reporter_type;
static Py_ssize_t reporter_fn, reporter_arity, reporter_agents;
static PyObject *everybody;

/* know_reporters(AnonymousReporter): the class of anonymous reporters. */
PyObject *know_reporters(PyObject *module, PyObject *type)
{
    if (!PyType_Check(type))
        return PyErr_Format(PyExc_TypeError, "expected a class, got %R", type);
    reporter_fn = slot_offset((PyTypeObject *)type, "fn");
    reporter_arity = slot_offset((PyTypeObject *)type, "arity");
    reporter_agents = slot_offset((PyTypeObject *)type, "agents");
    if (reporter_fn < 0 || reporter_arity < 0 || reporter_agents < 0)
        return NULL;
    Py_XSETREF(everybody, PyUnicode_InternFromString("OTPL"));
    Py_XSETREF(reporter_type, (PyTypeObject *)Py_NewRef(type));
    Py_RETURN_NONE;
}

/* run_result(me, myself, names, values, reporter, inputs...) */
static PyObject *run_result(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    Py_ssize_t inputs = given - 5;
    if (inputs < 0 || inputs > MOST_INPUTS || reporter_type == NULL || !Py_IS_TYPE(args[4], reporter_type))
        return NULL;
    PyObject *agents = SLOT(args[4], reporter_agents), *arity = SLOT(args[4], reporter_arity);
    if (agents == NULL || PyUnicode_Compare(agents, everybody) != 0 || PyLong_AsSsize_t(arity) != inputs)
        return NULL;
    PyObject *all[MOST_INPUTS + 2] = {args[0], args[1]};
    for (Py_ssize_t i = 0; i < inputs; i++)
        all[i + 2] = args[i + 5];
    return PyObject_Vectorcall(SLOT(args[4], reporter_fn), all, inputs + 2, NULL);
}

const QuickDef anonymous_primitives[] = {
    {"run_result", run_result},
    {NULL, NULL},
};
