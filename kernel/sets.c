/* Who is alive: walks over lists of agents; the twin of netlogo/runtime/agents/members.py. */
#include "kernel.h"

/* The list without the dead; the list itself where all live. */
PyObject *living_agents(PyObject *agents)
{
    if (!PyList_Check(agents))
        return PyErr_Format(PyExc_TypeError, "expected a list of agents, got %R", agents);
    PyObject *found = NULL;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(agents); i++) {
        PyObject *agent = PyList_GET_ITEM(agents, i);
        int dead = agent_is_dead(agent);
        if (dead > 0 && found == NULL)
            found = PyList_GetSlice(agents, 0, i);
        if (dead < 0 || (dead > 0 && found == NULL) || (dead == 0 && found != NULL && PyList_Append(found, agent) < 0)) {
            Py_XDECREF(found);
            return NULL;
        }
    }
    return found != NULL ? found : Py_NewRef(agents);
}

static PyObject *living(PyObject *module, PyObject *agents)
{
    return living_agents(agents);
}

static PyObject *turtles_on_patches(PyObject *module, PyObject *patches)
{
    return turtles_standing(patches);
}

/* The agents with the highest value, with sign -1 the lowest; what is no number is none; new. */
PyObject *best_agents(PyObject *agents, PyObject *values, double sign)
{
    double best = -1.7976931348623157e308;
    PyObject *winners = PyList_New(0);
    for (Py_ssize_t i = 0; winners != NULL && i < PyList_GET_SIZE(values) && i < PyList_GET_SIZE(agents); i++) {
        PyObject *object = PyList_GET_ITEM(values, i);
        double value = PyFloat_CheckExact(object) ? PyFloat_AS_DOUBLE(object) * sign : 0;
        if (!PyFloat_CheckExact(object) || !(value >= best))
            continue;
        if (value > best && PyList_SetSlice(winners, 0, PyList_GET_SIZE(winners), NULL) < 0)
            Py_CLEAR(winners);
        best = value;
        if (winners != NULL && PyList_Append(winners, PyList_GET_ITEM(agents, i)) < 0)
            Py_CLEAR(winners);
    }
    return winners;
}

/* best_of(agents, values, sign) */
static PyObject *best_of(PyObject *module, PyObject *const *args, Py_ssize_t given)
{
    if (given != 3 || !PyList_CheckExact(args[0]) || !PyList_CheckExact(args[1]) || !PyFloat_CheckExact(args[2]) ||
        PyList_GET_SIZE(args[0]) != PyList_GET_SIZE(args[1])) {
        PyErr_SetString(PyExc_TypeError, "expected two lists of one length and a sign");
        return NULL;
    }
    return best_agents(args[0], args[1], PyFloat_AS_DOUBLE(args[2]));
}

PyMethodDef set_functions[] = {
    {"best_of", (PyCFunction)(void (*)(void))best_of, METH_FASTCALL, NULL},
    {"living", living, METH_O, NULL},
    {"turtles_on_patches", turtles_on_patches, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
